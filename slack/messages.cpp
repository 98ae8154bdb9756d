#include "slack/messages.hpp"

#include "commands/button.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"
#include "domain/update_due.hpp"
#include "slack/blocks.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"
#include "slack/window_message.hpp"
#include "slack/wording.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::slack {
namespace {

constexpr std::size_t most_entry = 300;
constexpr std::size_t most_person = 80;
constexpr std::size_t most_refusals = 3;
constexpr std::size_t most_latest = 600;
constexpr std::size_t most_topic = 250;
constexpr std::size_t header_room = most_header_text - 10;
constexpr auto late_after = std::chrono::minutes(2);

Message message_of(const Layout& layout) {
    return {layout.text(), layout.blocks()};
}

// A title that the header has no room for stands whole below it, and not in it.
void add_head(Layout& layout, const View& view, std::string_view state = {}) {
    const auto& incident = view.dossier.incident;
    const auto head = std::string(sign(incident, view.settings)) + " " + headline(incident);
    const std::string tail = state.empty() ? "" : " · " + std::string(state);
    const auto room = header_room - characters(tail);
    if (characters(escape(head)) <= room) {
        layout.header(head + tail);
        return;
    }
    layout.header(std::string(sign(incident, view.settings)) +
                  (incident.is_drill() ? " DRILL " : " ") + to_string(incident.id) + tail);
    layout.prose(Words().bold(incident.title));
}

// How an incident that is over ended; empty while it goes on.
std::string end_of(const Incident& incident) {
    if (incident.folded)
        return "duplicate of " + to_string(incident.folded->into);
    return incident.closed ? "closed" : "";
}

std::string_view component_words(ComponentState state) {
    switch (state) {
        case ComponentState::operational:
            return "working";
        case ComponentState::degraded:
            return "degraded";
        case ComponentState::partial:
            return "partly out";
        case ComponentState::major:
            return "out";
        case ComponentState::maintenance:
            return "under maintenance";
    }
    return {};
}

// While it lasts, how each is; afterwards, which they were.
void add_components(Words& words, const Incident& incident) {
    if (!incident.closed && incident.status != Status::resolved) {
        for (const auto& [name, state] : incident.components)
            words.plain("\n" + shortened(name, most_person) + ": ").bold(component_words(state));
        return;
    }
    std::string names;
    for (const auto& [name, state] : incident.components)
        names += (names.empty() ? "" : ", ") + shortened(name, most_person);
    if (!names.empty())
        words.plain("\nAffected: " + shortened(names, most_latest));
}

void add_roles(Words& words, const View& view) {
    const auto& incident = view.dossier.incident;
    std::string free;
    for (const auto& role : view.settings.roles) {
        const bool first = &role == &view.settings.roles.front();
        if (incident.holder(role.name) == nullptr && !first) {
            free += (free.empty() ? "" : ", ") + role.name;
            continue;
        }
        words.plain("\n" + capitalised(role.name) + ": ")
            .add(cut_words(holder_words(incident, role.name), most_person, "…"));
        if (incident.holder(role.name) == nullptr && !incident.closed)
            words.plain(". Take it: ").code(command_for(view, "assign " + role.name + " @YOU"));
    }
    // Roles that the configuration no longer has, but somebody still does.
    for (const auto& [name, holder] : incident.roles)
        if (view.settings.role(name) == nullptr)
            words.plain("\n" + capitalised(name) + ": ")
                .add(cut_words(who(holder), most_person, "…"));
    if (!free.empty() && !incident.closed)
        words.plain("\nRoles still free: " + free);
}

Words state_words(const View& view) {
    const auto& incident = view.dossier.incident;
    Words words = severity_line(incident, view.settings);
    if (incident.folded)
        words.plain("\nThis is the same incident as ")
            .bold(to_string(incident.folded->into))
            .plain(". Go on there: ")
            .code(view.settings.command + " " + to_string(incident.folded->into));
    words.plain("\nStatus: ").bold(to_string(incident.status));
    if (incident.closed)
        words.plain(", " + end_of(incident));
    if (const auto closed = incident.times.find(KeyTime::closed);
        incident.closed && closed != incident.times.end())
        words.plain(" ").add(moment(closed->second.at, view.settings));
    if (const auto took = how_long(incident); incident.closed && !took.empty())
        words.plain("\nTook: ").bold(took);
    words.plain("\nDeclared: ").add(moment(incident.declared_at, view.settings));
    if (incident.reporter != Person{})
        words.plain(" by ").add(cut_words(who(incident.reporter), most_person, "…"));
    if (incident.reopened > 0)
        words.plain(incident.reopened == 1
                        ? ", reopened once"
                        : ", reopened " + std::to_string(incident.reopened) + " times");
    add_roles(words, view);
    if (const auto due = next_update_due(incident, view.dossier.updates, view.settings))
        words.plain("\nNext update due: ").add(moment(*due, view.settings));
    if (const auto* const waiting = waiting_update(incident, view.dossier.updates))
        words.plain("\nUpdate " + std::to_string(waiting->number) + " waits for approval: ")
            .code(command_for(view, "update approve " + std::to_string(waiting->number)));
    const auto open =
        std::ranges::count(view.dossier.follow_ups, FollowUp::State::open, &FollowUp::state);
    if (open > 0)
        words.plain("\nFollow-ups open: " + std::to_string(open));
    add_components(words, incident);
    return words;
}

Words latest_words(const View& view) {
    const auto& entries = view.dossier.entries;
    Words words;
    words.bold("What happened last");
    const auto shown = std::min<std::size_t>(entries.size(), entries_on_card);
    const auto earlier =
        static_cast<long long>(entries.size() - shown) + view.dossier.earlier_entries;
    for (auto i = entries.size() - shown; i < entries.size(); ++i)
        words.plain("\n")
            .add(moment(entries[i].when, view.settings))
            .plain("  " + shortened(on_one_line(entries[i].text), most_entry));
    if (entries.empty())
        words.plain("\nNothing is noted yet.");
    if (earlier > 0)
        words.plain("\n")
            .italic(counted(earlier, "earlier entry: ", "earlier entries: "))
            .code(command_for(view, "timeline"));
    return words;
}

// The newest of what Slack would not do; /incident shows the others.
Words refusal_words(const View& view) {
    Words words;
    const auto line = [&](const Words& what) {
        words.plain(words.empty() ? "⚠ " : "\n⚠ ").add(what);
    };
    if (const auto room = room_words(view.places); !room.empty())
        line(room);
    const auto& refusals = view.places.refusals;
    const auto shown = std::min(refusals.size(), most_refusals);
    for (std::size_t index = 0; index < shown; ++index)
        line(cut_words(refusals[refusals.size() - 1 - index].words, most_entry, "…"));
    if (refusals.size() > shown)
        words
            .plain("\n" +
                   counted(static_cast<long long>(refusals.size() - shown), "more: ", "more: "))
            .code(command_for(view, "show"));
    return words;
}

std::vector<Button> card_buttons(const Incident& incident) {
    using Style = Button::Style;
    const auto value = button_value(incident);
    if (incident.folded)
        return {{"reopen", "Reopen", value, Style::normal}};
    if (incident.closed)
        return {{"reopen", "Reopen", value, Style::normal},
                {"postmortem", "Postmortem", value, Style::primary}};
    const bool led = incident.holder("commander") != nullptr;
    std::vector<Button> buttons{{"log", "Log", value, led ? Style::primary : Style::normal},
                                {"update", "Update", value, Style::normal},
                                {"assign", "Assign", value, Style::normal},
                                {"severity", "Severity", value, Style::normal},
                                {"close", "Close", value, Style::danger}};
    if (!led)
        buttons.insert(buttons.begin(), {"claim", "Take command",
                                         to_string(incident.id) + " commander", Style::primary});
    return buttons;
}

const Update* update_numbered(const Dossier& dossier, int number) {
    const auto found = std::ranges::find(dossier.updates, number, &Update::number);
    return found == dossier.updates.end() ? nullptr : &*found;
}

// Where a text that was too long for a message can be read whole.
Words whole_text_mark(const View& view) {
    if (const auto page = page_of(view); !page.empty())
        return Words("… (shortened: ").link(page, "the status page").plain(" has all of it)");
    return Words("… (shortened: the postmortem has all of it)");
}

Words channel_words(const View& view) {
    const auto& places = view.places;
    if (!places.has_channel() || places.channel == places.announce_channel)
        return Words("the thread below");
    return Words().channel(places.channel, places.channel_name);
}

}  // namespace

