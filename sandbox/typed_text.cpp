#include "sandbox/typed_text.hpp"

#include <algorithm>

namespace muster::sandbox {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '&'   ? std::string("&amp;")
               : c == '<' ? std::string("&lt;")
               : c == '>' ? std::string("&gt;")
                          : std::string(1, c);
    return out;
}

// The word at the beginning, without the dots and dashes that end a sentence.
std::string_view word_at(std::string_view text) {
    const auto* end = std::ranges::find_if_not(text, is_word);
    auto word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (word.ends_with('.') || word.ends_with('-'))
        word.remove_suffix(1);
    return word;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// What `@word` or `#word` stands for; "" when it is nobody and nothing.
std::string entity(const Workspace& workspace, char mark, const std::string& word,
                   const std::string& author, bool labels) {
    if (mark == '#') {
        for (const auto& [id, channel] : workspace.channels())
            if (channel.name == word && (!channel.is_private() || channel.has(author)))
                return "<#" + id + (labels ? "|" + (channel.is_private() ? "" : word) : "") + ">";
        return {};
    }
    if (word == "here" || word == "channel" || word == "everyone")
        return "<!" + word + ">";
    if (const Person* person = workspace.find_handle(word))
        return "<@" + person->id + (labels ? "|" + word : "") + ">";
    if (const UserGroup* group = workspace.find_group(word); group && group->handle == word)
        return "<!subteam^" + group->id + "|@" + word + ">";
    return {};
}

std::string as_sent(const Workspace& workspace, std::string_view typed, const std::string& author,
                    bool labels) {
    std::string out;
    for (std::size_t at = 0; at < typed.size();) {
        const bool begins = at == 0 || !is_word(typed[at - 1]);
        const auto rest = typed.substr(at);
        if (begins && (rest[0] == '@' || rest[0] == '#')) {
            const auto word = word_at(rest.substr(1));
            const std::string found = entity(workspace, rest[0], lower(word), author, labels);
            if (!word.empty() && !found.empty()) {
                out += found;
                at += 1 + word.size();
                continue;
            }
        }
        if (begins && (rest.starts_with("https://") || rest.starts_with("http://"))) {
            auto link = rest.substr(0, rest.find_first_of(" \t\n\r<>\""));
            while (!link.empty() && std::string_view(".,;:!?)").find(link.back()) != link.npos)
                link.remove_suffix(1);
            out += "<" + escaped(link) + ">";
            at += link.size();
            continue;
        }
        out += escaped(rest.substr(0, 1));
        ++at;
    }
    return out;
}

}  // namespace

std::string as_command_text(const Workspace& workspace, std::string_view typed,
                            const std::string& author) {
    return as_sent(workspace, typed, author, true);
}

std::string as_message_text(const Workspace& workspace, std::string_view typed,
                            const std::string& author) {
    return as_sent(workspace, typed, author, false);
}

}  // namespace muster::sandbox
