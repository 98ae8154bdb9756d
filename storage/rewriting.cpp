#include "storage/rewriting.hpp"

#include "domain/redaction.hpp"
#include "storage/change_json.hpp"
#include "storage/json_writer.hpp"
#include "storage/texts.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace muster {
namespace {

struct KeptChange {
    int version = 0;
    Change change;
};

std::vector<KeptChange> changes_of(Database& database, IncidentId id) {
    std::vector<KeptChange> changes;
    auto query = database.query(
        "SELECT version, body FROM changes WHERE incident = ?1 ORDER BY version", key_of(id));
    while (query.step())
        changes.push_back({query.integer(0), read_change(query.text(1)).value()});
    return changes;
}

// Which entry or update a redaction is about.
struct Redacted {
    int number = 0;
    bool update = false;
    std::string why;
};
struct ReadRedaction {
    std::optional<Redacted> operator()(const EntryRedacted& what) const {
        return Redacted{what.number, false, what.why};
    }
    std::optional<Redacted> operator()(const UpdateRedacted& what) const {
        return Redacted{what.number, true, what.why};
    }
    template <class Other>
    std::optional<Redacted> operator()(const Other& /*what*/) const {
        return std::nullopt;
    }
};

// Puts `left` in the place of all that the entry or update itself said.
struct OwnTexts {
    const Redacted& redacted;
    const std::string& left;

    void put(Entry& entry) const {
        if (redacted.update || entry.number != redacted.number)
            return;
        entry.text = left;
        entry.link.clear();
    }
    void operator()(EntryAdded& what) const { put(what.entry); }
    void operator()(EntryEdited& what) const {
        put(what.entry);
        put(what.before);
    }
    void operator()(UpdateMade& what) const {
        if (redacted.update && what.update.number == redacted.number)
            what.update.text = left;
    }
    void operator()(UpdateEdited& what) const {
        if (redacted.update && what.number == redacted.number)
            what.text = what.before = left;
    }
    template <class Other>
    void operator()(Other& /*what*/) const {}
};

// Of an entry that Muster made from a reason ("Reopened: …") the reason goes, however short it is.
struct Reasons {
    const std::vector<std::string>& secrets;

