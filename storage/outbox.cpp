#include "storage/outbox.hpp"

#include "storage/fault_point.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;

// Where a Say appears: Says of one incident keep their order in each of these.
constexpr unsigned room = 1;           // the incident's channel
constexpr unsigned announcements = 2;  // the announcement and its thread
constexpr unsigned postmortems = 4;
constexpr unsigned pushes = 8;       // the target it is pushed to: its own worker takes it there
constexpr unsigned everywhere = 16;  // nothing of the incident goes before it

constexpr auto longest_wait_of_push = std::chrono::hours(1);

struct Manner {
    Kind kind;
    int rank;        // what a person waits for has the lowest
    unsigned lanes;  // of a Say, and of all that is pushed: where it appears
    Kind hangs_on;   // the Say that makes what it speaks of
};

constexpr std::array<Manner, 38> manners{{
    {Kind::create_channel, 0, everywhere, Kind::create_channel},
    {Kind::post_card, 0, room, Kind::create_channel},
    {Kind::post_note, 0, room, Kind::create_channel},
    {Kind::post_announcement, 1, announcements, Kind::create_channel},
    {Kind::post_update, 1, room | announcements, Kind::create_channel},
    {Kind::post_postmortem, 1, room | postmortems, Kind::create_channel},
    {Kind::upload_document, 1, room | postmortems, Kind::create_channel},
    {Kind::tell_administrators, 1, 0, Kind::tell_administrators},
    {Kind::tell_person, 1, 0, Kind::create_channel},
    {Kind::post_reminder, 1, room, Kind::create_channel},
    {Kind::remind_owner, 1, 0, Kind::remind_owner},
    {Kind::post_digest, 1, 0, Kind::post_digest},
    {Kind::post_figures, 0, 0, Kind::post_figures},
    {Kind::post_approval, 0, room, Kind::create_channel},
    {Kind::push_update, 1, pushes, Kind::push_update},
    {Kind::push_component, 1, pushes, Kind::push_component},
    {Kind::show_approval, 1, 0, Kind::post_approval},
    {Kind::show_push, 2, pushes, Kind::push_update},
    {Kind::show_pushed_update, 2, pushes, Kind::push_update},
    {Kind::show_channel, 0, 0, Kind::create_channel},
    {Kind::show_members, 0, 0, Kind::create_channel},
    {Kind::show_card, 1, 0, Kind::post_card},
    {Kind::show_announcement, 2, 0, Kind::post_announcement},
    {Kind::show_update, 2, 0, Kind::post_update},
    {Kind::show_postmortem, 2, 0, Kind::post_postmortem},
    {Kind::show_documents, 1, 0, Kind::upload_document},
    {Kind::show_note, 0, 0, Kind::post_note},
    {Kind::show_taken_back, 0, 0, Kind::show_taken_back},
    {Kind::unsay, 0, 0, Kind::unsay},
    {Kind::show_topic, 3, 0, Kind::create_channel},
    {Kind::show_purpose, 3, 0, Kind::create_channel},
    {Kind::show_pin, 3, 0, Kind::post_card},
    {Kind::show_bookmark, 3, 0, Kind::post_card},
    {Kind::ask_message, 0, 0, Kind::ask_message},
    {Kind::ask_channel, 0, 0, Kind::ask_channel},
    {Kind::show_reminder, 2, 0, Kind::post_reminder},
    {Kind::show_archived, 3, 0, Kind::create_channel},
    {Kind::show_home, 1, 0, Kind::show_home},
}};

const Manner& manner_of(Kind kind) {
    const auto found = std::ranges::find(manners, kind, &Manner::kind);
    if (found == manners.end())
        throw std::logic_error("an effect of a kind that the outbox does not know");
    return *found;
}

Kind kind_in(const std::string& text) {
    const auto kind = read_effect_kind(text);
    if (!kind)
        throw std::runtime_error("the outbox holds an effect of the unknown kind \"" + text + "\"");
    return *kind;
}

// What is_push() says of a kind, the other way round.
constexpr std::string_view is_for_slack =
    "kind NOT IN ('push_update', 'push_component', 'show_push', 'show_pushed_update')";

// Whether it waits for nothing of its incident, and nothing waits for it.
bool stands_alone(const Manner& manner) {
    return manner.hangs_on == manner.kind && manner.lanes == 0;
}

// Says of what is due when they are sent: one that waits already will say the same.
bool is_said_as_it_stands(Kind kind) {
    return kind == Kind::post_reminder || kind == Kind::remind_owner;
}

