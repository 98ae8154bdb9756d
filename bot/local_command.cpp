#include "bot/local_command.hpp"

#include "bot/kept.hpp"
#include "commands/arguments.hpp"
#include "commands/command.hpp"
#include "commands/table.hpp"
#include "domain/text.hpp"
#include "slack/envelope.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

namespace muster {
namespace {

using nlohmann::json;

constexpr std::size_t most_listed = 10;

// "U024BE7LH", as Slack names people, whether or not anybody has met them yet.
bool is_user_id(std::string_view word) {
    return word.size() >= 3 && word.size() <= 32 && (word.front() == 'U' || word.front() == 'W') &&
           std::ranges::all_of(
               word, [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

Result<Profile> person_called(const std::string& as, const Record& record) {
    std::string_view name = trimmed(as);
    if (name.starts_with('@'))
        name.remove_prefix(1);
    if (name.empty())
        return invalid("Who is it typed as? Write: muster do --as USER 'INC-7 log TEXT'");
    const UserId id{std::string(name)};
    if (auto known = record.profile(id))
        return *std::move(known);
    const auto people = record.people_named(name);
    if (people.size() == 1)
        return people.front();
    if (people.size() > 1) {
        std::string those;
        for (std::size_t i = 0; i < std::min(people.size(), most_listed); ++i)
            those += (i == 0 ? "" : ", ") + people[i].person.user.str() + " (@" + people[i].handle +
                     ", " + people[i].person.name + ")";
        return invalid("Several people are called " + shortened(name, 60) + ". Name one by id: " +
                       those + (people.size() > most_listed ? " and others." : "."));
    }
    if (is_user_id(name)) {
        Profile unmet;
        unmet.person = {id, {}, id.str()};
        return unmet;
    }
    return not_found("Nobody is known here as " + shortened(name, 60) +
                     ". Name them by their id in Slack, as in --as U024BE7LH.");
}

// What was typed, as Slack would have sent it: escaped, but for mentions. People paste the slash
// command with it.
std::string as_from_slack(std::string_view typed, const Settings& settings) {
    auto text = trimmed(typed);
    auto after = text;
    if (lower(take_word(after)) == lower(settings.command))
        text = after;
    std::string escaped;
    for (const char c : text)
        escaped += c == '&' ? std::string("&amp;") : std::string(1, c);
    return slack::repair_utf8(escaped);
}

// What a form would ask for has to be typed.
Error needs_slack(const Settings& settings, const Form& form) {
    const auto* const command = find_command(form.name);
    return invalid("That opens a form in Slack. Here everything is typed: " + settings.command +
                   " " + std::string(command == nullptr ? "help" : command->usage));
}

LocalAnswer answered(const Reply& reply, const Settings& settings) {
    if (reply.form)
        return {false, needs_slack(settings, *reply.form).message};
    const auto words = plain_text(reply.words);
    return {!reply.refused, words.empty() ? "Done." : words};
}

std::optional<std::string> text_of(const json& object, const char* member) {
    const auto& value = slack::at(object, member);
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
}

json parsed(std::string_view line) {
    return line.size() > most_local_bytes ? json() : json::parse(line, nullptr, false);
}

}  // namespace

std::string to_line(const LocalCommand& command) {
    return slack::to_text({{"as", command.as}, {"text", command.text}}) + "\n";
}

std::string to_line(const LocalAnswer& answer) {
    return slack::to_text({{"done", answer.done}, {"words", answer.words}}) + "\n";
}

std::optional<LocalCommand> read_local_command(std::string_view line) {
    const auto object = parsed(line);
    auto as = text_of(object, "as");
    auto text = text_of(object, "text");
    if (!as || !text)
        return std::nullopt;
    return LocalCommand{*std::move(as), *std::move(text)};
}

std::optional<LocalAnswer> read_local_answer(std::string_view line) {
    const auto object = parsed(line);
    const auto& done = slack::at(object, "done");
    auto words = text_of(object, "words");
    if (!done.is_boolean() || !words)
        return std::nullopt;
    return LocalAnswer{done.get<bool>(), *std::move(words)};
}

Job local_job(LocalCommand command, const Settings& settings, Instant now) {
    Job job;
    job.at = now;
    job.decide = [command = std::move(command), settings, now](const Record& record) {
        auto person = person_called(command.as, record);
        if (!person)
            return Kept{{}, {}, to_line(LocalAnswer{false, person.error().message})};
        Request request;
        request.kind = Request::Kind::command;
        request.user = person->person;
        const auto zone = Zone::named(person->zone);
        request.zone = zone ? *zone : settings.zone;
        request.zone_known = zone.has_value();
        request.at = now;
        request.text = slack::to_request_text(as_from_slack(command.text, settings));
        auto decision = decide(record, request);
        auto answer = to_line(answered(decision.reply, settings));
        return kept_of(std::move(decision), std::move(answer));
    };
    return job;
}

}  // namespace muster
