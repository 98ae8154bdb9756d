#include "status/page.hpp"

#include "domain/text.hpp"
#include "status/components_section.hpp"
#include "status/dates.hpp"
#include "status/encode.hpp"
#include "status/log_page.hpp"
#include "status/text.hpp"
#include "templates/markdown_piece.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace muster::status_files {
std::string_view find(std::string_view path);
}

namespace muster::status {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

constexpr std::size_t most_past = 10;
constexpr std::string_view default_dark_link = "#86b7ff";  // of style.css
constexpr int most_months = 1200;  // a century; a clock gone wrong must not fill the page

// A template of ours or of the team's. Partials are refused: they alone would read a value as a
// template.
mustache load(std::string_view name, const Pages::Override& override) {
    auto text = override ? override(name) : std::string();
    if (text.empty())
        text = status_files::find("templates/page/" + std::string(name));
    if (text.empty())
        throw std::runtime_error("The page template " + std::string(name) + " is missing.");
    if (text.find("{{>") != std::string::npos || text.find("{{ >") != std::string::npos)
        throw std::runtime_error("The page template " + std::string(name) +
                                 " uses a partial ({{>…}}), which pages cannot. Write it out.");
    mustache made(text);
    if (!made.is_valid())
        throw std::runtime_error("The page template " + std::string(name) +
                                 " cannot be read: " + made.error_message());
    made.set_custom_escape([](const std::string& value) { return escape_markup(value); });
    return made;
}

std::string asset(std::string_view name, const Pages::Override& override) {
    auto text = override ? override(name) : std::string();
    if (text.empty())
        text = status_files::find("templates/page/" + std::string(name));
    return text;
}

data yes_or_no(bool value) {
    return {value ? data::type::bool_true : data::type::bool_false};
}

void set_time(data& into, const std::string& prefix, Instant at, const Zone& zone) {
    into.set(prefix + "machine", to_rfc3339(at));
    into.set(prefix + "human", moment_text(at, zone));
}

std::string impact_label(Impact impact) {
    switch (impact) {
        case Impact::none:
            return "No impact";
        case Impact::minor:
            return "Minor impact";
        case Impact::major:
            return "Major impact";
        case Impact::critical:
            return "Critical impact";
    }
    return "Minor impact";
}

std::string lasted(const PublicIncident& incident) {
    const auto duration = incident.resolved_at.value_or(incident.updated_at) - incident.started_at;
    if (duration < std::chrono::minutes(1))
        return "under a minute";
    return duration_text(duration);
}

// What is worth showing alone: the newest update that still stands; a postmortem is too long.
const PublicUpdate& newest_standing(const PublicIncident& incident) {
    const auto standing = std::ranges::find_if(incident.updates, [](const PublicUpdate& update) {
        return !update.withdrawn && !update.markdown;
    });
    return standing == incident.updates.end() ? incident.updates.front() : *standing;
}

// The beginning of a text, for a line in somebody's preview.
std::string beginning(const std::string& text) {
    constexpr std::size_t most = 200;
    if (text.size() <= most)
        return text;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end) + "…";
}

std::string status_label(const PublicIncident& incident) {
    return incident.window && incident.window->cancelled ? "Cancelled"
                                                         : std::string(label(incident.status));
}

void set_affected(data& into, const PublicRecord& record, const PublicIncident& incident) {
    const auto affected = affected_names(record, incident);
    into.set("any_affected", yes_or_no(!affected.empty()));
    into.set("affected", affected);
}