// A Say as others wait for it: there are many updates in an incident, and one of all else.
std::pair<Kind, int> name_of(Kind kind, int number) {
    const bool many = kind == Kind::post_update || kind == Kind::post_approval;
    return {kind, many ? number : 0};
}

}  // namespace

bool is_push(Kind kind) {
    return manner_of(kind).lanes == pushes;
}

struct Outbox::Candidate {
    long long row = 0;
    int rank = 0;
    Instant next_try{};
};

Outbox::Outbox(Database& database, SqliteRecord& record) : database_(database), record_(record) {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    random_.seed(seed);
}

EffectId Outbox::new_mark() {
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(random_()),
                  static_cast<unsigned long long>(random_()));
    return EffectId(text.data());
}

// SQLite gives the number of a last row that is gone again, and somebody may still be at work on
// it.
long long Outbox::new_row() {
    auto query = database_.query("SELECT coalesce(max(id), 0) FROM outbox");
    query.step();
    newest_row_ = std::max(newest_row_, query.number(0)) + 1;
    return newest_row_;
}

bool Outbox::owe(const Effect& effect, Instant now) {
    const auto key = key_of(effect.incident);
    if (is_said_as_it_stands(effect.kind) && is_owed(effect))
        return false;
    const auto of_incident = effect.incident.number == 0 ? std::nullopt : std::optional(key);
    const auto kind = to_string(effect.kind);
    const bool shows = is_show(effect.kind);
    auto people = effect.people;
    std::optional<long long> known;
    if (shows) {
        auto query = database_.query(
            "SELECT id, people, outcome_unknown FROM outbox "
            "WHERE shows = 1 AND coalesce(incident, 0) = ?1 AND kind = ?2 AND number = ?3 AND "
            "subject = ?4",
            key, kind, effect.number, effect.subject);
        if (query.step()) {
            known = query.number(0);
            // Nobody has begun it, so it will show what is true when somebody does.
            if (people.empty() && !query.flag(2) && !given_out_.contains(*known))
                return false;
            auto all = JsonReader::value<std::vector<std::string>>(query.text(1));
            for (auto& person : people)
                if (std::ranges::find(all, person) == all.end())
                    all.push_back(std::move(person));
            people = std::move(all);
        }
    }
    const auto words_text = JsonWriter::object(effect.words);
    const auto people_text = JsonWriter::object(people);
    if (known)
        database_.run("UPDATE outbox SET people = ?2, version = version + 1 WHERE id = ?1", *known,
                      people_text);
    else
        database_.run(
            "INSERT INTO outbox (id, mark, incident, kind, number, shows, words, people, due, "
            "next_try, details, subject) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11)",
            new_row(), new_mark().str(), of_incident, kind, effect.number, shows, words_text,
            people_text, now, JsonWriter::object(effect.details), effect.subject);
    fault_point("store.wrote_effect");
    return !known;
}

bool Outbox::is_owed(const Effect& effect) const {
    return database_
        .query(
            "SELECT 1 FROM outbox WHERE coalesce(incident, 0) = ?1 AND kind = ?2 AND subject = ?3",
            key_of(effect.incident), to_string(effect.kind), effect.subject)
        .step();
}

bool Outbox::lives_in_thread(long long incident) const {
    return !database_
                .query("SELECT 1 FROM places WHERE incident = ?1 AND channel IS NOT NULL", incident)
                .step();
}

