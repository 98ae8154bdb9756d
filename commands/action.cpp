#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/undo.hpp"
#include "domain/links.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {
namespace {

constexpr std::size_t shown_characters = 300;
constexpr auto sub_commands = std::to_array<std::string_view>({"done", "drop"});

struct Promise {
    std::string_view text;
    std::optional<Day> due;
};

// Splits "… by friday": what follows the last " by " is a due date only if all of it reads as one.
Result<Promise> split_due_date(std::string_view text, const TimeContext& context) {
    const auto at = lower(text).rfind(" by ");
    if (at == std::string::npos)
        return Promise{text, std::nullopt};
    const auto day = read_due_date(trimmed(text.substr(at + 4)), context);
    if (!day)
        return Promise{text, std::nullopt};
    if (!*day)
        return day->error();
    return Promise{trimmed(text.substr(0, at)), **day};
}

Decision promised(const Asked& asked, Person owner, const std::string& text,
                  std::optional<Day> due) {
    FollowUp follow_up;
    follow_up.number = asked.incident->follow_ups + 1;
    follow_up.owner = std::move(owner);
    follow_up.text = text;
    follow_up.ticket = first_link(text);
    follow_up.due = due;
    follow_up.made_at = asked.request.at;
    Reply reply;
    reply.words.bold("Action " + std::to_string(follow_up.number))
        .plain(": ")
        .add(who(follow_up.owner))
        .plain(" " + shortened(follow_up.text, shown_characters));
    if (follow_up.due)
        reply.words.plain(", by " + weekday_text(*follow_up.due) + " " + date_text(*follow_up.due));
    reply.words.plain("\nWhen it is done: ")
        .code(typed(asked, "action done " + std::to_string(follow_up.number)));
    return undoable(asked, decided(asked, asked.incident->id, {FollowUpMade{std::move(follow_up)}},
                                   std::move(reply)));
}

Result<Decision> ended(const Asked& asked, std::string_view rest, FollowUp::State state) {
    const bool done = state == FollowUp::State::done;
    const auto usage = typed(asked, done ? "action done N" : "action drop N WHY");
    const auto number = take_number(rest);
    if (!number)
        return invalid("Which one? Write: " + usage + ". " + typed(asked, "actions") +
                       " shows the numbers.");
    const auto follow_ups = asked.record.follow_ups(asked.incident->id);
    const auto found = std::ranges::find(follow_ups, *number, &FollowUp::number);
    if (found == follow_ups.end())
        return not_found(to_string(asked.incident->id) + " has no action " +
                         std::to_string(*number) + ". " + typed(asked, "actions") +
                         " shows the numbers.");
    if (found->state != FollowUp::State::open)
        return conflict(
            "Action " + std::to_string(*number) +
            (found->state == FollowUp::State::done ? " is done already." : " was dropped."));
    std::string why;
    if (done && !rest.empty())
        return invalid("Only a number goes with done. Write: " + usage);
    if (!done) {
        const auto text = kept_text(rest, usage);
        if (!text)
            return text.error();
        why = *text;
    }
    Reply reply;
    reply.words.bold("Action " + std::to_string(*number))
        .plain((done ? " is done: " : " is dropped: ") + shortened(found->text, shown_characters));
    return undoable(asked, decided(asked, asked.incident->id, {FollowUpEnded{*number, state, why}},
                                   std::move(reply)));
}

}  // namespace

Result<Decision> action_command(const Asked& asked) {
    const auto usage = typed(asked, "action @USER TEXT [by DATE]");
    auto rest = asked.arguments;
    if (rest.empty())
        return invalid("Who does what? Write: " + usage);
    auto after = rest;
    const auto word = lower(take_word(after));
    if (word == "done")
        return ended(asked, after, FollowUp::State::done);
    if (word == "drop")
        return ended(asked, after, FollowUp::State::dropped);

    auto owner = take_person(rest, asked.record);
    if (!owner)
        return invalid(did_you_mean(nearest(word, std::span(sub_commands)), typed(asked, "action "),
                                    " " + shortened(without_mentions(after), 60)) +
                       "Who does it? Begin with @USER, @group or \"Name (role)\": " + usage);
    if (!*owner)
        return owner->error();
    const auto promise = split_due_date(rest, time_context(asked));
    if (!promise)
        return promise.error();
    const auto text = kept_text(promise->text, usage);
    if (!text)
        return text.error();
    return promised(asked, **owner, *text, promise->due);
}

