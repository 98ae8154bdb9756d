#include "domain/postmortem.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace muster {
namespace {

using std::chrono::seconds;
using std::chrono::sys_days;

std::string capitalised(std::string_view word) {
    std::string text(word);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::string one_line(std::string_view typed) {
    return on_one_line(trimmed(document_text(typed)));
}

std::string name_of(const Person& person) {
    auto name = one_line(person.name);
    if (!name.empty())
        return name;
    return person.user.empty() ? person.group.str() : person.user.str();
}

void add_note(KeyLine& line, const std::string& more) {
    line.note += (line.note.empty() ? "" : "; ") + more;
}

std::vector<KeyLine> key_lines(const Incident& incident, const DocumentTimes& times) {
    std::vector<KeyLine> lines;
    for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged,
                           KeyTime::repaired, KeyTime::resolved, KeyTime::closed}) {
        const auto last = incident.times.find(key);
        const auto first = incident.first_times.find(key);
        KeyLine line;
        line.key = key;
        line.name = capitalised(to_string(key));
        if (last != incident.times.end()) {
            line.at = last->second.at;
            line.time = times.key(last->second);
            line.note = one_line(last->second.remark);
            if (first != incident.first_times.end())
                add_note(line,
                         "the first time, before it was reopened: " + times.key(first->second));
        } else if (first != incident.first_times.end()) {
            line.at = first->second.at;
            line.time = times.key(first->second);
            line.note = one_line(first->second.remark);
            add_note(line, "the first time, before it was reopened");
        } else {
            continue;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<DurationLine> duration_lines(const Incident& incident) {
    std::vector<DurationLine> lines;
    for (const auto& duration : durations_of(incident)) {
        DurationLine line;
        line.measure = duration.measure;
        line.name = rule_of(duration.measure).name;
        line.definition = definition_of(duration.measure);
        line.length = duration.length;
        line.value = duration.length
                         ? (duration.approximate ? "about " : "") + duration_text(*duration.length)
                         : "–";
        line.note = duration.length ? duration.remark : duration.missing;
        lines.push_back(std::move(line));
    }
    return lines;
}

// The role that somebody has in it, or empty.
std::string role_of(const Incident& incident, const Person& person) {
    for (const auto& [role, holder] : incident.roles)
        if (holder == person)
            return one_line(role);
    return {};
}

std::string named_day(Day day) {
    return weekday_text(day) + ", " + date_text(day);
}

std::vector<TimelineDay> timeline(const Dossier& dossier, const Zone& zone,
                                  const DocumentTimes& times) {
    std::vector<const Entry*> entries;
    for (const auto& entry : dossier.entries)
        if (!entry.removed)
            entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(), [](const Entry* a, const Entry* b) {
        return std::pair(a->when.at, a->number) < std::pair(b->when.at, b->number);
    });
    std::vector<TimelineDay> days;
    for (const auto* entry : entries) {
        const Day day = day_in(zone, entry->when.at);
        if (days.empty() || days.back().day != day)
            days.push_back({day, named_day(day), {}});
        const bool from_message = entry->source == Entry::Source::message;
        days.back().rows.push_back({entry->number, entry->when, times.entry(*entry),
                                    from_message ? name_of(entry->author) : "",
                                    from_message ? role_of(dossier.incident, entry->author) : "",
                                    one_line(entry->text), entry->link});
    }
    return days;
}

// The day that a lesson's text begins with, and the text behind it.
std::optional<std::pair<Day, std::string_view>> leading_day(std::string_view text,
                                                            const std::vector<TimelineDay>& days) {
    constexpr std::size_t date_length = 10;
    const auto behind = [](std::string_view rest) {
        constexpr std::array<std::string_view, 6> marks{" ", ":", ",", "-", "–", "—"};
        for (bool again = true; again;) {
            again = false;
            for (const auto mark : marks) {
                if (!rest.starts_with(mark))
                    continue;
                rest.remove_prefix(mark.size());
                again = true;
            }
        }
        return rest;
    };
    if (const auto midnight = read_rfc3339(std::string(text.substr(0, date_length)) + "T00:00:00Z");
        midnight && text.size() > date_length &&
        std::string_view(" :,").find(text[date_length]) != std::string_view::npos)
        return std::pair(day_in(Zone(), *midnight), behind(text.substr(date_length)));
    const TimelineDay* found = nullptr;
    for (const auto& day : days) {
        const auto weekday = weekday_text(day.day);
        if (!lower(text.substr(0, weekday.size() + 1)).starts_with(lower(weekday) + ":"))
            continue;
        if (found != nullptr)
            return std::nullopt;  // there were two: nobody knows which
        found = &day;
    }
    if (found == nullptr)
        return std::nullopt;
    return std::pair(found->day, behind(text.substr(weekday_text(found->day).size())));
}

// By the day that taught them, then as they were written; those without a day last.
std::vector<LessonLine> lesson_lines(const std::vector<std::string>& texts,
                                     const std::vector<TimelineDay>& days) {
    std::multimap<std::pair<bool, Day>, LessonLine> by_day;
    for (const auto& text : texts) {
        if (const auto leading = leading_day(text, days); leading && !leading->second.empty())
            by_day.emplace(
                std::pair(false, leading->first),
                LessonLine{named_day(leading->first), std::string(leading->second), text});
        else
            by_day.emplace(std::pair(true, Day{}), LessonLine{"", text, text});
    }
    std::vector<LessonLine> lines;
    for (auto& [day, line] : by_day)
        lines.push_back(std::move(line));
    return lines;
}

std::vector<ActionLine> action_lines(const std::vector<FollowUp>& follow_ups) {
    std::vector<ActionLine> lines;
    for (const auto& follow_up : follow_ups) {
        ActionLine line{follow_up.number,
                        follow_up.state,
                        "to do",
                        one_line(follow_up.text),
                        name_of(follow_up.owner),
                        follow_up.due ? date_text(*follow_up.due) : "",
                        one_line(follow_up.ticket)};
        if (follow_up.state == FollowUp::State::done)
            line.state_name = "done";
        if (follow_up.state == FollowUp::State::dropped) {
            const auto why = one_line(follow_up.why_dropped);
            line.state_name = why.empty() ? "dropped" : "dropped: " + why;
        }
        lines.push_back(std::move(line));
    }
    std::sort(lines.begin(), lines.end(),
              [](const ActionLine& a, const ActionLine& b) { return a.number < b.number; });
    return lines;
}

// Who wrote the document: whoever made its revisions; before the first one, whoever leads.
std::vector<std::string> authors_of(const Dossier& dossier) {
    std::vector<std::string> authors;
    const auto add = [&](const Person& person) {
        const auto name = name_of(person);
        if (!name.empty() && std::find(authors.begin(), authors.end(), name) == authors.end())
            authors.push_back(name);
    };
    if (const auto* commander = dossier.incident.holder("commander"))
        add(*commander);
    for (const auto& revision : dossier.revisions)
        add(revision.author);
    if (authors.empty())
        add(dossier.incident.reporter);
    return authors;
}

// The first and the last day on which people were affected or it was worked on.
std::pair<Day, Day> days_of(const Incident& incident, const Zone& zone) {
    Instant first = incident.declared_at;
    for (const auto key : {KeyTime::detected, KeyTime::started})
        if (const auto* moment = moment_of(incident, key))
            first = moment->at;
    Instant last = first;
    for (const auto key : {KeyTime::repaired, KeyTime::resolved})
        if (const auto* moment = moment_of(incident, key))
            last = std::max(last, moment->at);
    return {day_in(zone, first), day_in(zone, last)};
}

std::string window_of(const Incident& incident, const DocumentTimes& times) {
    const auto [from, to] = affected_window(incident);
    if (!from || !to || to->at < from->at)
        return {};
    return times.window(*from, *to) + (from->approximate || to->approximate ? " (about " : " (") +
           duration_text(to->at - from->at) + ")";
}

// While it is being written: complete once every part that a reader looks for is there.
std::string document_status(const Incident& incident) {
    if (!incident.closed)
        return "Incident open";
    switch (incident.document_state()) {
        case DocumentState::in_review:
            return "In review";
        case DocumentState::done:
            return "Done";
        case DocumentState::published:
            return "Published";
        case DocumentState::documenting:
            break;
    }
    for (const auto part : {Part::summary, Part::impact, Part::detection, Part::cause,
                            Part::resolution, Part::lesson})
        if (!incident.parts.contains(part))
            return "Documenting";
    return "Complete";
}

// Bytes of the well-formed UTF-8 character that `text` begins with; 0 when it begins with none.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    const std::size_t size = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
    if (size == 0 || size > text.size())
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
        (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F))
        return 0;
    return size;
}