// One pass over what is owed, oldest first: the outbox is short but while Slack is away, and then
// nobody is in a hurry.
std::vector<Outbox::Candidate> Outbox::candidates(const std::vector<long long>& under_way,
                                                  const std::string& target) const {
    struct Row {
        Candidate candidate;
        long long incident;
        Kind kind;
        int number;
        bool parked;
        std::string subject;
    };
    std::vector<Row> rows;
    using Names = std::set<std::pair<long long, std::pair<Kind, int>>>;  // of Says, by incident
    Names says;
    Names parked_says;  // those that wait for a channel: nothing else waits for them
    {
        auto query = database_.query(
            "SELECT id, incident, kind, number, next_try, waits_for != '', subject FROM outbox "
            "ORDER BY id");
        while (query.step()) {
            const auto kind = kind_in(query.text(2));
            rows.push_back({{query.number(0), manner_of(kind).rank, query.instant(4)},
                            query.number(1),
                            kind,
                            query.integer(3),
                            query.flag(5),
                            query.text(6)});
            if (!is_show(kind) && !is_push(kind))
                (query.flag(5) ? parked_says : says)
                    .insert({query.number(1), name_of(kind, query.integer(3))});
        }
    }
    const auto waits_for = [&](const Row& row, Kind kind) {
        return row.kind != kind && says.contains({row.incident, name_of(kind, row.number)});
    };
    std::vector<Candidate> free;
    std::map<long long, unsigned> lanes;  // what older Says occupy, by incident
    std::map<long long, unsigned> parked_lanes;
    std::map<long long, bool> threads;
    std::map<long long, int> of_incident;
    for (const auto& row : rows)
        if (!is_push(row.kind))
            ++of_incident[row.incident];
    const auto is_free = [&](const Row& row) {
        return std::ranges::find(under_way, row.candidate.row) == under_way.end();
    };
    std::set<std::pair<long long, std::string>> pushed;  // lanes, by incident and target
    for (const auto& row : rows) {
        const auto& manner = manner_of(row.kind);
        if (is_push(row.kind)) {
            // Nothing overtakes what the target refused: an older update would come after it.
            const bool first = pushed.insert({row.incident, row.subject}).second;
            if (first && row.subject == target && !row.parked && is_free(row))
                free.push_back(row.candidate);
            continue;
        }
        if (!target.empty())
            continue;
        const bool alone = stands_alone(manner);
        // Nothing can be said in an archived channel any more.
        bool waits =
            (row.kind == Kind::show_archived && of_incident[row.incident] > 1) ||
            (!alone && (waits_for(row, Kind::create_channel) || waits_for(row, manner.hangs_on)));
        if (!is_show(row.kind) && !alone) {
            auto& occupied = (row.parked ? parked_lanes : lanes)[row.incident];
            auto wanted = manner.lanes;
            if (!waits && row.kind != Kind::create_channel) {
                const auto [known, fresh] = threads.try_emplace(row.incident, false);
                if (fresh)
                    known->second = lives_in_thread(row.incident);
                // Without a channel, the announcement's thread is the room: it opens the room.
                if (known->second && row.kind == Kind::post_announcement)
                    wanted = 0;
                else if (known->second)
                    waits = waits_for(row, Kind::post_announcement) ||
                            parked_says.contains({row.incident, {Kind::post_announcement, 0}});
            }
            waits = waits || (occupied & wanted) != 0;
            occupied |= manner.lanes;
        }
        if (!waits && is_free(row))
            free.push_back(row.candidate);
    }
    std::ranges::sort(free, [](const Candidate& a, const Candidate& b) {
        return std::pair(a.rank, a.row) < std::pair(b.rank, b.row);
    });
    return free;
}

std::vector<Owed> Outbox::owed(Instant now, Slots slots,
                               const std::vector<long long>& under_way) const {
    std::vector<Owed> all;
    for (const auto& candidate : candidates(under_way, slots.target)) {
        if (!slots.has(candidate.rank))
            break;
        if (candidate.next_try > now)
            continue;
        slots.take(candidate.rank);
        auto query = database_.query(
            "SELECT mark, incident, kind, number, words, people, due, next_try, tries, first_try, "
            "outcome_unknown, progress, version, details, subject FROM outbox WHERE id = ?1",
            candidate.row);
        query.step();
        Owed& owed = all.emplace_back();
        owed.row = candidate.row;
        owed.rank = candidate.rank;
        owed.mark = EffectId(query.text(0));
        owed.effect.incident = id_of(query.number(1));
        owed.effect.kind = kind_in(query.text(2));
        owed.effect.number = query.integer(3);
        owed.effect.words = JsonReader::value<Words>(query.text(4));
        owed.effect.people = JsonReader::value<std::vector<std::string>>(query.text(5));
        owed.due = query.instant(6);
        owed.next_try = query.instant(7);
        owed.tries = query.integer(8);
        if (!query.null(9))
            owed.first_try = query.instant(9);
        owed.outcome_unknown = query.flag(10);
        owed.progress = query.text(11);
        owed.version = query.integer(12);
        owed.effect.details = JsonReader::value<std::map<std::string, std::string>>(query.text(13));
        owed.effect.subject = query.text(14);
        if (is_show(owed.effect.kind)) {
            given_out_.insert(candidate.row);
        } else {
            owed.covers = covered_by(owed.effect);
            if (owed.covers)
                given_out_.insert(owed.covers->first);
        }
        newest_row_ = std::max({newest_row_, owed.row, owed.covers ? owed.covers->first : 0});
    }
    return all;
}

