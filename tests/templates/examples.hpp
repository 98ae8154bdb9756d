#pragma once

#include "domain/document.hpp"

#include <string>
#include <string_view>

namespace muster::examples {

inline Instant at(std::string_view text) {
    return read_rfc3339(text).value();
}

inline Person person(std::string_view name) {
    Person made;
    made.name = name;
    return made;
}

inline Entry entry(int number, std::string_view when, std::string_view text) {
    Entry made;
    made.number = number;
    made.when.at = at(when);
    made.author = person("Ada");
    made.text = text;
    return made;
}

inline FollowUp action(int number, std::string_view owner, std::string_view text,
                       FollowUp::State state) {
    FollowUp made;
    made.number = number;
    made.owner = person(owner);
    made.text = text;
    made.state = state;
    return made;
}

inline Settings london() {
    Settings settings;
    settings.zone = Zone::named("Europe/London").value();
    return settings;
}

// An incident over two days with everything that a document can show.
inline Dossier full() {
    using namespace std::chrono;
    Dossier dossier;
    auto& incident = dossier.incident;
    incident.id = {Series::incident, 7};
    incident.title = "Orders cannot be paid";
    incident.severity = "sev1";
    incident.status = Status::resolved;
    incident.closed = true;
    incident.reporter = person("Grace");
    incident.declared_at = at("2024-06-11T13:05:00Z");
    incident.roles = {{"commander", person("Ada")},
                      {"communications", person("Linus")},
                      {"scribe", person("Margaret (support)")}};
    incident.times[KeyTime::started] = {at("2024-06-11T13:00:00Z"), true, false, person("Ada")};
    incident.times[KeyTime::detected] = {at("2024-06-11T13:03:00Z"), false, false, person("Ada")};
    incident.times[KeyTime::acknowledged] = {at("2024-06-11T13:06:30Z"), false, true,
                                             person("Ada")};
    incident.times[KeyTime::repaired] = {at("2024-06-11T20:11:00Z"), false, false, person("Ada")};
    incident.times[KeyTime::resolved] = {at("2024-06-12T09:30:00Z"), false, false, person("Ada")};
    incident.times[KeyTime::closed] = {at("2024-06-12T10:00:00Z"), false, true, person("Ada")};
    incident.parts = {
        {Part::summary,
         {"Payments failed for seven hours after a clean-up script emptied a table.\n\nNo card "
          "details were exposed."}},
        {Part::impact, {"Nobody could pay.\nSome 400 carts were given up."}},
        {Part::trigger, {"The script ran against production instead of the copy."}},
        {Part::detection, {"The payment alarm, three minutes later."}},
        {Part::cause,
         {"The script takes its database from the shell it is started in.",
          "Why did nobody notice? The prompt looks the same in both."}},
        {Part::resolution, {"The table was rebuilt from the nightly copy and the journal."}},
        {Part::recovery, {"Waiting payments were sent again in order."}},
        {Part::lesson, {"A restore that nobody has tried is a hope.", "Prompts need colours."}},
    };
    incident.closing_words = "Thank you all. We were slow to ask for help, and will not be again.";
    auto clean_up = entry(1, "2024-06-11T13:00:00Z", "Clean-up script starts");
    clean_up.when.approximate = true;
    auto restores = entry(3, "2024-06-11T13:30:00Z", "Restores from three backups fail");
    restores.when.until = at("2024-06-11T19:30:00Z");
    auto from_message = entry(4, "2024-06-11T16:28:00Z", "The vendor has answered, no way round");
    from_message.source = Entry::Source::message;
    from_message.author = person("Linus");
    from_message.link = "https://example.slack.com/archives/C1/p1";
    auto overnight = entry(6, "2024-06-11T22:15:00Z", "Waiting payments are sent again");
    overnight.when.until = at("2024-06-12T02:15:00Z");
    dossier.entries = {clean_up,
                       entry(2, "2024-06-11T13:03:00Z", "Payment alarm rings"),
                       restores,
                       from_message,
                       entry(5, "2024-06-11T20:11:00Z", "Payments work again"),
                       overnight,
                       entry(7, "2024-06-12T09:30:00Z", "Last waiting payment is confirmed")};
    Update first;
    first.number = 1;
    first.at = at("2024-06-11T13:05:00Z");
    first.neutral = true;
    first.text = "We are aware of a problem and are investigating.";
    Update second;
    second.number = 2;
    second.at = at("2024-06-11T20:12:00Z");
    second.status = Status::monitoring;
    second.text = "You can pay again. We are watching closely.";
    Update withdrawn = second;
    withdrawn.number = 3;
    withdrawn.text = "Everything is lost.";
    withdrawn.withdrawn = true;
    dossier.updates = {first, second, withdrawn};
    auto restore = action(1, "Grace", "Try a restore every week", FollowUp::State::done);
    auto colour = action(2, "Linus", "Colour the prompt https://tickets.example/browse/OPS_21",
                         FollowUp::State::open);
    colour.due = 2024y / July / 1;
    colour.ticket = "https://tickets.example/browse/OPS_21";
    auto review =
        action(3, "Margaret (support)", "Second reader for scripts", FollowUp::State::dropped);
    review.why_dropped = "covered by action 2";
    dossier.follow_ups = {restore, colour, review};
    Revision revision;
    revision.number = 1;
    revision.shape = "standard";
    revision.author = person("Grace");
    revision.at = at("2024-06-12T10:00:00Z");
    dossier.revisions = {revision};
    return dossier;
}

// Just declared: nobody has written anything yet.
inline Dossier bare() {
    Dossier dossier;
    dossier.incident.id = {Series::incident, 8};
    dossier.incident.title = "Search is slow";
    dossier.incident.severity = "sev3";
    dossier.incident.reporter = person("Grace");
    dossier.incident.declared_at = at("2024-12-11T13:05:00Z");
    dossier.incident.times[KeyTime::detected] = {at("2024-12-11T13:05:00Z"), false, true,
                                                 person("Grace")};
    return dossier;
}

}  // namespace muster::examples