// The address in "<https://host/path|text>" at the front, and how many bytes that takes.
std::pair<std::string_view, std::size_t> wrapped_link(std::string_view text) {
    if (!text.starts_with("<https://") && !text.starts_with("<http://"))
        return {};
    const auto end = text.find_first_of(" \n<>|", 1);
    if (end == std::string_view::npos || (text[end] != '>' && text[end] != '|'))
        return {};
    const auto close = text.find_first_of("\n<>", end);
    if (close == std::string_view::npos || text[close] != '>')
        return {};
    return {text.substr(1, end - 1), close + 1};
}

}  // namespace

std::string document_text(std::string_view typed) {
    std::string text;
    text.reserve(typed.size());
    for (std::size_t i = 0; i < typed.size();) {
        const auto rest = typed.substr(i);
        const auto size = character_length(rest);
        const auto first = static_cast<unsigned char>(typed[i]);
        if (const auto [address, length] = wrapped_link(rest); length != 0) {
            text += address;
            i += length;
            continue;
        }
        if (typed[i] == '\r') {
            text += '\n';
            i += rest.starts_with("\r\n") ? 2 : 1;
            continue;
        }
        if (size == 0 || first == 0 || first == 0x7F)
            text += "\uFFFD";
        else if (typed[i] == '\t')
            text += ' ';
        else if (first >= 0x20 || typed[i] == '\n')
            text += rest.substr(0, size);
        i += std::max<std::size_t>(size, 1);
    }
    return text;
}