// What every list shows of an incident.
data summary_of(const PublicPage& page, const PublicIncident& incident) {
    const auto& update = newest_standing(incident);
    data shown;
    shown.set("id", to_string(incident.id));
    shown.set("path", path_of(incident));
    shown.set("title", incident.title);
    const auto impact = std::string(incident.window ? "maintenance" : to_string(incident.impact));
    shown.set("impact", impact);
    shown.set("impact_mark", impact);
    shown.set("impact_label", incident.window ? "Maintenance" : impact_label(incident.impact));
    shown.set("status_label", status_label(incident));
    if (incident.window) {
        data window;
        set_time(window, "start_", incident.window->start, page.zone);
        set_time(window, "finish_", incident.window->end, page.zone);
        shown.set("window", window);
    }
    shown.set("resolved", yes_or_no(!incident.open()));
    shown.set("duration", lasted(incident));
    constexpr std::size_t most_text = 1'200;  // its own page has all of it
    shown.set("text", shortened(update.text, most_text));
    set_time(shown, "", incident.resolved_at.value_or(update.at), page.zone);
    set_time(shown, "since_", incident.started_at, page.zone);
    if (incident.resolved_at)
        set_time(shown, "end_", *incident.resolved_at, page.zone);
    const auto count = incident.updates.size();
    shown.set("all_updates",
              count == 1 ? std::string("Details") : "All " + std::to_string(count) + " updates");
    return shown;
}

// By when a list of the past has it: when it began, and of a window when it was to, or was called
// off.
Instant begun_at(const PublicIncident& incident) {
    if (!incident.window)
        return incident.created_at;
    const auto start = incident.window->start;
    return std::min(start, incident.resolved_at.value_or(start));
}

// Incidents and the windows that are over, the newest first.
std::vector<const PublicIncident*> past_of(const PublicRecord& record, bool open_too) {
    std::vector<const PublicIncident*> past;
    for (const auto& incident : record.incidents)
        if (open_too || !incident.open())
            past.push_back(&incident);
    for (const auto& window : record.windows)
        if (!window.open())
            past.push_back(&window);
    std::ranges::sort(past, std::greater<>{}, [](const PublicIncident* incident) {
        return std::pair(begun_at(*incident), incident->id);
    });
    return past;
}

// The newest that is over, by the day it began.
data past_days(const PublicRecord& record) {
    data days{data::type::list};
    data incidents{data::type::list};
    std::optional<Day> day;
    const auto end_day = [&] {
        if (!day)
            return;
        data shown;
        shown.set("machine", date_text(*day));
        shown.set("human", day_text(*day));
        shown.set("incidents", incidents);
        days << shown;
        incidents = data{data::type::list};
    };
    std::size_t count = 0;
    for (const auto* incident : past_of(record, false)) {
        if (++count > most_past)
            break;
        const auto its_day = local_day(begun_at(*incident), record.page.zone);
        if (day != its_day)
            end_day();
        day = its_day;
        incidents << summary_of(record.page, *incident);
    }
    end_day();
    return days;
}

// The team's colour over the style that ships. Its form was checked when it was configured.
std::string accent_style(const PageLook& look) {
    std::string style;
    if (!look.accent.empty())
        style += ":root{--link:" + look.accent + "}\n";
    // Its own rule again, or the one above would hold in the dark too.
    const auto& dark = look.accent_dark.empty() ? std::string(default_dark_link) : look.accent_dark;
    if (!style.empty() || !look.accent_dark.empty())
        style += "@media screen and (prefers-color-scheme:dark){:root{--link:" + dark + "}}\n";
    return style;
}

// Whose pages may show ours in a frame.
std::string frames_of(const PageLook& look) {
    if (look.embedded_by.empty())
        return "'none'";
    std::string origins;
    for (const auto& origin : look.embedded_by)
        origins += (origins.empty() ? "" : " ") + origin;
    return origins;
}

}  // namespace

