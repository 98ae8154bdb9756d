#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Somebody of the workspace, or a group of it, by one of their names, and what outsiders read
// instead.
struct KnownName {
    std::string name;                     // "Ada Lovelace", "ada"
    std::string instead = "a responder";  // as it stands within a sentence
    bool bare = false;                    // whether it is looked for without an @ before it, too
    std::string id = {};                  // as Slack's own mark-up has it: "U024BE7LH"

    friend bool operator==(const KnownName&, const KnownName&) = default;
};

// What people typed without Slack's mark-up and without whatever names a person or a place of the
// workspace: "@ada" becomes "a responder" or what is known of her, "#checkout" "a channel", a link
// into Slack "a link", an emoji its words.
std::string plain_words(std::string_view typed, const std::vector<KnownName>& names);

}  // namespace muster
