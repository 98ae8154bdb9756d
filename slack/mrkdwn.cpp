#include "slack/mrkdwn.hpp"

#include "commands/mention.hpp"
#include "slack/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::slack {
namespace {

using Kind = Span::Kind;

constexpr std::string_view zero_width_space = "\xE2\x80\x8B";
constexpr std::string_view formatting = "*_~`";
constexpr std::size_t most_url = 3000;

enum class Shown { beside_blocks, by_itself };

std::string typed(std::string_view text, Shown shown) {
    auto escaped = escape(without_controls(text));
    if (shown == Shown::beside_blocks)
        return escaped;
    std::string broken;
    for (const char c : escaped) {
        broken += c;
        if (formatting.find(c) != std::string_view::npos)
            broken += zero_width_space;
    }
    return broken;
}

// Slack's own marks need a character on either side and do not reach over a line.
std::string styled(std::string_view text, char mark, Shown shown) {
    const auto inside = typed(text, shown);
    const bool plain = shown == Shown::beside_blocks || inside.empty() || inside.front() == ' ' ||
                       inside.back() == ' ' || inside.find('\n') != std::string::npos;
    return plain ? inside : mark + inside + mark;
}

std::string at_name(const Span& span, std::string_view sign) {
    return std::string(sign) + (span.text.empty() ? span.target : span.text);
}

bool is_url(std::string_view url) {
    constexpr std::array<std::string_view, 3> schemes{"https://", "http://", "mailto:"};
    return url.size() <= most_url && std::ranges::any_of(schemes, [url](std::string_view scheme) {
               return url.starts_with(scheme) && url.size() > scheme.size();
           });
}

// What would end an entity early, percent-encoded.
std::string entity_url(std::string_view url) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : url) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || c == '|' || c == '<' || c == '>') {
            encoded += '%';
            encoded += hex[byte >> 4U];
            encoded += hex[byte & 15U];
        } else if (c == '&') {
            encoded += "&amp;";
        } else {
            encoded += c;
        }
    }
    return encoded;
}

// A label or fallback inside an entity: "|" and line breaks would end it, "^" a date's.
std::string entity_label(std::string_view text) {
    auto label = escape(without_controls(text));
    std::ranges::replace(label, '|', '/');
    std::ranges::replace(label, '^', ' ');
    std::ranges::replace(label, '\n', ' ');
    return label;
}

// Seconds are shown where they were given.
std::string_view date_format(Instant at) {
    return at.time_since_epoch().count() % 60 == 0 ? "{date_short_pretty} {time}"
                                                   : "{date_short_pretty} {time_secs}";
}

std::string render(const Span& span, Shown shown) {
    switch (span.kind) {
        case Kind::plain:
            return typed(span.text, shown);
        case Kind::bold:
            return styled(span.text, '*', shown);
        case Kind::italic:
            return styled(span.text, '_', shown);
        case Kind::code:
            return styled(span.text, '`', shown);
        case Kind::user:
            return is_slack_id(span.target) ? "<@" + span.target + ">"
                                            : typed(at_name(span, "@"), shown);
        case Kind::channel:
            return is_slack_id(span.target) ? "<#" + span.target + ">"
                                            : typed(at_name(span, "#"), shown);
        case Kind::group:
            return typed(at_name(span, "@"), shown);
        case Kind::instant:
            return "<!date^" + std::to_string(span.at.time_since_epoch().count()) + "^" +
                   std::string(date_format(span.at)) + "|" +
                   (span.text.empty() ? "?" : entity_label(span.text)) + ">";
        case Kind::link:
            if (!is_url(span.target))
                return typed(span.text.empty() ? span.target : span.text, shown);
            return "<" + entity_url(span.target) +
                   (span.text.empty() ? "" : "|" + entity_label(span.text)) + ">";
    }
    return {};
}

std::string render_all(const Words& words, Shown shown) {
    std::string text;
    for (const auto& span : words.spans())
        text += render(span, shown);
    return text;
}

nlohmann::json text_element(std::string_view text, const char* style = nullptr) {
    nlohmann::json element;
    element["type"] = "text";
    element["text"] = without_controls(text);
    if (style != nullptr)
        element["style"][style] = true;
    return element;
}

nlohmann::json element(const Span& span) {
    switch (span.kind) {
        case Kind::plain:
            return text_element(span.text);
        case Kind::bold:
            return text_element(span.text, "bold");
        case Kind::italic:
            return text_element(span.text, "italic");
        case Kind::code:
            return text_element(span.text, "code");
        case Kind::user:
            if (is_slack_id(span.target))
                return {{"type", "user"}, {"user_id", span.target}};
            return text_element(at_name(span, "@"));
        case Kind::group:
            if (is_slack_id(span.target))
                return {{"type", "usergroup"}, {"usergroup_id", span.target}};
            return text_element(at_name(span, "@"));
        case Kind::channel:
            if (is_slack_id(span.target))
                return {{"type", "channel"}, {"channel_id", span.target}};
            return text_element(at_name(span, "#"));
        case Kind::instant:
            return {{"type", "date"},
                    {"timestamp", span.at.time_since_epoch().count()},
                    {"format", date_format(span.at)},
                    {"fallback", span.text.empty() ? "?" : span.text}};
        case Kind::link: {
            if (!is_url(span.target))
                return text_element(span.text.empty() ? span.target : span.text);
            nlohmann::json link{{"type", "link"}, {"url", span.target}};
            if (!span.text.empty())
                link["text"] = span.text;
            return link;
        }
    }
    return text_element(span.text);
}

bool can_be_split(const Span& span) {
    return span.kind == Kind::plain || span.kind == Kind::bold || span.kind == Kind::italic ||
           span.kind == Kind::code;
}