Message card(const View& view) {
    const auto& incident = view.dossier.incident;
    Layout layout("… (shortened)");
    add_head(layout, view, end_of(incident));
    if (incident.is_private())
        layout.prose(Words()
                         .bold("This is private.")
                         .plain(" Only the members of this channel can see it."));
    if (incident.is_drill())
        layout.prose(Words().bold("This is a drill.").plain(" Nothing is really broken."));
    layout.prose(state_words(view));
    if (incident.closed && !incident.closing_words.empty())
        layout.prose(Words()
                         .bold("Closing words")
                         .plain("\n" + shortened(incident.closing_words, most_latest)));
    layout.prose(latest_words(view));
    layout.prose(refusal_words(view));
    const auto log_command = command_for(view, "log TEXT");
    if (!incident.folded)
        layout.context(incident.closed
                           ? Words("The record can still be completed: ").code(log_command)
                           : Words("Note what you see and do: ").code(log_command));
    layout.buttons(card_buttons(incident));
    return message_of(layout);
}

Message announcement(const View& view) {
    const auto& incident = view.dossier.incident;
    if (incident.is_window())
        return window_announcement(view);
    Layout layout("… (shortened)");
    add_head(layout, view, end_of(incident));
    if (incident.is_drill())
        layout.prose(Words().bold("This is a drill.").plain(" Nothing is really broken."));
    Words words = severity_line(incident, view.settings);
    words.plain("\nStatus: ")
        .bold(incident.closed
                  ? end_of(incident)
                  : std::string(to_string(told_status(incident, view.dossier.updates))));
    if (const auto took = how_long(incident); incident.closed && !incident.folded && !took.empty())
        words.plain(", took " + took);
    words.plain("\nDeclared: ").add(moment(incident.declared_at, view.settings));
    if (!view.settings.roles.empty() && !incident.closed) {
        const auto& role = view.settings.roles.front().name;
        words.plain("\n" + capitalised(role) + ": ")
            .add(cut_words(holder_words(incident, role), most_person, "…"));
    }
    if (incident.folded)
        words.plain("\nIt goes on as ").bold(to_string(incident.folded->into)).plain(".");
    else
        words.plain(incident.closed ? "\nIt was handled in " : "\nFollow it in ")
            .add(channel_words(view));
    layout.prose(words);
    if (const auto room = room_words(view.places); !incident.closed && !room.empty())
        layout.prose(Words("⚠ ").add(room));
    layout.prose(latest_update(view));
    if (incident.closed && !incident.closing_words.empty())
        layout.prose(Words()
                         .bold("Closing words")
                         .plain("\n" + shortened(incident.closing_words, most_latest)));
    if (const auto page = page_of(view); !page.empty())
        layout.context(Words("For everybody outside: ").link(page, "status page"));
    return message_of(layout);
}