struct Pages::Parts {
    Parts(const Override& override, PageLook wanted)
        : look(std::move(wanted)),
          layout(load("layout.html", override)),
          index(load("index.html", override)),
          components(load("components.html", override)),
          incident(load("incident.html", override)),
          maintenance(load("maintenance.html", override)),
          history(load("history.html", override)),
          log(load("log.html", override)),
          message(load("message.html", override)),
          style(asset("style.css", override) + accent_style(look)),
          script(asset("refetch.js", override)) {
        const auto style_source = "default-src 'none'; style-src 'sha256-" + sha256_base64(style);
        const auto script_source = "'; script-src 'sha256-" + sha256_base64(script);
        const std::string rest =
            "; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors " +
            frames_of(look);
        policy = style_source + "'" + rest;
        index_policy = style_source + script_source + "'; connect-src 'self'" + rest;
    }

    // The whole page around `body`, which is HTML already. `frame` has title and description.
    std::string page(const PublicPage& page, mustache& body, const data& values, data frame) {
        frame.set("name", page.name);
        frame.set("url", page.url);
        frame.set("zone", page.zone.name());
        frame.set("style", style);
        frame.set("logo", look.logo);
        frame.set("any_logo", yes_or_no(!look.logo.empty()));
        frame.set("home", look.home_url.empty() ? std::string("/") : look.home_url);
        frame.set("support", look.support_url);
        frame.set("any_support", yes_or_no(!look.support_url.empty()));
        frame.set("footer", look.footer);
        frame.set("any_footer", yes_or_no(!look.footer.empty()));
        frame.set("body", body.render(values));
        return layout.render(frame);
    }

    PageLook look;
    mustache layout;
    mustache index;
    mustache components;
    mustache incident;
    mustache maintenance;
    mustache history;
    mustache log;
    mustache message;
    std::string style;
    std::string script;
    std::string policy;
    std::string index_policy;
};

Pages::Pages(const Override& override, const PageLook& look)
    : parts_(std::make_unique<Parts>(override, look)) {}
Pages::~Pages() = default;
Pages::Pages(Pages&&) noexcept = default;
Pages& Pages::operator=(Pages&&) noexcept = default;

const std::string& Pages::policy() const {
    return parts_->policy;
}

const std::string& Pages::index_policy() const {
    return parts_->index_policy;
}

std::string Pages::index(const PublicRecord& record) const {
    const auto& page = record.page;
    const auto overall = record.overall();
    data values;
    values.set("indicator", std::string(overall.indicator));
    values.set("overall", std::string(overall.description));
    if (const auto at = record.updated_at()) {
        data changed;
        set_time(changed, "", *at, page.zone);
        values.set("changed", changed);
    }
    values.set("intro", parts_->look.intro);
    values.set("any_intro", yes_or_no(!parts_->look.intro.empty()));
    data open{data::type::list};
    std::string about;
    for (const auto& incident : record.incidents) {
        if (!incident.open())
            continue;
        open << summary_of(page, incident);
        about += (about.empty() ? "" : "; ") + incident.title;
    }
    data windows{data::type::list};
    bool any_windows = false;
    for (const auto* window :
         windows_in(record, {PublicStatus::in_progress, PublicStatus::scheduled})) {
        auto shown = summary_of(page, *window);
        set_affected(shown, record, *window);
        windows << shown;
        any_windows = true;
    }
    values.set("any_windows", yes_or_no(any_windows));
    values.set("windows", windows);
    const auto components = component_values(record);
    values.set("components", components ? parts_->components.render(*components) : std::string());
    const auto past = past_days(record);
    values.set("any_open", yes_or_no(!about.empty()));
    values.set("open", open);
    values.set("any_past", yes_or_no(!past.is_empty_list()));
    const bool any_over = std::ranges::any_of(
        record.windows, [](const PublicIncident& window) { return !window.open(); });
    values.set("past_heading", any_over ? "Past incidents and maintenance" : "Past incidents");
    values.set("nothing_past", about.empty() ? "No incident has been reported."
                                             : "No earlier incident has been reported.");
    values.set("days", past);

    data frame;
    frame.set("path", std::string("/"));
    frame.set("title", std::string(overall.description) + " – " + page.name);
    frame.set("description", about.empty() ? "No open incidents." : "Open: " + beginning(about));
    frame.set("at_index", yes_or_no(true));
    frame.set("script", parts_->script);
    return parts_->page(page, parts_->index, values, std::move(frame));
}

