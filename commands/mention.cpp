#include "commands/mention.hpp"

#include <array>

namespace muster {
namespace {

struct Sign {
    Mention::Kind kind;
    std::string_view sign;
    std::string_view read_as;
};
constexpr std::array<Sign, 3> signs{{
    {Mention::Kind::user, user_sign, "@"},
    {Mention::Kind::group, group_sign, "@"},
    {Mention::Kind::channel, channel_sign, "#"},
}};

const Sign& sign_of(Mention::Kind kind) {
    for (const auto& sign : signs)
        if (sign.kind == kind)
            return sign;
    return signs.front();
}

std::string without(std::string_view text, std::string_view unwanted) {
    std::string kept;
    for (const char c : text)
        if (unwanted.find(c) == std::string_view::npos)
            kept += c;
    return kept;
}

std::string name_of(const Mention& mention, const Record& record) {
    switch (mention.kind) {
        case Mention::Kind::user:
            if (const auto profile = record.profile(UserId(mention.id)))
                return profile->handle;
            break;
        case Mention::Kind::group:
            if (const auto group = record.group(GroupId(mention.id)))
                return group->handle;
            break;
        case Mention::Kind::channel:
            if (const auto channel = record.channel(ChannelId(mention.id));
                channel && !channel->is_private)
                return channel->name;
            break;
    }
    return {};
}

// A group's handle may come with its @, a channel's name with its #.
std::string bare_name(std::string_view name, std::string_view read_as) {
    if (name.starts_with(read_as))
        name.remove_prefix(read_as.size());
    return std::string(name);
}

}  // namespace

std::string to_string(const Mention& mention) {
    std::string text(1, mention_mark);
    text += sign_of(mention.kind).sign;
    text += without(mention.id, "\x01|");
    text += '|';
    text += without(mention.name, "\x01");
    text += mention_mark;
    return text;
}

std::optional<Mention> take_mention(std::string_view& text) {
    if (text.empty() || text.front() != mention_mark)
        return std::nullopt;
    const auto end = text.find(mention_mark, 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto inside = text.substr(1, end - 1);
    for (const auto& [kind, sign, read_as] : signs) {
        if (!inside.starts_with(sign))
            continue;
        const auto rest = inside.substr(sign.size());
        const auto bar = rest.find('|');
        Mention mention{kind, std::string(rest.substr(0, bar)), {}};
        if (mention.id.empty())
            return std::nullopt;
        if (bar != std::string_view::npos)
            mention.name = bare_name(rest.substr(bar + 1), read_as);
        text.remove_prefix(end + 1);
        return mention;
    }
    return std::nullopt;
}

std::optional<Mention> read_mention(std::string_view token) {
    auto mention = take_mention(token);
    if (!token.empty())
        return std::nullopt;
    return mention;
}

std::string with_names(std::string_view text, const Record& record) {
    std::string named;
    named.reserve(text.size());
    while (!text.empty()) {
        const auto plain = text.substr(0, text.find(mention_mark));
        named += plain;
        text.remove_prefix(plain.size());
        if (auto mention = take_mention(text)) {
            if (mention->name.empty())
                mention->name = name_of(*mention, record);
            named += to_string(*mention);
        } else if (!text.empty()) {
            named += text.front();
            text.remove_prefix(1);
        }
    }
    return named;
}

std::string without_mentions(std::string_view text) {
    std::string readable;
    readable.reserve(text.size());
    while (!text.empty()) {
        if (text.front() != mention_mark) {
            const auto plain = text.substr(0, text.find(mention_mark));
            readable += plain;
            text.remove_prefix(plain.size());
        } else if (const auto mention = take_mention(text)) {
            readable += sign_of(mention->kind).read_as;
            readable += mention->name.empty() ? mention->id : mention->name;
        } else {
            text.remove_prefix(1);
        }
    }
    return readable;
}

}  // namespace muster
