#include "domain/document_times.hpp"

#include "domain/metrics.hpp"

#include <algorithm>
#include <cstdlib>

namespace muster {
namespace {

using std::chrono::floor;
using std::chrono::minutes;
using std::chrono::seconds;

Instant to_the_minute(Instant at) {
    return floor<minutes>(at);
}

bool has_seconds(Instant at) {
    return at != to_the_minute(at);
}

// Whether the seconds are only those of the moment at which somebody typed or posted it.
bool is_by_the_way(const Entry& entry) {
    return entry.source == Entry::Source::message || entry.when.at == entry.logged_at;
}

// "UTC+1", "UTC-3:30", "UTC".
std::string offset_text(seconds offset) {
    const auto whole = std::abs(std::chrono::duration_cast<minutes>(offset).count());
    if (whole == 0)
        return "UTC";
    const auto past = whole % 60;
    return std::string("UTC") + (offset < seconds{0} ? "-" : "+") + std::to_string(whole / 60) +
           (past == 0 ? "" : (past < 10 ? ":0" : ":") + std::to_string(past));
}

}  // namespace

std::pair<const KeyMoment*, const KeyMoment*> affected_window(const Incident& incident) {
    const auto* from = moment_of(incident, KeyTime::started);
    const auto* to = moment_of(incident, KeyTime::repaired);
    return {from ? from : moment_of(incident, KeyTime::detected),
            to ? to : moment_of(incident, KeyTime::resolved)};
}

DocumentTimes::DocumentTimes(const Dossier& dossier, const Zone& zone, Hours hours)
    : zone_(zone), hours_(hours) {
    for (const auto& entry : dossier.entries) {
        if (entry.removed)
            continue;
        note(entry.when.at);
        if (entry.when.until)
            note(*entry.when.until);
    }
    for (const auto* times : {&dossier.incident.times, &dossier.incident.first_times})
        for (const auto& [key, moment] : *times)
            note(moment.at);
    for (const auto& update : dossier.updates)
        if (!update.withdrawn)
            note(update.at);
    if (marks_.empty())
        note(dossier.incident.declared_at);
    show_seconds_of_keys(dossier.incident);
    show_seconds_of_entries(dossier.entries);
}

void DocumentTimes::note(Instant at) {
    marks_[mark(at)] = offset_at(zone_, at);
}

// Two times cut to the minute may lie a minute further apart, or less, than they do.
void DocumentTimes::show_seconds_of_keys(const Incident& incident) {
    for (const auto* times : {&incident.times, &incident.first_times})
        for (const auto& [key, moment] : *times)
            if (!moment.automatic)
                exact_keys_.insert(moment.at);
    std::vector<std::pair<const KeyMoment*, const KeyMoment*>> figures{affected_window(incident)};
    for (const auto& rule : measures)
        figures.emplace_back(moment_of(incident, rule.from), moment_of(incident, rule.to));
    // Each round shows at least one more, or is the last.
    for (bool again = true; again;) {
        again = false;
        for (const auto& [from, to] : figures) {
            if (!from || !to || to->at < from->at)
                continue;
            const auto read = shown(to->at, exact_keys_) - shown(from->at, exact_keys_);
            if (read >= seconds{0} && duration_text(read) == duration_text(to->at - from->at))
                continue;
            again = exact_keys_.insert(from->at).second || again;
            again = exact_keys_.insert(to->at).second || again;
        }
    }
}

void DocumentTimes::show_seconds_of_entries(const std::vector<Entry>& entries) {
    std::map<Instant, std::set<Instant>> by_minute;
    for (const auto& entry : entries) {
        if (entry.removed)
            continue;
        by_minute[to_the_minute(entry.when.at)].insert(entry.when.at);
        if (!is_by_the_way(entry))
            exact_entries_.insert(entry.when.at);
        if (entry.when.until)
            exact_entries_.insert(*entry.when.until);
    }
    for (const auto& [minute, instants] : by_minute)
        if (instants.size() > 1)
            exact_entries_.insert(instants.begin(), instants.end());
}

Instant DocumentTimes::shown(Instant at, const std::set<Instant>& exact) const {
    return !has_seconds(at) || exact.contains(at) ? at : to_the_minute(at);
}

std::string DocumentTimes::mark(Instant at) const {
    const auto letters = zone_text(at, zone_);
    return letters.starts_with('+') || letters.starts_with('-') ? offset_text(offset_at(zone_, at))
                                                                : letters;
}

std::string DocumentTimes::zone_note() const {
    if (!changes()) {
        const auto& name = marks_.begin()->first;
        return "All times are " + (name == zone_.name() ? name : name + " (" + zone_.name() + ")") +
               ".";
    }
    std::string meanings;
    for (const auto& [name, offset] : marks_)
        if (name != offset_text(offset))
            meanings += (meanings.empty() ? ": " : ", ") + name + " is " + offset_text(offset);
    return "Times are those of " + zone_.name() +
           ", where clocks changed meanwhile; each names its own offset" + meanings + ".";
}

std::string DocumentTimes::clock(Instant at) const {
    return hours_ == Hours::of_12 ? clock_text_12h(at, zone_) : clock_text(at, zone_);
}

std::string DocumentTimes::marked_clock(Instant at) const {
    return clock(at) + (changes() ? " " + mark(at) : "");
}

std::string DocumentTimes::full(Instant at) const {
    return date_text(at, zone_) + " " + clock(at) + " " + mark(at);
}

std::string DocumentTimes::entry(const Entry& entry) const {
    const auto& when = entry.when;
    const auto text = (when.approximate ? "~" : "") + marked_clock(shown(when.at, exact_entries_));
    if (!when.until)
        return text;
    const auto end = marked_clock(shown(*when.until, exact_entries_));
    if (day_in(zone_, *when.until) == day_in(zone_, when.at))
        return text + "–" + end;
    return text + " to " + end + " on " + date_text(*when.until, zone_);
}

std::string DocumentTimes::key(const KeyMoment& moment) const {
    return (moment.approximate ? "~" : "") + full(shown(moment.at, exact_keys_));
}

std::string DocumentTimes::update(Instant at) const {
    return full(to_the_minute(at));
}

std::string DocumentTimes::window(const KeyMoment& from, const KeyMoment& to) const {
    const auto begin = shown(from.at, exact_keys_);
    const auto end = shown(to.at, exact_keys_);
    if (changes() || day_in(zone_, begin) != day_in(zone_, end))
        return key(from) + " to " + key(to);
    return (from.approximate ? "~" : "") + clock(begin) + " to " + (to.approximate ? "~" : "") +
           clock(end) + " " + mark(end) + " on " + date_text(end, zone_);
}

}  // namespace muster