// What one span takes of a budget: a mention counts as its name, at least as its id.
std::size_t size_of(const Span& span) {
    return std::max(characters(span.text),
                    characters(span.target) + (can_be_split(span) ? 0U : 1U));
}

// The byte at which to cut so that at most `most` characters stay: after a line break or a space
// in the last fifth, where there is one.
std::size_t cutting_point(std::string_view text, std::size_t most) {
    const auto end = cut(text, most, "").size();
    for (const std::string_view seams : {"\n", " "}) {
        const auto seam = text.substr(0, end).find_last_of(seams);
        if (seam != std::string_view::npos && seam + 1 >= end - end / 5)
            return seam + 1;
    }
    return end;
}

// <@U1|ada>, <https://…|label> … without the brackets; nothing for what is none of Slack's.
std::string entity_text(std::string_view inside) {
    const auto bar = inside.find('|');
    const auto target = inside.substr(0, bar);
    const auto label =
        bar == std::string_view::npos ? std::string{} : decode_entities(inside.substr(bar + 1));
    const auto mention = [&label](Mention::Kind kind, std::string_view id) {
        return to_string(Mention{kind, std::string(id), label});
    };
    if (target.starts_with('@') && is_slack_id(target.substr(1)))
        return mention(Mention::Kind::user, target.substr(1));
    if (target.starts_with('#') && is_slack_id(target.substr(1)))
        return mention(Mention::Kind::channel, target.substr(1));
    constexpr std::string_view subteam = "!subteam^";
    if (target.starts_with(subteam) && is_slack_id(target.substr(subteam.size())))
        return mention(Mention::Kind::group, target.substr(subteam.size()));
    if (target.starts_with('!'))  // a broadcast, a date: what it says, and no more
        return label.empty() ? "@" + decode_entities(target.substr(1, target.find('^') - 1))
                             : label;

    const auto url = decode_entities(target);
    const auto scheme = url.find("://");
    const auto bare = scheme != std::string::npos  ? url.substr(scheme + 3)
                      : url.starts_with("mailto:") ? url.substr(std::string_view("mailto:").size())
                                                   : url;
    if (label.empty() || label == url || label == bare || label + "/" == bare)
        return url.starts_with("mailto:") ? bare : url;
    return label + " (" + (url.starts_with("mailto:") ? bare : url) + ")";
}

bool looks_like_entity(std::string_view inside) {
    if (inside.empty() || inside.find_first_of("<\n") != std::string_view::npos)
        return false;
    if (inside.front() == '@' || inside.front() == '#')
        return is_slack_id(inside.substr(1, inside.find('|') - 1));
    return inside.front() == '!' || inside.find("://") != std::string_view::npos ||
           inside.starts_with("mailto:") || inside.starts_with("tel:");
}

}  // namespace

bool is_slack_id(std::string_view text) {
    constexpr std::size_t most = 32;
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

std::string to_mrkdwn(const Words& words) {
    return render_all(words, Shown::beside_blocks);
}

std::string to_shown_mrkdwn(const Words& words) {
    return render_all(words, Shown::by_itself);
}

nlohmann::json inline_elements(const Words& words) {
    auto elements = nlohmann::json::array();
    for (const auto& span : words.spans()) {
        auto next = element(span);
        if (next["type"] == "text" && next["text"] == "")
            continue;  // Slack wants a character at least
        elements.push_back(std::move(next));
    }
    return elements;
}

std::size_t words_size(const Words& words) {
    std::size_t count = 0;
    for (const auto& span : words.spans())
        count += size_of(span);
    return count;
}

std::vector<Words> split_words(const Words& words, std::size_t most) {
    std::vector<Words> pieces;
    Words piece;
    std::size_t room = most;
    const auto end_piece = [&] {
        if (!piece.empty())
            pieces.push_back(std::exchange(piece, {}));
        room = most;
    };
    for (auto span : words.spans()) {
        while (size_of(span) > room) {
            if (!can_be_split(span)) {
                if (room == most)  // longer than any piece: it stands alone
                    break;
                end_piece();
                continue;
            }
            const auto at = cutting_point(span.text, room);
            auto head = span;
            head.text = span.text.substr(0, at);
            piece.add(std::move(head));
            span.text.erase(0, at);
            end_piece();
        }
        room -= std::min(room, size_of(span));
        piece.add(std::move(span));
    }
    end_piece();
    return pieces;
}

Words cut_words(const Words& words, std::size_t most, const Words& mark) {
    if (words_size(words) <= most)
        return words;
    const auto room = most - std::min(most, words_size(mark));
    Words kept;
    if (room > 0)
        kept = split_words(words, room).front();
    return kept.add(mark);
}

std::string to_request_text(std::string_view slack_text) {
    // Control characters first: whatever mark stands in the result was put there below.
    const auto clean = without_controls(slack_text);
    std::string_view rest = clean;
    std::string text;
    while (!rest.empty()) {
        const auto open = rest.find('<');
        text += decode_entities(rest.substr(0, open));
        if (open == std::string_view::npos)
            break;
        rest.remove_prefix(open);
        const auto close = rest.find('>');
        const auto inside =
            close == std::string_view::npos ? std::string_view{} : rest.substr(1, close - 1);
        if (looks_like_entity(inside)) {
            text += entity_text(inside);
            rest.remove_prefix(close + 1);
        } else {
            text += '<';
            rest.remove_prefix(1);
        }
    }
    return text;
}

std::string to_readable_text(std::string_view slack_text) {
    return without_mentions(to_request_text(slack_text));
}

}  // namespace muster::slack
