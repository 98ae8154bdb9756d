#include "commands/arguments.hpp"

#include "commands/mention.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

namespace muster {
namespace {

struct Quotes {
    std::string_view open;
    std::string_view close;
};
constexpr std::array<Quotes, 4> quotes{{
    {"\"", "\""},
    {"“", "”"},
    {"„", "“"},
    {"«", "»"},
}};

// A name is looked up by its first `@word`; nobody's handle is longer.
constexpr std::size_t most_name_bytes = 120;
constexpr std::size_t most_choices = 8;

std::optional<std::string_view> take_quoted(std::string_view& text) {
    for (const auto& [open, close] : quotes) {
        if (!text.starts_with(open))
            continue;
        const auto end = text.find(close, open.size());
        // Phones mix their quotes: “Name" is meant as one.
        const auto straight = text.find('"', open.size());
        const auto at = std::min(end, straight);
        if (at == std::string_view::npos)
            return std::nullopt;
        const auto inside = text.substr(open.size(), at - open.size());
        text = trimmed(text.substr(at + (at == end ? close.size() : 1)));
        return trimmed(inside);
    }
    return std::nullopt;
}

Result<Person> known_person(const Profile& profile) {
    if (profile.gone)
        return conflict(profile.person.name + " is deactivated in Slack and cannot be chosen.");
    if (profile.bot)
        return conflict(profile.person.name + " is an app and cannot be chosen. Name a person.");
    return profile.person;
}

Result<Person> known_group(const UserGroup& group) {
    if (group.gone)
        return conflict("@" + group.handle + " is switched off in Slack and cannot be chosen.");
    return Person{{}, group.id, "@" + group.handle};
}

Result<Person> mentioned_group(const Mention& mention, const Record& record) {
    if (const auto group = record.group(GroupId(mention.id)))
        return known_group(*group);
    if (mention.name.empty())
        return unavailable(
            "That group cannot be looked up in Slack just now. Nothing changed; try again in a "
            "minute.");
    return Person{{}, GroupId(mention.id), "@" + mention.name};
}

Result<Person> mentioned_person(const Mention& mention, const Record& record) {
    switch (mention.kind) {
        case Mention::Kind::user: {
            if (const auto profile = record.profile(UserId(mention.id)))
                return known_person(*profile);
            return unavailable(
                "That person cannot be looked up in Slack just now. Nothing changed; "
                "try again in a minute.");
        }
        case Mention::Kind::group:
            return mentioned_group(mention, record);
        case Mention::Kind::channel:
            break;
    }
    return invalid("#" + mention.name + " is a channel. Name a person: @USER.");
}

// Whoever is called that, person or group.
Result<Person> called(std::string_view name, const Record& record) {
    const auto people = record.people_named(name);
    const auto groups = record.groups_named(name);
    const auto count = people.size() + groups.size();
    if (count == 0)
        return not_found("Nobody here is called @" + std::string(name) +
                         ". Type @ and choose from the list, or quote somebody outside Slack: "
                         "\"Name (role)\".");
    if (count == 1)
        return people.empty() ? known_group(groups.front()) : known_person(people.front());
    std::vector<std::string> choices;
    for (const auto& person : people)
        choices.push_back(person.person.name + " (@" + person.handle + ")");
    for (const auto& group : groups)
        choices.push_back("the group " + group.name + " (@" + group.handle + ")");
    std::string message = "@" + std::string(name) + " could be ";
    for (std::size_t i = 0; i < std::min(count, most_choices); ++i)
        message += (i == 0 ? "" : ", ") + choices[i];
    if (count > most_choices)
        message += " or " + std::to_string(count - most_choices) + " more";
    return invalid(message + ". Type @ and choose from the list.");
}

}  // namespace

std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const auto whole = text;
    if (take_mention(text)) {
        const auto word = whole.substr(0, whole.size() - text.size());
        text = trimmed(text);
        return word;
    }
    std::size_t end = 0;
    while (end < text.size() && space_at_front(text.substr(end)) == 0)
        ++end;
    const auto word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

std::optional<int> take_number(std::string_view& text) {
    constexpr std::size_t most_digits = 6;
    auto rest = text;
    auto word = take_word(rest);
    if (word.starts_with('#'))
        word.remove_prefix(1);
    int number = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || word.size() > most_digits || failure != std::errc{} ||
        end != word.data() + word.size() || number < 1)
        return std::nullopt;
    text = rest;
    return number;
}