    void clear(std::string& why) const {
        const auto is_from_it = [&](const std::string& secret) {
            return !why.empty() && secret.ends_with(": " + why);
        };
        if (std::ranges::any_of(secrets, is_from_it))
            why = "[redacted]";
    }
    void operator()(SeveritySet& what) const { clear(what.why); }
    void operator()(Reopened& what) const { clear(what.why); }
    template <class Other>
    void operator()(Other& /*what*/) const {}
};

// The text as it stands inside the JSON of a change.
std::string in_json(const std::string& text) {
    auto quoted = JsonWriter::object(text);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::vector<IncidentId> Rewriting::redact(const Change& change) {
    const auto redacted = std::visit(ReadRedaction{}, change.what);
    if (!redacted)
        return {};
    std::vector<Change> changes;
    for (auto& kept : changes_of(database_, change.incident))
        changes.push_back(std::move(kept.change));
    const auto secrets = redacted->update ? texts_of_update(changes, redacted->number)
                                          : texts_of_entry(changes, redacted->number);
    database_.run("INSERT INTO rewriting (reason) VALUES ('redaction')");
    const auto others = others_with(secrets, change.incident);
    take_out(change.incident, &change, secrets);
    for (const auto other : others)
        take_out(other, nullptr, secrets);
    database_.run("DELETE FROM rewriting");
    // What was answered shows what was typed. A request that comes again is acknowledged without.
    database_.run("UPDATE requests SET answer = ''");
    // So does a form that offers messages: it is asked for again.
    database_.run("DELETE FROM shown_messages");
    database_.run(
        "INSERT INTO facts (name, value) VALUES ('note.scrub', 'due') "
        "ON CONFLICT (name) DO UPDATE SET value = 'due'");
    return others;
}

void Rewriting::move(IncidentId from, IncidentId to, Instant now) {
    if (!record_.incident(from) || record_.incident(to))
        throw std::logic_error(to_string(from) + " cannot become " + to_string(to));
    const auto stood = record_.places(from);
    database_.run("PRAGMA defer_foreign_keys = ON");  // until the commit
    outbox_.withdraw(from, to, now);
    database_.run("INSERT INTO rewriting (reason) VALUES ('another id')");
    for (auto& [version, change] : changes_of(database_, from)) {
        change.incident = to;
        database_.run(
            "UPDATE changes SET incident = ?3, body = ?4 WHERE incident = ?1 AND version = ?2",
            key_of(from), version, key_of(to), write_change(change));
    }
    database_.run("DELETE FROM rewriting");
    database_.run("UPDATE incidents SET id = ?2 WHERE id = ?1", key_of(from), key_of(to));
    for (const auto& table : tables_of_incidents())
        database_.run_once("UPDATE " + table + " SET incident = " + std::to_string(key_of(to)) +
                           " WHERE incident = " + std::to_string(key_of(from)));
    record_.forget_head(from);
    record_.forget_head(to);
    rebuild(to);
    Places nowhere;
    nowhere.former = {stood};
    record_.keep_places(to, nowhere);
    record_.retire(from, to);
}

// Whatever is kept for an incident goes by the column `incident`.
std::vector<std::string> Rewriting::tables_of_incidents() const {
    std::vector<std::string> tables;
    auto query = database_.query(
        "SELECT kept.name FROM sqlite_schema AS kept, pragma_table_info(kept.name) AS part "
        "WHERE kept.type = 'table' AND part.name = 'incident' "
        "AND kept.name NOT IN ('changes', 'retired') ORDER BY kept.name");
    while (query.step())
        tables.push_back(query.text(0));
    return tables;
}

void Rewriting::take_out(IncidentId id, const Change* redaction,
                         const std::vector<std::string>& secrets) {
    std::optional<Redacted> own;
    std::string left;
    if (redaction != nullptr) {
        own = std::visit(ReadRedaction{}, redaction->what);
        left = redaction_text(redaction->by, without(own->why, secrets));
    }
    for (auto& [version, change] : changes_of(database_, id)) {
        const auto before = write_change(change);
        if (own) {
            std::visit(OwnTexts{*own, left}, change.what);
            std::visit(Reasons{secrets}, change.what);
        }
        TextVisitor visitor([&](std::string& text) { text = without(std::move(text), secrets); });
        visitor.visit(change.what);
        if (const auto after = write_change(change); after != before)
            database_.run("UPDATE changes SET body = ?3 WHERE incident = ?1 AND version = ?2",
                          key_of(id), version, after);
    }
    rebuild(id);
    outbox_.take_out(id, secrets);
}

void Rewriting::rebuild(IncidentId id) {
    Dossier dossier;
    for (const auto& kept : changes_of(database_, id))
        if (const auto replayed = replay(dossier, kept.change); !replayed)
            throw std::logic_error(replayed.error().message);
    record_.keep(dossier);
}

// One pass over all changes: a redaction is rare, and what is left somewhere is worse than a wait.
std::vector<IncidentId> Rewriting::others_with(const std::vector<std::string>& secrets,
                                               IncidentId id) const {
    std::vector<IncidentId> others;
    for (const auto& secret : secrets) {
        if (!holds(secret, {secret}))
            continue;
        auto query = database_.query(
            "SELECT DISTINCT incident FROM changes WHERE incident != ?1 AND instr(body, ?2) > 0",
            key_of(id), in_json(secret));
        while (query.step())
            if (const auto other = id_of(query.number(0));
                std::ranges::find(others, other) == others.end())
                others.push_back(other);
    }
    return others;
}

}  // namespace muster
