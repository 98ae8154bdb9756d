#include "commands/arguments.hpp"
#include "commands/capture.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

using std::chrono::minutes;

constexpr minutes longest_span = std::chrono::hours(24);
constexpr std::size_t shown_of_a_message = 75;
constexpr std::size_t shown_of_a_name = 50;
constexpr std::size_t most_named = 12;

struct Stretch {
    Instant from{};
    Instant to{};
};

Result<Stretch> read_stretch(const Asked& asked) {
    const auto usage = "Write: " + typed(asked, "scribe 14:00-14:30") + ", or " +
                       typed(asked, "scribe 30m") + " for the last half hour.";
    if (asked.arguments.empty())
        return invalid("Which messages? " + usage);
    Stretch stretch{{}, asked.request.at};
    if (const auto length = read_length(asked.arguments); length && length->count() > 0) {
        stretch.from = stretch.to - *length;
    } else {
        const auto when = read_time(asked.arguments, time_context(asked));
        if (!when)
            return invalid(when.error().message + " " + usage);
        if (!when->until)
            return invalid("That is a moment, and a span is needed. " + usage);
        stretch = {when->at, *when->until};
    }
    if (stretch.to - stretch.from > longest_span)
        return invalid("A span of up to 24 hours is read at once. " + usage);
    return stretch;
}

Form scribe_form(const Incident& incident, const ChannelId& channel, Words words) {
    Form form;
    form.name = "scribe";
    form.context = to_string(incident.id) + " " + channel.str();
    form.title = "Add from the channel";
    form.words = std::move(words);
    return form;
}

bool is_in_timeline(const Asked& asked, const SlackMessage& message) {
    const auto capture = asked.record.capture(asked.incident->id, message.place);
    if (!capture)
        return false;
    const auto entry = asked.record.entry(asked.incident->id, capture->entry);
    return entry && !entry->removed;
}

bool is_by_person(const Asked& asked, const SlackMessage& message) {
    if (message.by_app || message.by_us || message.is_line || message.author.user.empty())
        return false;
    const auto profile = asked.record.profile(message.author.user);
    return !profile || !profile->bot;
}

std::string author_of(const Asked& asked, const SlackMessage& message) {
    const auto profile = asked.record.profile(message.author.user);
    return profile ? profile->person.name : message.author.user.str();
}

std::string minute_text(Instant at, const Zone& zone) {
    return clock_text(std::chrono::floor<minutes>(at), zone);
}

std::string numbers_of(const std::vector<int>& numbers) {
    std::string text;
    for (std::size_t i = 0; i < std::min(numbers.size(), most_named); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
    if (numbers.size() > most_named)
        text += " and " + std::to_string(numbers.size() - most_named) + " more";
    return text;
}

}  // namespace

Result<Decision> scribe_command(const Asked& asked) {
    const auto stretch = read_stretch(asked);
    if (!stretch)
        return stretch.error();
    const auto places = asked.record.places(asked.incident->id);
    if (!places.has_channel())
        return conflict(to_string(asked.incident->id) +
                        " has no channel of its own to read. Write entries with " +
                        typed(asked, "log [TIME] TEXT") + ".");
    if (asked.request.identities.empty())
        return unavailable("scribe lists messages in a form, and Slack alone can show one. Write " +
                           typed(asked, "log [TIME] TEXT") + " here.");
    Reply reply;
    reply.form = scribe_form(*asked.incident, places.channel, "Reading the channel…");
    reply.form->filled_by = "scribe " + asked.request.identities.front();
    Effect ask;
    ask.kind = Effect::Kind::ask_channel;
    ask.incident = asked.incident->id;
    ask.people = {asked.request.user.user.str()};
    ask.details = {{"channel", places.channel.str()},
                   {"from", to_rfc3339(stretch->from)},
                   {"to", to_rfc3339(stretch->to)},
                   {"view", reply.form->filled_by}};
    auto decision = only(std::move(reply));
    decision.effects.push_back(std::move(ask));
    return decision;
}

