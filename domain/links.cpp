#include "domain/links.hpp"

#include <algorithm>
#include <string_view>

namespace muster {

std::string first_link(const std::string& text) {
    const auto https = text.find("https://");
    const auto http = text.find("http://");
    const auto start = std::min(https, http);
    if (start == std::string::npos)
        return {};
    auto end = text.find_first_of(" \t\n<>\"", start);
    if (end == std::string::npos)
        end = text.size();
    // A sentence's own mark is no part of the address.
    while (end > start && std::string_view(".,;:!?)").find(text[end - 1]) != std::string_view::npos)
        --end;
    return text.substr(start, end - start);
}

}  // namespace muster
