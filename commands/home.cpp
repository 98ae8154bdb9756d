#include "commands/home.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/reminder_words.hpp"
#include "commands/visibility.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"
#include "domain/update_due.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

namespace muster {
namespace {

using Style = Button::Style;

constexpr int incidents_a_page = 25;
constexpr std::size_t most_roles = 15;
constexpr std::size_t most_follow_ups = 20;
constexpr std::size_t title_characters = 150;
constexpr std::size_t text_characters = 200;
static_assert(incidents_a_page + most_roles + most_follow_ups <= most_home_lines);

Words headline(const Incident& incident) {
    Words words;
    if (incident.is_drill())
        words.bold("DRILL ");
    return words.bold(to_string(incident.id))
        .plain("  " + shortened(on_one_line(incident.title), title_characters));
}

void say_channel(Words& words, const Record& record, IncidentId id) {
    if (const auto places = record.places(id); places.has_channel())
        words.plain("  ").channel(places.channel, places.channel_name);
}

// The worst first, and among equals the one that is open for longest.
void sort_by_need(std::vector<Incident>& incidents, const Settings& settings) {
    std::map<std::string, std::size_t> rank;
    for (std::size_t i = 0; i < settings.severities.size(); ++i)
        rank.emplace(settings.severities[i].name, i);
    const auto place = [&](const Incident& incident) {
        const auto found = rank.find(incident.severity);
        return std::tuple(found == rank.end() ? rank.size() : found->second, incident.declared_at,
                          incident.id);
    };
    std::ranges::sort(incidents, {}, place);
}

ReplyLine incident_line(const Record& record, const Incident& incident, Instant now) {
    const auto& settings = record.settings();
    ReplyLine line;
    auto& words = line.words;
    words.bold(incident.severity).plain("  ").add(headline(incident));
    say_channel(words, record, incident.id);
    words.plain("\n" + std::string(to_string(incident.status)) + " · ");
    if (const auto* commander = incident.holder("commander"))
        words.add(who(*commander)).plain(" leads");
    else
        words.bold("nobody leads");
    words.plain(" · open for " +
                duration_text(std::max(now - incident.declared_at, std::chrono::seconds(0))));
    const auto updates = record.updates(incident.id);
    if (const auto* waiting = waiting_update(incident, updates))
        words.plain(" · ").bold("update " + std::to_string(waiting->number) +
                                " waits for approval");
    const auto due = next_update_due(incident, updates, settings);
    if (due && *due <= now) {
        words.plain(" · ").bold("update overdue").plain(" since ");
        say_instant(words, std::chrono::floor<std::chrono::minutes>(*due), settings.zone);
    }
    if (incident.holder("commander") == nullptr && settings.role("commander") != nullptr)
        line.buttons = {
            {"claim", "Take command", to_string(incident.id) + " commander", Style::normal}};
    return line;
}

Home::Section open_incidents(const Record& record, std::vector<Incident> open, int page,
                             Instant now) {
    Home::Section section;
    const int total = static_cast<int>(open.size());
    const int pages = std::max(1, (total + incidents_a_page - 1) / incidents_a_page);
    page = std::clamp(page, 1, pages);
    section.title = total == 0 ? "Open incidents" : "Open incidents: " + std::to_string(total);
    section.empty.plain("None. All is calm.");
    sort_by_need(open, record.settings());
    const int first = (page - 1) * incidents_a_page;
    for (int i = first; i < std::min(total, first + incidents_a_page); ++i)
        section.lines.push_back(incident_line(record, open[static_cast<std::size_t>(i)], now));
    if (pages == 1)
        return section;
    section.more.plain("Page " + std::to_string(page) + " of " + std::to_string(pages) +
                       ", the worst first. All of them as text: ");
    section.more.code(record.settings().command + " list");
    if (page > 1)
        section.buttons.push_back(
            {"home_page", "Previous", std::to_string(page - 1), Style::normal});
    if (page < pages)
        section.buttons.push_back({"home_page", "Next", std::to_string(page + 1), Style::normal});
    return section;
}

Home::Section own_roles(const Record& record, const std::vector<Incident>& open,
                        const UserId& person) {
    Home::Section section;
    section.title = "Your roles";
    section.empty.plain("None just now.");
    std::size_t count = 0;
    for (const auto& incident : open)
        for (const auto& [role, holder] : incident.roles) {
            if (holder.user != person || ++count > most_roles)
                continue;
            ReplyLine line;
            line.words.bold(role).plain(" of ").add(headline(incident));
            say_channel(line.words, record, incident.id);
            section.lines.push_back(std::move(line));
        }
    if (count > most_roles)
        section.more.plain("… and " + std::to_string(count - most_roles) + " more.");
    return section;
}

struct OwnWork {
    Incident incident;
    FollowUp follow_up;
};

// Those with a date first, by it.
std::vector<OwnWork> own_work(const Asked& asked) {
    std::vector<OwnWork> work;
    for (auto& [id, follow_up] : asked.record.open_follow_ups())
        if (follow_up.owner.user == asked.request.user.user)
            if (auto incident = visible_incident(asked, id))
                work.push_back({*std::move(incident), follow_up});
    std::ranges::sort(work, {}, [](const OwnWork& one) {
        const auto& due = one.follow_up.due;
        return std::tuple(!due, due ? std::chrono::sys_days(*due) : std::chrono::sys_days(),
                          one.incident.id, one.follow_up.number);
    });
    return work;
}

Home::Section own_follow_ups(const Asked& asked) {
    const auto today = std::chrono::sys_days(
        day_in(zone_of(asked.record, asked.request.user.user), asked.request.at));
    const auto work = own_work(asked);
    Home::Section section;
    section.title = "Your follow-ups";
    section.empty.plain("Nothing is left to do.");
    for (std::size_t i = 0; i < std::min(work.size(), most_follow_ups); ++i) {
        const auto& [incident, follow_up] = work[i];
        const auto number = std::to_string(follow_up.number);
        ReplyLine line;
        line.words.bold(to_string(incident.id) + " · action " + number)
            .plain("  " + on_one_line(shortened(follow_up.text, text_characters)));
        if (follow_up.due) {
            const bool overdue = std::chrono::sys_days(*follow_up.due) < today;
            line.words.plain("\n");
            if (overdue)
                line.words.bold("overdue").plain(", ");
            line.words.plain("due " + weekday_text(*follow_up.due) + " " +
                             date_text(*follow_up.due));
        }
        line.buttons = {
            {"follow_up_done", "Done", to_string(incident.id) + " " + number, Style::normal}};
        section.lines.push_back(std::move(line));
    }
    if (work.size() > most_follow_ups)
        section.more.plain("… and " + std::to_string(work.size() - most_follow_ups) +
                           " more, which are due later.");
    return section;
}

int number_in(const std::string& text) {
    int number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Effect show_home(const UserId& person) {
    return {Effect::Kind::show_home, {}, 0, {}, {}, person.str()};
}

}  // namespace

Home home_of(const Record& record, const UserId& person, Instant now) {
    Request reads;
    reads.user.user = person;
    reads.at = now;
    const Asked asked{record, reads, std::nullopt, {}};
    const auto& settings = record.settings();
    auto open = visible_incidents(asked, IncidentFilter::open);
    const auto tab = record.home(person);
    Home home;
    if (open.empty())
        home.greeting.plain("No incident is open. When something breaks, declare it here, or type ")
            .code(settings.command + " declare TITLE")
            .plain(" anywhere.");
    else
        home.greeting.plain("Something new is broken? Declare it here, or type ")
            .code(settings.command + " declare TITLE")
            .plain(" anywhere.");
    home.buttons = {{"declare", "Declare an incident", "", Style::primary}};
    home.sections.push_back(own_roles(record, open, person));
    home.sections.push_back(own_follow_ups(asked));
    home.sections.insert(home.sections.begin(),
                         open_incidents(record, std::move(open), tab ? tab->page : 1, now));
    home.footnote.plain("As of ");
    say_instant(home.footnote, std::chrono::floor<std::chrono::minutes>(now), settings.zone);
    home.footnote.plain(". Everything you can type: ").code(settings.command + " help");
    return home;
}

bool is_home(const Request& event) {
    const auto tab = event.details.find("tab");
    return event.name == "app_home_opened" && !event.user.user.empty() &&
           tab != event.details.end() && tab->second == "home";
}

Decision home_opened(const Record& record, const Request& event) {
    const auto& person = event.user.user;
    auto tab = record.home(person).value_or(HomeTab{person, {}, 1, {}});
    tab.opened = event.at;
    tab.page = 1;
    if (const auto hash = event.details.find("view.hash"); hash != event.details.end())
        tab.hash = hash->second;
    Decision decision;
    decision.effects = {show_home(person)};
    decision.homes = {std::move(tab)};
    return decision;
}

Result<Decision> home_page_clicked(const Asked& asked) {
    const auto& person = asked.request.user.user;
    auto tab = asked.record.home(person).value_or(HomeTab{person, {}, 1, {}});
    tab.opened = asked.request.at;
    tab.page = std::clamp(number_in(asked.request.value), 1, 1'000);
    Decision decision;
    decision.effects = {show_home(person)};
    decision.homes = {std::move(tab)};
    return decision;
}

// In the Home tab the tab itself shows what it led to; in a message, the message.
Decision shown_where_clicked(const Asked& asked, Decision decision,
                             const std::optional<PromisedWork>& done) {
    const auto& person = asked.request.user.user;
    if (asked.record.home(person))
        decision.effects.push_back(show_home(person));
    if (!done)
        return decision;
    if (asked.request.details.contains("view_id")) {
        decision.reply = {};
        return decision;
    }
    const auto rest = follow_up_reminder(asked.record, person, asked.request.at, done);
    decision.reply.words.add(Words(rest.is_due ? "\n" : "")).add(rest.says.words);
    decision.reply.lines = rest.says.lines;
    decision.reply.buttons = rest.says.buttons;
    decision.reply.in_place = true;
    return decision;
}

}  // namespace muster
