#include "domain/fingerprint.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace muster {

std::string fingerprint_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211U;
    }
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
    return std::string(hex.data()) + std::to_string(text.size());
}

}  // namespace muster