Result<Form> action_form(const Asked& asked) {
    Field text;
    text.id = "text";
    text.label = "What";
    text.hint = "The first link in it is the ticket.";
    text.required = true;
    Field owner;
    owner.id = "owner";
    owner.label = "Who";
    owner.kind = Field::Kind::user;
    owner.value = asked.request.user.user.str();
    Field due;
    due.id = "due";
    due.label = "By when";
    due.hint = "friday, tomorrow, in 3 days, 5 Dec, 2026-12-05; no date if left empty";
    due.most = 80;
    return Form{"action",
                button_value(*asked.incident),
                "Promise a follow-up",
                "Promise",
                {text, owner, due}};
}

Result<Decision> action_submitted(const Asked& asked) {
    const auto text = kept_text(entered(asked, "text"), "what is promised");
    if (!text)
        return wrong_field("text", text.error().message);
    auto owner = asked.request.user;
    if (const auto chosen = entered(asked, "owner"); !chosen.empty()) {
        auto person = chosen_person(chosen, asked.record);
        if (!person)
            return wrong_field("owner", person.error().message);
        owner = *std::move(person);
    }
    std::optional<Day> due;
    const auto typed_due = entered(asked, "due");
    if (const auto written = trimmed(typed_due); !written.empty()) {
        const auto day = read_due_date(written, time_context(asked));
        if (!day)
            return wrong_field("due",
                               "That is no date. Write one like friday, tomorrow, in 3 days, "
                               "5 Dec or 2026-12-05.");
        if (!*day)
            return wrong_field("due", day->error().message);
        due = **day;
    }
    return promised(asked, std::move(owner), *text, due);
}

Result<Decision> follow_up_done_clicked(const Asked& asked) {
    std::string_view rest = asked.request.value;
    take_word(rest);
    auto after = rest;
    const auto number = take_number(after);
    auto decision = ended(asked, rest, FollowUp::State::done);
    if (!decision || !number)
        return decision;
    PromisedWork done;
    done.incident = asked.incident->id;
    done.follow_up.number = *number;
    return shown_where_clicked(asked, *std::move(decision), done);
}

Result<Decision> actions_command(const Asked& asked) {
    constexpr std::size_t most_shown = 30;
    const auto follow_ups = asked.record.follow_ups(asked.incident->id);
    Reply reply;
    reply.words.bold("Actions of " + to_string(asked.incident->id));
    if (follow_ups.empty())
        reply.words.plain("\nNone yet. ").code(typed(asked, "action @USER TEXT [by DATE]"));
    std::size_t shown = 0;
    for (const auto& follow_up : follow_ups) {
        if (++shown > most_shown) {
            reply.words.plain("\n… and " + std::to_string(follow_ups.size() - most_shown) +
                              " more; the postmortem has them all.");
            break;
        }
        reply.words.plain("\n").bold(std::to_string(follow_up.number)).plain("  ");
        switch (follow_up.state) {
            case FollowUp::State::open:
                reply.words.plain("to do");
                if (follow_up.due)
                    reply.words.plain(" by " + date_text(*follow_up.due));
                break;
            case FollowUp::State::done:
                reply.words.plain("done");
                break;
            case FollowUp::State::dropped:
                reply.words.plain("dropped");
                break;
        }
        reply.words.plain("  ")
            .add(who(follow_up.owner))
            .plain("  " + on_one_line(shortened(follow_up.text, shown_characters)));
    }
    return only(std::move(reply));
}

}  // namespace muster