namespace {

// All that an incident's, or a window's, own page shows.
data whole_of(const PublicRecord& record, const PublicIncident& incident) {
    auto values = summary_of(record.page, incident);
    data updates{data::type::list};
    for (const auto& update : incident.updates) {
        data shown;
        shown.set("anchor", anchor(incident.id, update.number));
        shown.set("label", std::string(label(update)));
        shown.set("text", update.text);
        shown.set("document", update.markdown ? markdown_piece(update.text) : std::string());
        shown.set("any_document", yes_or_no(update.markdown));
        shown.set("withdrawn", yes_or_no(update.withdrawn));
        set_time(shown, "", update.at, record.page.zone);
        updates << shown;
    }
    values.set("updates", updates);
    set_affected(values, record, incident);
    return values;
}

data frame_of(const PublicPage& page, const PublicIncident& incident) {
    data frame;
    frame.set("path", path_of(incident));
    frame.set("title", status_label(incident) + ": " + incident.title + " – " + page.name);
    frame.set("description", beginning(newest_standing(incident).text));
    return frame;
}

}  // namespace

std::string Pages::incident(const PublicRecord& record, const PublicIncident& incident) const {
    return parts_->page(record.page, parts_->incident, whole_of(record, incident),
                        frame_of(record.page, incident));
}

std::string Pages::maintenance(const PublicRecord& record, const PublicIncident& window) const {
    return parts_->page(record.page, parts_->maintenance, whole_of(record, window),
                        frame_of(record.page, window));
}

std::string Pages::history(const PublicRecord& record) const {
    const auto& page = record.page;
    const auto past = past_of(record, true);
    const auto month_of = [&](const PublicIncident* incident) {
        const auto day = local_day(begun_at(*incident), record.page.zone);
        return day.year() / day.month();
    };
    data values;
    data months{data::type::list};
    values.set("any", yes_or_no(!past.empty()));
    if (!past.empty()) {
        auto next = past.begin();
        auto month = month_of(*next);
        for (int i = 0; i < most_months && next != past.end(); ++i) {
            data incidents{data::type::list};
            for (; next != past.end() && month_of(*next) >= month; ++next)
                incidents << summary_of(page, **next);
            data shown;
            shown.set("key", "m" + month_key(month));
            shown.set("name", month_text(month));
            shown.set("any_incidents", yes_or_no(!incidents.is_empty_list()));
            shown.set("incidents", incidents);
            months << shown;
            month -= std::chrono::months(1);
        }
    }
    values.set("months", months);

    data frame;
    frame.set("path", std::string("/history"));
    frame.set("title", "Incident history – " + page.name);
    frame.set("description", "Every incident of " + page.name + ", by month.");
    frame.set("at_history", yes_or_no(true));
    return parts_->page(page, parts_->history, values, std::move(frame));
}

std::string Pages::log(const PublicRecord& record) const {
    data frame;
    frame.set("path", std::string("/log"));
    frame.set("title", "Incident log – " + record.page.name);
    frame.set("description", "The incidents of " + record.page.name + " by quarter, with figures.");
    frame.set("at_log", yes_or_no(true));
    return parts_->page(record.page, parts_->log, log_values(record), std::move(frame));
}

std::string Pages::message(const PublicPage& page, std::string_view heading,
                           std::string_view sentence) const {
    data values;
    values.set("heading", std::string(heading));
    values.set("sentence", std::string(sentence));
    data frame;
    frame.set("path", std::string("/"));
    frame.set("title", std::string(heading) + " – " + page.name);
    frame.set("description", std::string(sentence));
    return parts_->page(page, parts_->message, values, std::move(frame));
}

}  // namespace muster::status
