#pragma once

#include <string>
#include <string_view>

namespace muster::sandbox {

// Characters (Unicode code points) of UTF-8 text: how Slack counts lengths.
std::size_t count_characters(std::string_view text);

// The first `count` characters of UTF-8 text.
std::string_view first_characters(std::string_view text, std::size_t count);

// Whether the bytes are UTF-8, as JSON and Slack demand.
bool is_utf8(std::string_view text);

}  // namespace muster::sandbox
