#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace muster::sandbox {

// "a=1&b=two+words%21" as an object of strings; of two with one name the last counts. Nothing when
// a percent sign is not followed by two hex digits.
std::optional<nlohmann::json> read_form(std::string_view text);

// A multipart/form-data body: its text fields as an object of strings, the content of its first
// file in `file`. Nothing when it is malformed.
std::optional<nlohmann::json> read_multipart(std::string_view body, std::string_view content_type,
                                             std::string* file);

// Percent-decoded; as it is where it cannot be.
std::string decoded(std::string_view text);

// JSON text with bytes that are no UTF-8 replaced, so that it can always be written.
std::string to_text(const nlohmann::json& value);

}  // namespace muster::sandbox
