#include "domain/plain_words.hpp"

#include "status/text.hpp"

namespace muster::status {

std::string plain_words(std::string_view typed, const std::vector<std::string>& names) {
    std::vector<KnownName> known;
    for (const auto& name : names)
        known.push_back({name});
    return clean_text(muster::plain_words(typed, known));
}

}  // namespace muster::status
