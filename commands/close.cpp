#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"

#include <array>

namespace muster {
namespace {

struct PartField {
    Part part;
    std::string_view label;
};
// The parts the form asks for, where they stand filled in; lists are added to by typing.
constexpr std::array<PartField, 3> form_parts{{
    {Part::summary, "Summary"},
    {Part::impact, "Impact"},
    {Part::resolution, "Resolution"},
}};

void say_what_is_missing(const Asked& asked, const Incident& incident, Words& words) {
    std::string missing;
    std::string_view first;
    for (const auto part : {Part::summary, Part::impact, Part::cause, Part::resolution}) {
        if (incident.parts.contains(part))
            continue;
        missing += (missing.empty() ? "" : ", ") + std::string(to_string(part));
        if (first.empty())
            first = to_string(part);
    }
    if (!missing.empty())
        words.plain("\nStill unwritten: " + missing + ". Each is one command, like ")
            .code(typed(asked, std::string(first) + " TEXT"));
    if (!incident.times.contains(KeyTime::repaired))
        words.plain("\nWhen was service back? ").code(typed(asked, "time repaired 14:40"));
}

Decision closed(const Asked& asked, Whats whats) {
    const auto& incident = *asked.incident;
    const auto updates = asked.record.updates(incident.id);
    auto after = incident;
    for (const auto& what : whats)
        apply(after, {incident.id, asked.request.at, asked.request.user, what});
    // That it is resolved may have been told in words that still wait.
    if (incident.status == Status::resolved && told_status(incident, updates) != Status::resolved)
        for (auto& what :
             say_neutrally(after, Status::resolved, asked.request.user, asked.request.at))
            whats.push_back(std::move(what));
    Reply reply;
    reply.words.bold(to_string(incident.id))
        .plain(incident.revisions > 0
                   ? " is closed again. The postmortem that was posted is brought up to date."
               : incident.is_private()
                   ? " is closed. The postmortem goes to its channel alone."
                   : " is closed. The postmortem goes to its channel and the postmortems "
                     "channel.");
    if (const auto* waiting = waiting_update(incident, updates))
        reply.words.plain("\nUpdate " + std::to_string(waiting->number) +
                          " waited for approval; it stays inside.");
    say_what_is_missing(asked, after, reply.words);
    return decided(asked, incident.id, std::move(whats), std::move(reply));
}

}  // namespace

Result<Decision> close_command(const Asked& asked) {
    if (asked.arguments.empty() && !asked.incident->closed) {
        auto form = close_form(asked);
        if (!form)
            return form.error();
        Reply reply;
        reply.form = std::move(*form);
        return only(std::move(reply));
    }
    std::string words;
    if (!asked.arguments.empty()) {
        const auto text = kept_text(asked.arguments, typed(asked, "close TEXT"));
        if (!text)
            return text.error();
        words = *text;
    }
    auto whats = close(*asked.incident, words, asked.request.user, asked.record.settings(),
                       asked.request.at);
    if (!whats)
        return whats.error();
    return closed(asked, std::move(*whats));
}

Result<Form> close_form(const Asked& asked) {
    const auto& incident = *asked.incident;
    if (incident.closed)
        return conflict(to_string(incident.id) + " is closed already.");
    Form form{"close", button_value(incident), "Close " + to_string(incident.id), "Close", {}};
    Field words;
    words.id = "words";
    words.label = "Closing words";
    words.kind = Field::Kind::text;
    if (length(incident.closing_words) <= static_cast<std::size_t>(words.most))
        words.value = incident.closing_words;
    words.required = true;
    form.fields.push_back(std::move(words));
    Field repaired;
    repaired.id = "repaired";
    repaired.label = "When service was back";
    repaired.hint = "14:02, 2024-10-14 10:30, ~14:02, 10m ago";
    repaired.most = 80;
    if (const auto found = incident.times.find(KeyTime::repaired); found != incident.times.end())
        repaired.value = (found->second.approximate ? "~" : "") +
                         date_text(found->second.at, asked.request.zone) + " " +
                         clock_text(found->second.at, asked.request.zone);
    form.fields.push_back(std::move(repaired));
    for (const auto& [part, label] : form_parts) {
        Field field;
        field.id = to_string(part);
        field.label = label;
        field.kind = Field::Kind::text;
        if (const auto found = incident.parts.find(part); found != incident.parts.end())
            field.value = found->second.front();
        // A form that could only show a piece of it would lose the rest.
        if (length(field.value) <= static_cast<std::size_t>(field.most))
            form.fields.push_back(std::move(field));
    }
    return form;
}

Result<Decision> close_submitted(const Asked& asked) {
    const auto& settings = asked.record.settings();
    const auto words = kept_text(entered(asked, "words"), "how it ended");
    if (!words)
        return wrong_field("words", words.error().message);
    if (asked.incident->closed)
        return wrong_field("words",
                           to_string(asked.incident->id) + " was closed while the form was open.");
    Whats whats;
    auto after = *asked.incident;
    const auto take = [&](Whats more) {
        for (auto& what : more) {
            apply(after, {after.id, asked.request.at, asked.request.user, what});
            whats.push_back(std::move(what));
        }
    };
    const auto repaired = entered(asked, "repaired");
    const auto form = close_form(asked);
    if (!trimmed(repaired).empty() && form && repaired != form->fields[1].value) {
        const auto when = read_time(trimmed(repaired), time_context(asked));
        if (!when || when->until)
            return wrong_field(
                "repaired", when ? "A moment is wanted here, not a span." : when.error().message);
        auto set = set_time(after, KeyTime::repaired,
                            {when->at, when->approximate, false, asked.request.user}, settings);
        if (!set)
            return wrong_field("repaired", set.error().message);
        take(std::move(*set));
    }
    for (const auto& [part, label] : form_parts) {
        const auto text = entered(asked, std::string(to_string(part)));
        const auto present = after.parts.find(part);
        if (trimmed(text).empty() ||
            (present != after.parts.end() && present->second.front() == text))
            continue;
        const auto kept = kept_text(text, "TEXT");
        if (!kept)
            return wrong_field(std::string(to_string(part)), kept.error().message);
        take(fill_part(after, part, *kept));
    }
    auto end = close(after, *words, asked.request.user, settings, asked.request.at);
    if (!end)
        return wrong_field("words", end.error().message);
    take(std::move(*end));
    return closed(asked, std::move(whats));
}

Result<Decision> reopen_command(const Asked& asked) {
    const auto why = kept_text(asked.arguments, typed(asked, "reopen WHY"));
    if (!why)
        return why.error();
    if (asked.incident->folded)
        return unfold_because(asked, *why);
    auto whats = reopen(*asked.incident, *why, asked.request.user, asked.record.settings(),
                        asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(asked.incident->id))
        .plain(" is open again, and investigating. Its first times are kept.");
    if (const auto room = room_words(asked.record.places(asked.incident->id)); !room.empty())
        reply.words.plain("\n").add(room);
    return decided(asked, asked.incident->id, std::move(*whats), std::move(reply));
}

Result<Form> reopen_form(const Asked& asked) {
    if (!asked.incident->closed)
        return conflict(to_string(asked.incident->id) + " is open.");
    Field why;
    why.id = "why";
    why.label = "Why";
    why.kind = Field::Kind::text;
    why.required = true;
    return Form{"reopen",
                button_value(*asked.incident),
                "Reopen " + to_string(asked.incident->id),
                "Reopen",
                {why}};
}

Result<Decision> reopen_submitted(const Asked& asked) {
    Asked typed_again = asked;
    const auto why = entered(asked, "why");
    typed_again.arguments = trimmed(why);
    auto decision = reopen_command(typed_again);
    if (!decision)
        return wrong_field("why", decision.error().message);
    return decision;
}

}  // namespace muster