Postmortem make_postmortem(const Dossier& dossier, const Settings& settings, Hours hours) {
    const auto& incident = dossier.incident;
    const DocumentTimes times(dossier, settings.zone, hours);
    Postmortem made;
    made.id = to_string(incident.id);
    made.title = one_line(incident.title);
    made.severity = one_line(incident.severity);
    made.status = std::string(to_string(incident.status)) + (incident.closed ? ", closed" : "");
    made.document_status = document_status(incident);
    const auto [first, last] = days_of(incident, settings.zone);
    made.date = date_text(first) + (first == last ? "" : " to " + date_text(last));
    made.named_days = named_day(first) + (first == last ? "" : " to " + named_day(last));
    made.window = window_of(incident, times);
    made.reporter = name_of(incident.reporter);
    if (const auto* commander = incident.holder("commander")) {
        made.commander = name_of(*commander);
        made.roles.push_back({"Commander", made.commander});
    }
    for (const auto& [role, holder] : incident.roles)
        if (role != "commander")
            made.roles.push_back({capitalised(one_line(role)), name_of(holder)});
    made.authors = authors_of(dossier);
    made.key_times = key_lines(incident, times);
    made.durations = duration_lines(incident);
    for (const auto& [part, texts] : incident.parts)
        for (const auto& typed : texts)
            if (const auto text = std::string(trimmed(document_text(typed))); !text.empty())
                made.parts[part].push_back(text);
    made.closing_words = std::string(trimmed(document_text(incident.closing_words)));
    made.zone_note = times.zone_note();
    made.days = timeline(dossier, settings.zone, times);
    for (const auto& day : made.days)
        for (const auto& row : day.rows)
            made.approximate = made.approximate || row.when.approximate;
    if (const auto lessons = made.parts.find(Part::lesson); lessons != made.parts.end())
        made.lessons = lesson_lines(lessons->second, made.days);
    made.actions = action_lines(dossier.follow_ups);
    for (const auto& update : dossier.updates)
        if (!update.withdrawn && !update.waiting && !update.postmortem)
            made.updates.push_back({update.number, update.at, times.update(update.at),
                                    std::string(to_string(update.status)), name_of(update.author),
                                    one_line(update.text), update.neutral});
    return made;
}

}  // namespace muster
