#pragma once

#include "tests/status/fixture.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster::status {

// A record and a configuration in which every private place holds something that can be searched
// for. Each kind of value is taken apart here, member by member: one that is new does not compile
// until somebody has decided whether the public may see it.
//
// Private are: every text with CANARY in it, the number and the year below.
constexpr std::string_view canary = "CANARY";
constexpr int canary_number = 77345991;
inline const Instant canary_instant = at("1999-01-02T03:04:05Z");
constexpr std::string_view canary_year = "1999";

// What must not stand in anything that leaves.
inline std::vector<std::string> canary_marks() {
    return {std::string(canary), std::to_string(canary_number), std::string(canary_year)};
}

inline Person canary_person() {
    Person person;
    auto& [user, group, name] = person;
    user = UserId("U0CANARY");
    group = GroupId("S0CANARY");
    name = "Canary CANARYNAME";
    return person;
}

// The time is public, on /log.
inline KeyMoment canary_moment(Instant when) {
    KeyMoment moment;
    auto& [at, approximate, automatic, set_by, remark] = moment;
    at = when;
    approximate = true;
    automatic = false;
    set_by = canary_person();
    remark = "CANARYREMARK";
    return moment;
}

inline Entry canary_entry() {
    Entry entry;
    auto& [number, when, author, source, text, link, logged_at, removed, edited] = entry;
    number = canary_number;
    when.at = canary_instant;
    when.remark = "CANARYENTRYREMARK";
    author = canary_person();
    source = Entry::Source::alert;
    text = "CANARYENTRY";
    link = "https://example.slack.com/CANARYLINK";
    logged_at = canary_instant;
    removed = false;
    edited = true;
    return entry;
}

// Number, instant, status and text are public, unless it was withdrawn or waits for approval.
inline Update canary_update(int its_number, const char* when, Status its_status,
                            const std::string& its_text) {
    Update update;
    auto& [number, moment, author, status, text, neutral, withdrawn, why_withdrawn, edited,
           postmortem, waiting, approved_by] = update;
    number = its_number;
    moment = at(when);
    author = canary_person();
    status = its_status;
    text = its_text;
    neutral = false;
    withdrawn = false;
    why_withdrawn = "CANARYWHY";
    edited = true;
    postmortem = false;
    waiting = false;
    approved_by = canary_person();
    return update;
}

inline FollowUp canary_follow_up() {
    FollowUp follow_up;
    auto& [number, owner, text, ticket, due, state, why_dropped, made_at, ended_at] = follow_up;
    number = canary_number;
    owner = canary_person();
    text = "CANARYFOLLOWUP";
    ticket = "https://example.com/CANARYTICKET";
    due = Day(std::chrono::year(1999), std::chrono::month(1), std::chrono::day(2));
    state = FollowUp::State::dropped;
    why_dropped = "CANARYDROPPED";
    made_at = canary_instant;
    ended_at = canary_instant;
    return follow_up;
}

inline Revision canary_revision() {
    Revision revision;
    auto& [number, shape, author, moment, reason] = revision;
    number = canary_number;
    shape = "CANARYSHAPE";
    author = canary_person();
    moment = canary_instant;
    reason = "CANARYREASON";
    return revision;
}

inline Review canary_review() {
    Review review;
    auto& [reviewer, asked_by, asked_at, done_at] = review;
    reviewer = canary_person();
    asked_by = canary_person();
    asked_at = canary_instant;
    done_at = canary_instant;
    return review;
}

inline Alert canary_alert() {
    Alert alert;
    auto& [fingerprint, name, firing, moment] = alert;
    fingerprint = "CANARYFINGERPRINT";
    name = "CANARYALERT";
    firing = true;
    moment = canary_instant;
    return alert;
}

// Of a component that is not configured, so that it has no name outside.
inline ComponentMove canary_move(Instant when) {
    ComponentMove move;
    auto& [name, state, moment] = move;
    name = "CANARYCOMPONENT";
    state = ComponentState::major;
    moment = when;
    return move;
}

// Start and end are public, and so is that it was cancelled.
inline Window canary_window(Instant from) {
    Window window;
    auto& [start, end, cancelled, components] = window;
    start = from;
    end = from + std::chrono::hours(1);
    cancelled = false;
    components = {"CANARYCOMPONENT"};
    return window;
}