Result<Decision> channel_read(const Asked& asked) {
    const auto& request = asked.request;
    const auto from = read_rfc3339(detail(request, "from")).value_or(request.at);
    const auto to = read_rfc3339(detail(request, "to")).value_or(request.at);
    const ChannelId channel(detail(request, "channel"));
    Reply reply;
    if (const auto why = detail(request, "error"); !why.empty()) {
        reply.refused = true;
        reply.words.plain(why + " Nothing was added. To write an entry yourself: ")
            .code(typed(asked, "log [TIME] TEXT"));
        return only(std::move(reply));
    }
    Field choice;
    choice.id = "messages";
    choice.label = "Messages";
    choice.kind = Field::Kind::checkboxes;
    Decision decision;
    int there = 0;
    for (const auto& message : request.messages) {
        if (!is_by_person(asked, message))
            continue;
        if (is_in_timeline(asked, message)) {
            ++there;
            continue;
        }
        choice.options.emplace_back(message.place.ts.str(),
                                    first_words(asked.record, message, shown_of_a_message));
        choice.notes.push_back(shortened(author_of(asked, message), shown_of_a_name) + " · " +
                               minute_text(message.sent, request.zone));
        decision.shown.push_back(message);
    }
    Words words("What people wrote from ");
    say_instant(words, std::chrono::floor<minutes>(from), request.zone);
    words.plain(" to ");
    say_instant(words, std::chrono::floor<minutes>(to), request.zone);
    if (there > 0)
        words.plain("; " + counted(there, "message is", "messages are") +
                    " in the timeline already");
    words.plain(choice.options.empty()
                    ? ": nothing that could be added."
                    : ". Each that you choose becomes an entry at its own time.");
    if (detail(request, "more") == "true" && !request.messages.empty())
        words.plain(
            " There are more than can be shown: these are the newest. For earlier ones "
            "choose a span that ends at " +
            minute_text(request.messages.front().sent, request.zone) + ".");
    words.plain(" Replies in threads are not listed; a :" +
                asked.record.settings().timeline_reaction + ": on one adds it.");
    auto form = scribe_form(*asked.incident, channel, std::move(words));
    if (!choice.options.empty()) {
        form.submit = "Add";
        form.fields.push_back(std::move(choice));
    }
    reply.form = std::move(form);
    decision.reply = std::move(reply);
    return decision;
}

Result<Decision> scribe_submitted(const Asked& asked) {
    std::string_view context = asked.request.value;
    take_word(context);
    const ChannelId channel{std::string(take_word(context))};
    const auto entered_text = entered(asked, "messages");
    std::vector<MessageTs> chosen;
    for (std::string_view rest = entered_text; !trimmed(rest).empty();)
        chosen.emplace_back(std::string(take_word(rest)));
    std::ranges::sort(chosen, [](const auto& a, const auto& b) { return is_later(b, a); });
    const auto [twice, end] = std::ranges::unique(chosen);
    chosen.erase(twice, end);
    if (chosen.empty())
        return wrong_field("messages", "Choose at least one message, or Cancel.");
    Capturing capturing(asked.record, *asked.incident, asked.request.at);
    std::vector<int> numbers;
    int too_old = 0;
    for (const auto& ts : chosen) {
        const auto message = asked.record.shown_message({channel, ts});
        if (message &&
            capturing.take(*message, added_by(asked.request)) != Capturing::How::was_there)
            numbers.push_back(capturing.entry().number);
        else if (!message && !asked.record.capture(asked.incident->id, {channel, ts}))
            ++too_old;
    }
    Reply reply;
    if (numbers.empty() && too_old == 0)
        reply.words.plain("All of them are in the timeline already.");
    else if (numbers.empty())
        return not_found("That list is too old. Ask for it again with " +
                         typed(asked, "scribe SPAN") + ".");
    else
        reply.words.bold(counted(static_cast<long long>(numbers.size()), "entry", "entries"))
            .plain(" added to the timeline: " + numbers_of(numbers) + ".\n")
            .code(typed(asked, "remove N"))
            .plain(" takes one out again.");
    Decision decision;
    if (capturing.whats().empty())
        decision.reply = std::move(reply);
    else
        decision =
            decided(asked, asked.incident->id, std::move(capturing.whats()), std::move(reply));
    decision.captures = std::move(capturing.captures());
    return decision;
}

}  // namespace muster