std::optional<Result<Person>> take_person(std::string_view& text, const Record& record) {
    text = trimmed(text);
    if (const auto mention = take_mention(text)) {
        text = trimmed(text);
        return mentioned_person(*mention, record);
    }
    if (const auto quoted = take_quoted(text)) {
        const auto name = on_one_line(without_mentions(*quoted));
        if (name.empty() || length(name) > most_title_characters)
            return invalid(
                "The name between the quotes must have 1 to 200 characters, as in "
                "\"Name (role)\".");
        return Person{{}, {}, name};
    }
    if (!text.starts_with('@') || text.size() < 2)
        return std::nullopt;
    const auto word = take_word(text).substr(1);
    if (word.size() > most_name_bytes)
        return invalid("That name is too long for anybody here. Type @ and choose from the list.");
    return called(word, record);
}

Result<Person> chosen_person(const std::string& id, const Record& record) {
    const auto profile = record.profile(UserId(id));
    if (!profile)
        return unavailable(
            "That person cannot be looked up in Slack just now. Try again in a minute.");
    return known_person(*profile);
}

Result<std::string> kept_text(std::string_view text, const std::string& usage) {
    auto kept = std::string(trimmed(without_mentions(text)));
    if (kept.empty())
        return invalid("The text is missing. Write: " + usage);
    if (const auto count = length(kept); count > most_text_characters)
        return invalid("A text can have up to 40,000 characters; this one has " +
                       std::to_string(count) + ". Split it into several.");
    return kept;
}

Result<std::string> public_text(const Asked& asked, std::string_view text,
                                const std::string& usage) {
    std::string with_handles;
    while (!text.empty()) {
        if (auto mention = take_mention(text)) {
            if (mention->kind == Mention::Kind::user) {
                const auto profile = asked.record.profile(UserId(mention->id));
                mention->name = profile ? profile->handle : std::string();
            }
            with_handles += to_string(*mention);
        } else {
            with_handles += text.front();
            text.remove_prefix(1);
        }
    }
    return kept_text(with_handles, usage);
}

Result<std::string> kept_title(std::string_view text, const std::string& usage) {
    auto title = on_one_line(without_mentions(text));
    if (title.empty())
        return invalid("The title is missing. Write: " + usage);
    if (const auto count = length(title); count > most_title_characters)
        return invalid("A title can have up to 200 characters; this one has " +
                       std::to_string(count) + ". Put the rest into the timeline.");
    return title;
}

std::string typed(const Asked& asked, std::string_view words) {
    std::string text = asked.record.settings().command + " ";
    if (asked.incident && asked.record.incident_in(asked.request.place) != asked.incident->id)
        text += to_string(asked.incident->id) + " ";
    return text + std::string(words);
}

TimeContext time_context(const Asked& asked) {
    return {asked.request.zone, asked.record.settings().zone, asked.request.at};
}

Words who(const Person& person) {
    Words words;
    if (!person.user.empty())
        words.user(person.user, person.name);
    else if (!person.group.empty())
        words.group(person.group, person.name);
    else
        words.plain(person.name);
    return words;
}

void say_instant(Words& words, Instant at, const Zone& zone) {
    words.instant(at, time_text(at, zone));
}

When shown_when(const Entry& entry) {
    auto when = entry.when;
    if (when.at == entry.logged_at || entry.source == Entry::Source::message)
        when.at = std::chrono::floor<std::chrono::minutes>(when.at);
    return when;
}

void say_when(Words& words, const When& when, const Zone& zone) {
    if (when.approximate)
        words.plain("~");
    say_instant(words, when.at, zone);
    if (when.until) {
        words.plain(" – ");
        say_instant(words, *when.until, zone);
    }
}

}  // namespace muster
