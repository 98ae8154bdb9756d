#pragma once

#include <span>
#include <string_view>

namespace muster::slack {

// Whether a call may be made again when nobody knows what became of the first.
enum class Repeat {
    read,   // changes nothing
    safe,   // a write whose repetition changes nothing more
    never,  // a write that would happen twice: look it up first
};

// What is known of one Web API method. Codes stand in one text, parted by spaces.
struct Method {
    std::string_view name;
    int per_minute = 0;  // Slack's published floor; 0: none is known
    Repeat repeat = Repeat::never;
    bool posts = false;  // counts against its channel's rate of about one message a second
    std::string_view transient;
    std::string_view benign;  // the wished outcome already holds
    std::string_view permanent;
};

// All methods Muster may call, and "upload_url.post" and "response_url.post" for the two addresses
// that are no methods. Ordered by name.
std::span<const Method> methods();
// The method of that name, or null.
const Method* find_method(std::string_view name);
// Whether `code` is one of `codes`.
bool lists(std::string_view codes, std::string_view code);

// Codes that any method may answer.
extern const std::string_view common_transient;
extern const std::string_view common_permanent;
// Codes that mean the token itself is no longer good for anything.
extern const std::string_view token_codes;

}  // namespace muster::slack