// What the public may see of it says "PUBLIC".
inline Incident canary_incident(IncidentId its_id) {
    const auto begun = at("2026-11-20T14:02:05Z");
    Incident incident;
    auto& [id, title, severity, severities_had, status, closed, reporter, declared_at, roles, times,
           first_times, components, components_since, component_moves, alerts, parts, closing_words,
           published, folded, reopened, entries, updates, follow_ups, revisions, version, window,
           document, reviews] = incident;
    id = its_id;
    title = "PUBLIC title with @CANARYHANDLE";
    severity = "CANARYSEVERITY";
    severities_had = {"CANARYHAD", "CANARYSEVERITY"};
    status = its_id.series == Series::maintenance ? Status::scheduled : Status::investigating;
    closed = false;
    reporter = canary_person();
    declared_at = begun;
    roles = {{"commander", canary_person()}, {"CANARYROLE", canary_person()}};
    for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged}) {
        times[key] = canary_moment(begun);
        first_times[key] = canary_moment(begun);
    }
    components["CANARYCOMPONENT"] = ComponentState::major;
    components_since["CANARYCOMPONENT"] = canary_instant;
    component_moves = {canary_move(canary_instant)};
    alerts["CANARYFINGERPRINT"] = canary_alert();
    for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                            Part::cause, Part::resolution, Part::recovery, Part::lesson})
        parts[part] = {"CANARYPART"};
    closing_words = "CANARYCLOSE";
    published = true;
    folded.reset();  // a duplicate is on no page at all
    reopened = canary_number;
    entries = canary_number;
    updates = canary_number;
    follow_ups = canary_number;
    revisions = canary_number;
    version = canary_number;
    if (its_id.series == Series::maintenance)
        window = canary_window(begun);
    document = DocumentState::in_review;
    reviews = {canary_review()};
    return incident;
}

inline Dossier full_of_canaries(IncidentId id) {
    Dossier dossier;
    auto& [incident, entries, earlier_entries, updates, follow_ups, revisions] = dossier;
    incident = canary_incident(id);
    entries = {canary_entry()};
    earlier_entries = canary_number;
    const bool window = incident.is_window();
    const auto first = window ? Status::scheduled : Status::investigating;
    const auto second = window ? Status::scheduled : Status::identified;
    updates.push_back(
        canary_update(1, "2026-11-20T14:02:05Z", first,
                      "PUBLIC words by @Canary CANARYNAME and <@U0CANARY|CANARYNAME>, see "
                      "<#C0CANARY|canary-CANARY> and #canary-CANARY-2, "
                      "<https://example.slack.com/archives/C0CANARY/p1> "
                      "https://example.slack.com/CANARYPATH <!subteam^S0CANARY|@CANARYTEAM>"));
    updates.push_back(canary_update(2, "2026-11-20T14:05:00Z", second, "CANARYWITHDRAWN"));
    updates.back().withdrawn = true;
    updates.push_back(canary_update(3, "2026-11-20T14:06:00Z", second, "CANARYWAITING"));
    updates.back().waiting = true;
    updates.push_back(canary_update(4, "2026-11-20T14:07:00Z", second, "CANARYWITHDRAWNDOCUMENT"));
    updates.back().postmortem = true;
    updates.back().withdrawn = true;
    follow_ups = {canary_follow_up()};
    revisions = {canary_revision()};
    return dossier;
}

inline SeverityRule canary_severity() {
    SeverityRule rule;
    auto& [name, meaning, update_interval, invite, impact] = rule;
    name = "CANARYSEVERITY";
    meaning = "CANARYMEANING";
    update_interval = std::chrono::minutes(canary_number);
    invite = {"CANARYINVITE"};
    impact = "major";  // public
    return rule;
}

inline RoleRule canary_role() {
    RoleRule rule;
    auto& [name, aliases, meaning, chased] = rule;
    name = "CANARYROLE";
    aliases = {"CANARYALIAS"};
    meaning = "CANARYROLEMEANING";
    chased = true;
    return rule;
}

inline PushTarget canary_push() {
    PushTarget target;
    auto& [name, kind, url, page, components, notify] = target;
    name = "CANARYTARGET";
    kind = PushTarget::Kind::webhook;
    url = "https://example.com/CANARYPUSH";
    page = "CANARYPAGE";
    components = {{"CANARYCOMPONENT", "CANARYREMOTE"}};
    notify = true;
    return target;
}

// All of ComponentRule and PageLook is public; so are the zone, the page's name and its address.
inline Settings canary_settings() {
    auto settings = shop();
    auto& [command, zone, announce_channel, postmortem_channel, channel_pattern, postmortem_shape,
           make_document, postmortem_shapes, severities, default_severity, timeline_reaction, roles,
           reminders, publication, published_severities, components, permissions,
           approved_severities, alerts, pushes, canvases, page_look, page_name, page_url] =
        settings;
    command = "/CANARYCOMMAND";
    announce_channel = "CANARYANNOUNCE";
    postmortem_channel = "CANARYPOSTMORTEM";
    channel_pattern = "CANARYPATTERN";
    postmortem_shape = "CANARYSHAPE";
    make_document = [](const Dossier&, std::string_view) -> Result<std::string> {
        return std::string("CANARYDOCUMENT");
    };
    postmortem_shapes = {"CANARYSHAPE"};
    severities = {canary_severity()};
    default_severity = "CANARYSEVERITY";
    timeline_reaction = "CANARYREACTION";
    roles = {canary_role()};
    reminders.postmortem_days = canary_number;
    publication = PublicationRule::all;
    published_severities = {"CANARYSEVERITY"};
    permissions.commands["log"] = {"@CANARYGROUP"};
    approved_severities = {"CANARYSEVERITY"};
    alerts.rules.emplace_back().title = "CANARYALERTTITLE";
    pushes = {canary_push()};
    canvases = true;
    return settings;
}

}  // namespace muster::status