Message update_post(const View& view, int number) {
    const auto& incident = view.dossier.incident;
    const auto* const update = update_numbered(view.dossier, number);
    Layout layout(whole_text_mark(view));
    Words head;
    head.bold(headline(incident));
    if (update == nullptr)
        return message_of(layout.prose(head.plain("\nThis update is not in the record any more.")));
    if (update->withdrawn) {
        head.plain("\nUpdate " + std::to_string(number) + ": ")
            .bold("Withdrawn")
            .plain(update->why_withdrawn.empty()
                       ? ". Please disregard it."
                       : ", please disregard it: " + update->why_withdrawn);
        return message_of(layout.prose(head));
    }
    const bool cancelled = incident.window && incident.window->cancelled;
    head.plain(" is ").bold(cancelled ? "cancelled" : to_string(update->status));
    layout.prose(head);
    layout.prose(update->text);
    Words signature("Update " + std::to_string(number) + " · ");
    signature.add(cut_words(who(update->author), most_person, "…"))
        .plain(" · ")
        .add(moment(update->at, view.settings));
    if (update->edited)
        signature.plain(" · edited");
    if (update->approved_by)
        signature.plain(" · approved by ")
            .add(cut_words(who(*update->approved_by), most_person, "…"));
    layout.context(signature);
    return message_of(layout);
}

Message notice(const Reply& says) {
    Layout layout("… (shortened)");
    layout.prose(says.words);
    for (const auto& line : says.lines)
        layout.line(line);
    layout.buttons(says.buttons);
    return message_of(layout);
}

Message note(const Words& words) {
    Layout layout("… (shortened: the record has all of it)");
    return message_of(layout.prose(words));
}

Message with_lateness(Message message, Instant due, Instant now) {
    if (now - due <= late_after)
        return message;
    const auto words = Words("Sent late: this happened ")
                           .instant(due, time_text(due, Zone()))
                           .plain(", and it could not be sent before.");
    const auto line = to_mrkdwn(words);
    const auto room = most_message_text - characters(line) - 1;
    if (characters(message.text) > room)
        message.text = cut_mrkdwn(message.text, room);
    message.text += (message.text.empty() ? "" : "\n") + line;
    if (message.blocks.size() < most_message_blocks) {
        const auto after_head = message.blocks.empty() ? 0 : 1;
        message.blocks.insert(message.blocks.begin() + after_head, context_block(words));
    }
    return message;
}

std::string topic(const View& view) {
    const auto& incident = view.dossier.incident;
    std::string text = incident.is_drill() ? "DRILL · " : "";
    text += std::string(sign(incident, view.settings)) + " " + incident.severity + " · " +
            (incident.closed ? end_of(incident) : std::string(to_string(incident.status)));
    if (!view.settings.roles.empty() && !incident.closed) {
        const auto& role = view.settings.roles.front().name;
        const auto* const holder = incident.holder(role);
        text += " · " + role + " " +
                (holder == nullptr ? "wanted" : shortened(on_one_line(name_of(*holder)), 60));
    }
    // Which of several times is meant is told on the card; here is room for the figure alone.
    if (const auto took = how_long(incident); incident.closed && !took.empty())
        text += " · took " + took.substr(0, took.find(';'));
    text += " · " + on_one_line(incident.title);
    return escape_within(without_controls(text), most_topic);
}

std::string purpose(const View& view) {
    const auto& incident = view.dossier.incident;
    const std::string text = (incident.is_drill() ? "A drill: " : "The room for ") +
                             to_string(incident.id) + ". Note what you see and do with " +
                             view.settings.command + " log TEXT; " + view.settings.command +
                             " help shows the rest. " + on_one_line(incident.title);
    return escape_within(without_controls(text), most_topic);
}

}  // namespace muster::slack
