#include "commands/arguments.hpp"
#include "commands/button.hpp"
#include "commands/catchup.hpp"
#include "commands/commands.hpp"
#include "commands/nearest.hpp"
#include "commands/visibility.hpp"
#include "domain/components.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>

namespace muster {
namespace {

constexpr int incidents_a_page = 10;
constexpr auto filters = std::to_array<std::string_view>({"open", "closed", "all"});
constexpr int newest_entries = 5;
constexpr std::size_t shown_characters = 180;
constexpr std::size_t most_refusals = 8;

void say_where(Words& words, const Asked& asked, IncidentId id) {
    const auto places = asked.record.places(id);
    if (!places.channel.empty())
        words.plain(" · ").channel(places.channel, places.channel_name);
}

std::string state_of_life(const Incident& incident) {
    if (incident.folded)
        return "duplicate of " + to_string(incident.folded->into);
    return incident.closed ? "closed" : std::string(to_string(incident.status));
}

void say_line(Words& words, const Asked& asked, const Incident& incident) {
    words.plain("\n").bold(to_string(incident.id));
    words.plain(" " + shortened(incident.title, shown_characters));
    words.plain(" · " + incident.severity + " · ");
    words.plain(state_of_life(incident));
    if (const auto* commander = incident.holder("commander"))
        words.plain(" · ").add(who(*commander));
    say_where(words, asked, incident.id);
}

// What Slack would not do and who can put it right, the newest first.
void say_trouble(Words& words, const Places& places, bool closed) {
    if (const auto room = room_words(places); !closed && !room.empty())
        words.plain("\nSlack: ").add(room);
    const auto& refusals = places.refusals;
    const auto shown = std::min(refusals.size(), most_refusals);
    for (std::size_t index = 0; index < shown; ++index)
        words.plain("\nSlack: ").add(refusals[refusals.size() - 1 - index].words);
    if (refusals.size() > shown)
        words.plain("\n" + counted(static_cast<long long>(refusals.size() - shown),
                                   "older refusal of Slack's is left out.",
                                   "older refusals of Slack's are left out."));
}

Words window_summary(const Asked& asked, const Incident& incident) {
    Words words;
    words.bold(to_string(incident.id)).plain(" " + incident.title + "\n");
    words.plain(incident.window->cancelled ? "cancelled" : std::string(to_string(incident.status)));
    words.plain(", ");
    say_when(words, {incident.window->start, incident.window->end, false, {}}, asked.request.zone);
    if (!incident.window->components.empty())
        words.plain(", on " + listed_names(incident.window->components));
    words.plain(", planned by ").add(who(incident.reporter));
    for (const auto& update : asked.record.updates(incident.id)) {
        words.plain("\n").bold(std::to_string(update.number)).plain("  ");
        say_instant(words, update.at, asked.request.zone);
        words.plain("  " + on_one_line(shortened(update.text, shown_characters)));
    }
    say_trouble(words, asked.record.places(incident.id), incident.closed);
    return words;
}

Words summary_of(const Asked& asked, const Incident& incident) {
    if (incident.is_window())
        return window_summary(asked, incident);
    Words words;
    words.bold(to_string(incident.id)).plain(" " + incident.title + "\n");
    words.plain(incident.severity + ", " + state_of_life(incident) + ", declared ");
    say_instant(words, std::chrono::floor<std::chrono::minutes>(incident.declared_at),
                asked.request.zone);
    words.plain(" by ").add(who(incident.reporter));
    say_where(words, asked, incident.id);
    for (const auto& [role, holder] : incident.roles)
        words.plain("\n" + role + ": ").add(who(holder));
    if (const auto document = document_words(incident); !document.empty())
        words.plain("\npostmortem: ").add(document);
    const auto total = asked.record.entry_count(incident.id);
    const auto first = std::max(0, total - newest_entries);
    for (const auto& entry : asked.record.entries(incident.id, first, newest_entries)) {
        words.plain("\n").bold(std::to_string(entry.number)).plain("  ");
        say_when(words, shown_when(entry), asked.request.zone);
        words.plain("  " + on_one_line(shortened(entry.text, shown_characters)));
    }
    if (first > 0)
        words.plain("\n" + counted(first, "earlier entry: ", "earlier entries: "))
            .code(typed(asked, "timeline"));
    say_trouble(words, asked.record.places(incident.id), incident.closed);
    return words;
}

}  // namespace

Result<Decision> list_command(const Asked& asked) {
    const auto usage = asked.record.settings().command + " list [open|closed|all] [PAGE]";
    auto filter = IncidentFilter::open;
    std::string name = "open";
    int page = 1;
    auto rest = asked.arguments;
    for (int words = 0; !rest.empty(); ++words) {
        if (const auto number = take_number(rest)) {
            page = *number;
            continue;
        }
        name = lower(take_word(rest));
        if (name == "open")
            filter = IncidentFilter::open;
        else if (name == "closed")
            filter = IncidentFilter::closed;
        else if (name == "all")
            filter = IncidentFilter::all;
        else
            return invalid("Which ones? " +
                           did_you_mean(nearest(name, std::span(filters)),
                                        asked.record.settings().command + " list ") +
                           "Write: " + usage);
        if (words > 1)
            return invalid("Which ones? Write: " + usage);
    }
    // Private incidents of others are not counted, so a page may not be known by arithmetic alone.
    const auto visible = visible_incidents(asked, filter);
    const int total = static_cast<int>(visible.size());
    const int pages = std::max(1, (total + incidents_a_page - 1) / incidents_a_page);
    if (page > pages)
        return invalid(
            "There " +
            std::string(pages == 1 ? "is 1 page" : "are " + std::to_string(pages) + " pages") +
            ". Write: " + usage);
    Reply reply;
    reply.words.bold(filter == IncidentFilter::open     ? "Open incidents"
                     : filter == IncidentFilter::closed ? "Closed incidents"
                                                        : "All incidents");
    if (total == 0)
        reply.words.plain("\nNone. ").code(asked.record.settings().command + " declare TITLE");
    for (int i = (page - 1) * incidents_a_page; i < std::min(total, page * incidents_a_page); ++i)
        say_line(reply.words, asked, visible[static_cast<std::size_t>(i)]);
    if (page < pages)
        reply.words.plain("\nPage " + std::to_string(page) + " of " + std::to_string(pages) + ". ")
            .code(asked.record.settings().command + " list " + name + " " +
                  std::to_string(page + 1));
    return only(std::move(reply));
}

Result<Decision> show_command(const Asked& asked) {
    auto rest = asked.arguments;
    auto incident = asked.incident;
    if (!rest.empty()) {
        const auto word = take_word(rest);
        const auto id = read_incident_id(word);
        incident = id ? visible_incident(asked, *id) : std::nullopt;
        if (!incident)
            return not_found("There is no " + shortened(word, 40) + ". " +
                             asked.record.settings().command + " list all shows those there are.");
    }
    if (!incident)
        return invalid("Which incident? Write: " + asked.record.settings().command +
                       " show INC-N. " + newest_open(asked));
    Asked about = asked;
    about.incident = incident;
    Reply reply;
    reply.words = summary_of(about, *incident);
    return seen_in_part(about, *incident, newest_entries, std::move(reply));
}

Result<Decision> panel_command(const Asked& asked) {
    const auto& incident = *asked.incident;
    Reply reply;
    reply.words = summary_of(asked, incident);
    const auto value = button_value(incident);
    const auto button = [&](const char* action, const char* text,
                            Button::Style style = Button::Style::normal) {
        reply.buttons.push_back({action, text, value, style});
    };
    if (!incident.folded)
        button("log", "Log", incident.closed ? Button::Style::normal : Button::Style::primary);
    if (!incident.closed) {
        button("update", "Update");
        button("assign", "Assign");
        button("severity", "Severity");
    }
    if (!incident.folded)
        button("action", "Follow-up");
    button("timeline", "Timeline");
    if (incident.follow_ups > 0)
        button("actions", "Follow-ups");
    if (incident.closed) {
        if (!incident.folded)
            button("postmortem", "Postmortem");
        button("reopen", "Reopen");
    } else {
        button("close", "Close", Button::Style::danger);
    }
    reply.words.plain("\nEverything you can type: ")
        .code(asked.record.settings().command + " help");
    return seen_in_part(asked, incident, newest_entries, std::move(reply));
}

}  // namespace muster
