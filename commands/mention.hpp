#pragma once

#include "domain/record.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// Somebody or something that was really mentioned, not merely typed: Slack itself told us the id.
// In Request::text and Request::fields one stands as mark, sign, id, "|", name, mark:
// "\x01@U024BE7LH|ada\x01". The mark is a control character, and every control character that was
// typed has been replaced before, so nobody can forge one.
struct Mention {
    enum class Kind { user, group, channel };
    Kind kind = Kind::user;
    std::string id;    // "U…", "S…", "C…"
    std::string name;  // without @ and #; may be empty, may hold spaces

    friend bool operator==(const Mention&, const Mention&) = default;
};

constexpr char mention_mark = '\x01';
constexpr std::string_view user_sign = "@";
constexpr std::string_view group_sign = "!";
constexpr std::string_view channel_sign = "#";

// "\x01@U024BE7LH|ada\x01"; characters that would break it are left out of id and name.
std::string to_string(const Mention& mention);
// Reads a text that is one mention and nothing else.
std::optional<Mention> read_mention(std::string_view token);
// Takes a mention off the front of `text`; nothing, and `text` unchanged, when none stands there.
std::optional<Mention> take_mention(std::string_view& text);
// The text with a name in each mention that came without one, as far as it is known: the handles of
// people and groups, the names of public channels. A private channel's name is its members' alone.
std::string with_names(std::string_view text, const Record& record);
// The text as it is read and kept: users and groups as "@ada", channels as "#checkout", the id
// where no name is known. No mark remains.
std::string without_mentions(std::string_view text);

}  // namespace muster
