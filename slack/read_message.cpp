#include "slack/read_message.hpp"

#include "slack/envelope.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/people.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace muster::slack {
namespace {

using nlohmann::json;

constexpr std::size_t most_files = 20;  // Slack takes ten in one message
constexpr std::size_t most_file_name = 200;
constexpr std::size_t most_parts = 20;

// Of these subtypes somebody wrote the text (CONTRACT 4.4); of all others Slack did.
constexpr std::array<std::string_view, 5> with_words{"", "file_share", "thread_broadcast",
                                                     "me_message", "bot_message"};

std::string clean_at(const json& object, std::string_view member) {
    return without_controls(text_at(object, member));
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
        if (!text.empty())
            return text;
    return {};
}

std::string file_lines(const json& files) {
    std::string lines;
    if (!files.is_array())
        return lines;
    std::size_t count = 0;
    for (const auto& file : files) {
        if (++count > most_files)
            break;
        const auto name = first_of({clean_at(file, "title"), clean_at(file, "name"), "File"});
        const auto link = clean_at(file, "permalink");
        lines += "\n" + cut(name, most_file_name) + (link.empty() ? "" : " (" + link + ")");
    }
    return lines;
}

// What stands in the list's first items, a line each.
template <class Read>
std::string lines_of(const json& list, Read read) {
    std::string lines;
    if (!list.is_array())
        return lines;
    std::size_t count = 0;
    for (const auto& item : list) {
        if (++count > most_parts)
            break;
        if (const auto line = read(item); !line.empty())
            lines += (lines.empty() ? "" : "\n") + line;
    }
    return lines;
}

// Apps often say everything in attachments or blocks, and nothing in the text.
std::string text_of(const json& message) {
    if (auto text = text_at(message, "text"); !text.empty())
        return text;
    auto attached = lines_of(at(message, "attachments"), [](const json& attachment) {
        const auto fallback = text_at(attachment, "fallback");
        return first_of({fallback == "[no preview available]" ? "" : fallback,
                         text_at(attachment, "text"), text_at(attachment, "title"),
                         text_at(attachment, "pretext")});
    });
    return attached.empty()
               ? lines_of(at(message, "blocks"),
                          [](const json& block) { return text_at(at(block, "text"), "text"); })
               : attached;
}

// "p1767225600000100"
std::string name_in_address(const SlackMessage& message) {
    auto digits = message.place.ts.str();
    std::erase(digits, '.');
    return "p" + digits;
}

std::string address(const std::string& base, const SlackMessage& message) {
    auto link = base + name_in_address(message);
    if (!message.thread.empty())
        link += "?thread_ts=" + message.thread.str() + "&cid=" + message.place.channel.str();
    return link;
}

}  // namespace

SlackMessage read_message(const json& message, const ChannelId& channel, const Self& self) {
    SlackMessage read;
    read.place = {channel, MessageTs(clean_at(message, "ts"))};
    if (const auto thread = clean_at(message, "thread_ts"); thread != read.place.ts.str())
        read.thread = MessageTs(thread);
    if (const auto sent = read_ts(read.place.ts.str()))
        read.sent = std::chrono::floor<std::chrono::seconds>(*sent);
    const auto bot = clean_at(message, "bot_id");
    const auto subtype = clean_at(message, "subtype");
    read.author.user = UserId(clean_at(message, "user"));
    read.author.name =
        first_of({clean_at(message, "username"), clean_at(at(message, "bot_profile"), "name"),
                  clean_at(at(message, "user_profile"), "display_name"),
                  clean_at(at(message, "user_profile"), "real_name")});
    read.by_app = !bot.empty() || subtype == "bot_message";
    read.by_us = (!bot.empty() && bot == self.bot) ||
                 (!self.bot_user.empty() && read.author.user.str() == self.bot_user);
    read.is_line = std::ranges::find(with_words, subtype) == with_words.end();
    read.text = to_request_text(text_of(message)) + file_lines(at(message, "files"));
    read.link = clean_at(message, "permalink");
    read.edited = MessageTs(clean_at(at(message, "edited"), "ts"));
    return read;
}

std::string permalink(const std::string& domain, const SlackMessage& message) {
    if (domain.empty() || message.place.ts.empty())
        return {};
    return address("https://" + domain + ".slack.com/archives/" + message.place.channel.str() + "/",
                   message);
}

std::string permalink_like(const std::string& known, const SlackMessage& its_message,
                           const SlackMessage& message) {
    const auto name = "/" + name_in_address(its_message);
    const auto found = known.find(name);
    if (found == std::string::npos || its_message.place.ts.empty())
        return {};
    return address(known.substr(0, found + 1), message);
}

}  // namespace muster::slack
