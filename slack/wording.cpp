#include "slack/wording.hpp"

#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace muster::slack {
namespace {

constexpr std::array<std::string_view, 4> severity_signs{"🔴", "🟠", "🟡", "⚪"};
constexpr std::string_view closed_sign = "✅";
constexpr std::string_view window_sign = "🔧";
constexpr std::string_view folded_sign = "🔗";

}  // namespace

Words who(const Person& person) {
    if (!person.user.empty())
        return Words().user(person.user, person.name);
    if (!person.group.empty())
        return Words().group(person.group, person.name);
    return person.name.empty() ? Words("somebody") : Words(person.name);
}

std::string name_of(const Person& person) {
    if (!person.name.empty())
        return person.name;
    if (!person.user.empty())
        return person.user.str();
    return person.group.empty() ? "somebody" : person.group.str();
}

Words moment(Instant at, const Settings& settings) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(at);
    return Words().instant(minute, time_text(minute, settings.zone));
}

Words moment(const When& when, const Settings& settings) {
    Words words;
    if (when.approximate)
        words.plain("~");
    words.add(moment(when.at, settings));
    if (when.until)
        words.plain(" – ").add(moment(*when.until, settings));
    return words;
}

std::string_view sign(const Incident& incident, const Settings& settings) {
    if (incident.folded)
        return folded_sign;
    if (incident.closed)
        return closed_sign;
    if (incident.is_window())
        return window_sign;
    for (std::size_t i = 0; i < settings.severities.size() && i < severity_signs.size(); ++i)
        if (settings.severities[i].name == incident.severity)
            return severity_signs[i];
    return severity_signs.back();
}

std::string headline(const Incident& incident) {
    return (incident.is_drill() ? "DRILL " : "") + to_string(incident.id) + " " + incident.title;
}

Words severity_line(const Incident& incident, const Settings& settings) {
    Words words;
    words.bold(incident.severity);
    const auto* const rule = settings.severity(incident.severity);
    if (rule != nullptr && !rule->meaning.empty())
        words.plain(": " + rule->meaning);
    return words;
}

Words holder_words(const Incident& incident, const std::string& role) {
    const auto* const holder = incident.holder(role);
    return holder == nullptr ? Words("nobody yet") : who(*holder);
}

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::string command_for(const View& view, std::string_view rest) {
    const auto& places = view.places;
    const bool own_channel = places.has_channel() && places.channel != places.announce_channel;
    return view.settings.command + (own_channel ? "" : " " + to_string(view.dossier.incident.id)) +
           " " + std::string(rest);
}

Words latest_update(const View& view) {
    constexpr std::size_t most = 600;
    const auto& updates = view.dossier.updates;
    const auto latest = std::find_if(updates.rbegin(), updates.rend(), [](const Update& update) {
        return !update.withdrawn && !update.waiting && !update.neutral && !update.postmortem &&
               !update.text.empty();
    });
    if (latest == updates.rend())
        return {};
    return Words()
        .bold("Latest update")
        .plain(" ")
        .add(moment(latest->at, view.settings))
        .plain("\n" + shortened(latest->text, most));
}

std::string how_long(const Incident& incident, Measure measure) {
    const auto duration = duration_of(incident, measure);
    if (!duration.length)
        return {};
    return (duration.approximate ? "about " : "") + duration_text(*duration.length) + ", " +
           definition_of(measure) + (duration.remark.empty() ? "" : "; " + duration.remark);
}

std::string page_of(const View& view) {
    const auto& incident = view.dossier.incident;
    if (view.settings.page_url.empty() || !is_published(incident, view.settings))
        return {};
    return view.settings.page_url + (incident.is_window() ? "/maintenances/" : "/incidents/") +
           to_string(incident.id);
}

}  // namespace muster::slack