int Outbox::backlog() const {
    auto query = database_.query("SELECT count(*) FROM outbox");
    query.step();
    return query.integer(0);
}

Waiting Outbox::waiting() const {
    Waiting waiting;
    // What waits for a channel to come back is said on its incident; it does not hold up the rest.
    // Of what is pushed, the page it goes to is told about.
    static const auto sql = "SELECT count(*) FILTER (WHERE shows = 0 AND " +
                            std::string(is_for_slack) +
                            "), min(due) FILTER (WHERE waits_for = '' AND " +
                            std::string(is_for_slack) + "), max(id) FROM outbox";
    auto query = database_.query(sql);
    query.step();
    waiting.messages = query.integer(0);
    if (!query.null(1))
        waiting.since = query.instant(1);
    waiting.newest = query.number(2);
    return waiting;
}

// Of first_try nothing is known here: it is by Slack's clock, which nobody here has set.
void Outbox::move(std::chrono::seconds by, long long newest, Instant now) {
    database_.run("UPDATE outbox SET due = due + ?1, next_try = next_try + ?1 WHERE id <= ?2",
                  static_cast<long long>(by.count()), newest);
    // Asked for just before the clock was set back.
    database_.run("UPDATE outbox SET due = ?1, next_try = ?1 WHERE due > ?1", now);
}

void Outbox::wait_until(Instant latest) {
    static const auto sql =
        "UPDATE outbox SET next_try = ?1 WHERE next_try > ?1 AND waits_for = '' AND " +
        std::string(is_for_slack);
    database_.run(sql, latest);
    // That Slack is back says nothing of a status page elsewhere, which may have asked for time.
    database_.run("UPDATE outbox SET next_try = ?1 WHERE next_try > ?1 AND waits_for = ''",
                  latest + longest_wait_of_push);
}

std::optional<Instant> Outbox::next_due(const std::vector<long long>& under_way,
                                        Slots slots) const {
    std::optional<Instant> next;
    for (const auto& candidate : candidates(under_way, slots.target))
        if (slots.has(candidate.rank) && (!next || candidate.next_try < *next))
            next = candidate.next_try;
    return next;
}

bool Outbox::begin(const Owed& owed, Instant first_try, const std::string& progress) {
    database_.run(
        "UPDATE outbox SET outcome_unknown = 1, first_try = coalesce(first_try, ?3), "
        "progress = ?4 WHERE id = ?1 AND mark = ?2 AND kind = ?5",
        owed.row, owed.mark.str(), first_try, progress, to_string(owed.effect.kind));
    return database_.changed() > 0;
}

std::optional<std::pair<long long, int>> Outbox::covered_by(const Effect& say) const {
    const auto covered = [&]() -> std::optional<Kind> {
        switch (say.kind) {
            case Kind::post_card:
                return Kind::show_card;
            case Kind::post_announcement:
                return Kind::show_announcement;
            case Kind::post_postmortem:
                return Kind::show_postmortem;
            default:
                return std::nullopt;
        }
    }();
    if (!covered)
        return std::nullopt;
    auto query = database_.query(
        "SELECT id, version FROM outbox WHERE shows = 1 AND incident = ?1 AND kind = ?2 AND "
        "outcome_unknown = 0",
        key_of(say.incident), to_string(*covered));
    if (!query.step() || given_out_.contains(query.number(0)))
        return std::nullopt;
    return std::pair(query.number(0), query.integer(1));
}

bool Outbox::place_is_back(const std::vector<std::string>& places, Instant now) {
    std::vector<long long> free;
    {
        auto query = database_.query("SELECT id, waits_for FROM outbox WHERE waits_for != ''");
        while (query.step()) {
            const auto wanted = " " + query.text(1) + " ";
            if (std::ranges::any_of(places, [&](const std::string& place) {
                    return wanted.find(" " + place + (place == "#" ? "" : " ")) !=
                           std::string::npos;
                }))
                free.push_back(query.number(0));
        }
    }
    for (const auto row : free)
        database_.run("UPDATE outbox SET waits_for = '', next_try = ?2, tries = 0 WHERE id = ?1",
                      row, now);
    return !free.empty();
}

void Outbox::doubt_everything() {
    database_.run("UPDATE outbox SET outcome_unknown = 1, first_try = coalesce(first_try, due)");
}

}  // namespace muster
