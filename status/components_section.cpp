#include "status/components_section.hpp"

#include "domain/text.hpp"
#include "status/dates.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::status {
namespace {

using kainjow::mustache::data;

data yes_or_no(bool value) {
    return {value ? data::type::bool_true : data::type::bool_false};
}

// A state in words, the name of its shape and colour (never colour alone), and how a day of it is
// drawn: the worse, the taller, of 34; maintenance in two pieces.
struct Look {
    ComponentStatus status;
    std::string_view words;
    std::string_view mark;
    std::string_view bar;
};
constexpr std::array<Look, 5> looks{{
    {ComponentStatus::operational, "Operational", "none", "v-16"},
    {ComponentStatus::under_maintenance, "Under maintenance", "maintenance", "v-9m0-5v-8"},
    {ComponentStatus::degraded_performance, "Degraded performance", "minor", "v-22"},
    {ComponentStatus::partial_outage, "Partial outage", "major", "v-28"},
    {ComponentStatus::major_outage, "Major outage", "critical", "v-34"},
}};
constexpr std::string_view unknown_mark = "unknown";
constexpr std::string_view unknown_bar = "v-16";

const Look& look_of(ComponentStatus status) {
    return looks.at(static_cast<std::size_t>(status));
}

// One path for each state: 90 of them as rectangles would be four times as long.
std::string bars_of(const std::vector<UptimeDay>& days) {
    constexpr int width = 5;
    std::array<std::string, looks.size() + 1> paths;  // the last: no data
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto& day = days[i];
        auto& path = paths.at(day.known ? static_cast<std::size_t>(day.worst) : looks.size());
        path += "M" + std::to_string(width * static_cast<int>(i) + 2) + " 34";
        path += day.known ? look_of(day.worst).bar : unknown_bar;
    }
    std::string svg;
    for (std::size_t i = 0; i < paths.size(); ++i)
        if (!paths.at(i).empty())
            svg += "<path class=\"" +
                   std::string(i < looks.size() ? looks.at(i).mark : unknown_mark) + "\" d=\"" +
                   paths.at(i) + "\"/>";
    return svg;
}

std::string lasted(std::string_view what, std::chrono::seconds length) {
    return std::string(what) + (length < std::chrono::minutes(1) ? " for under a minute"
                                                                 : " for " + duration_text(length));
}

// "major outage for 1h 20m, partial outage for 10m".
std::string outage_text(const UptimeDay& day) {
    std::string text;
    if (day.major.count() > 0)
        text = lasted("major outage", day.major);
    if (day.partial.count() > 0)
        text += (text.empty() ? "" : ", ") + lasted("partial outage", day.partial);
    if (text.empty())
        text = lower(look_of(day.worst).words);
    return text + (day.going_on ? ", and going on" : "");
}

std::string label_of(const Uptime& uptime) {
    if (!uptime.share)
        return "No data yet";
    return percent_text(*uptime.share) + " over " + counted(uptime.known_days, "day", "days") +
           "; " +
           (uptime.outage_days == 0 ? "no day" : counted(uptime.outage_days, "day", "days")) +
           " with an outage";
}

data past_of(const Uptime& uptime) {
    data outages{data::type::list};
    for (auto day = uptime.days.rbegin(); day != uptime.days.rend(); ++day) {
        if (!day->outage())
            continue;
        data shown;
        shown.set("machine", date_text(day->day));
        shown.set("human", day_text(day->day));
        shown.set("text", outage_text(*day));
        outages << shown;
    }
    data past;
    past.set("label", label_of(uptime));
    past.set("bars", bars_of(uptime.days));
    past.set("share", uptime.share ? percent_text(*uptime.share) + " uptime" : "No data yet");
    past.set("outage_count", counted(uptime.outage_days, "day", "days") + " with an outage");
    past.set("any_outages", yes_or_no(uptime.outage_days > 0));
    past.set("outages", outages);
    return past;
}

data legend() {
    data kinds{data::type::list};
    const auto add = [&](std::string_view words, std::string_view mark, std::string_view bar) {
        data kind;
        kind.set("words", std::string(words));
        kind.set("bar",
                 "<path class=\"" + std::string(mark) + "\" d=\"M2 34" + std::string(bar) + "\"/>");
        kinds << kind;
    };
    for (const auto& look : looks)
        add(look.words, look.mark, look.bar);
    add("No data", unknown_mark, unknown_bar);
    return kinds;
}

class Section {
public:
    explicit Section(const PublicRecord& record) : record_(record) {
        span_.zone = record.page.zone;
        span_.last = record.day;
        span_.until = record.told_until();
    }

    data part(const PublicComponent& component) {
        const auto& look = look_of(component.status);
        data shown;
        shown.set("name", component.name);
        shown.set("description", component.description.value_or(""));
        shown.set("any_description", yes_or_no(component.description.has_value()));
        shown.set("state", std::string(look.words));
        shown.set("state_mark", std::string(look.mark));
        if (component.showcase && record_.day.ok()) {
            span_.since = component.start_date;
            const auto made = uptime(component.past, span_);
            first_ = made.days.front().day;
            shown.set("past", past_of(made));
        }
        return shown;
    }

    // Names the first and last of the days shown, if any are.
    void set_days(data& values) const {
        values.set("days", yes_or_no(first_.has_value()));
        if (!first_)
            return;
        values.set("first_machine", date_text(*first_));
        values.set("first_human", short_day_text(*first_));
        values.set("last_machine", date_text(record_.day));
        values.set("last_human", short_day_text(record_.day));
        values.set("count", std::to_string(span_.days));
        values.set("zone", record_.page.zone.name());
        values.set("legend", legend());
    }

private:
    const PublicRecord& record_;
    UptimeSpan span_;
    std::optional<Day> first_;
};

bool is_shown(const PublicComponent& component) {
    return !component.only_show_if_degraded || component.status != ComponentStatus::operational;
}

}  // namespace

// Groups with their parts; parts of no group stand by themselves, those that follow one another
// together.
std::optional<data> component_values(const PublicRecord& record) {
    Section section(record);
    data groups{data::type::list};
    data parts{data::type::list};
    std::string group;
    const auto end_group = [&] {
        if (parts.is_empty_list())
            return;
        data shown;
        shown.set("any_group", yes_or_no(!group.empty()));
        shown.set("group", group);
        shown.set("parts", parts);
        groups << shown;
        parts = data{data::type::list};
    };
    for (const auto& component : record.components) {
        if (component.group || !component.group_id) {
            if (component.group || !group.empty())
                end_group();
            group = component.group ? component.name : std::string();
        }
        if (!component.group && is_shown(component))
            parts << section.part(component);
    }
    end_group();
    if (groups.is_empty_list())
        return std::nullopt;
    data values;
    values.set("groups", groups);
    section.set_days(values);
    return values;
}

}  // namespace muster::status
