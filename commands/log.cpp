#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

namespace muster {
namespace {

// What an answer shows of a long text; the rest is in the timeline.
constexpr std::size_t shown_characters = 600;

Decision logged(const Asked& asked, const When& when, const std::string& text) {
    Entry entry;
    entry.when = when;
    entry.when.remark.clear();
    entry.author = asked.request.user;
    entry.text = text;
    entry.logged_at = asked.request.at;
    const auto shown = shown_when(entry);
    auto whats = add_entry(*asked.incident, std::move(entry));
    const auto number = asked.incident->entries + 1;

    Reply reply;
    reply.words.bold("Entry " + std::to_string(number)).plain(": ");
    say_when(reply.words, shown, asked.request.zone);
    reply.words.plain(" " + shortened(text, shown_characters));
    if (!when.remark.empty())
        reply.words.plain("\n" + when.remark);
    if (!asked.request.zone_known)
        reply.words.plain("\nYour time zone could not be looked up: times are read in " +
                          asked.record.settings().zone.name() + ".");
    return undoable(asked, decided(asked, asked.incident->id, std::move(whats), std::move(reply)));
}

}  // namespace

Result<Decision> log_command(const Asked& asked) {
    const auto usage = typed(asked, "log [TIME] TEXT");
    auto read = read_timed_text(asked.arguments, time_context(asked));
    if (!read)
        return read.error();
    const auto text = kept_text(read->text, usage);
    if (!text)
        return text.error();
    return logged(asked, read->when.value_or(When{asked.request.at, {}, false, {}}), *text);
}

Result<Form> log_form(const Asked& asked) {
    Field text;
    text.id = "text";
    text.label = "What happened";
    text.kind = Field::Kind::text;
    text.required = true;
    Field time;
    time.id = "time";
    time.label = "When";
    time.hint = "Now if left empty; 14:02, ~14:02, 14:30-20:30, 10m ago";
    time.most = 80;
    return Form{"log", button_value(*asked.incident), "Add to the timeline", "Add", {text, time}};
}

Result<Decision> log_submitted(const Asked& asked) {
    const auto text = kept_text(entered(asked, "text"), "what happened");
    if (!text)
        return wrong_field("text", text.error().message);
    const auto typed_time = entered(asked, "time");
    if (trimmed(typed_time).empty())
        return logged(asked, {asked.request.at, {}, false, {}}, *text);
    const auto when = read_time(trimmed(typed_time), time_context(asked));
    if (!when)
        return wrong_field("time", when.error().message);
    return logged(asked, *when, *text);
}

}  // namespace muster
