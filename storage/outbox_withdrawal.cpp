// What becomes of what is owed when what it says must not be said any more.
#include "domain/redaction.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"
#include "storage/outbox.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace muster {
namespace {

// Nothing of what was public of the incident stays with that target.
Effect unpush(IncidentId now_private, IncidentId before, const std::string& target) {
    return {Effect::Kind::show_push, now_private, 0, Words(to_string(before)), {}, target};
}

}  // namespace

void Outbox::take_out(IncidentId id, const std::vector<std::string>& secrets) {
    std::vector<std::pair<long long, Words>> rows;
    {
        auto query =
            database_.query("SELECT id, words FROM outbox WHERE incident = ?1", key_of(id));
        while (query.step())
            rows.emplace_back(query.number(0), JsonReader::value<Words>(query.text(1)));
    }
    for (const auto& [row, words] : rows) {
        Words clean;
        for (auto span : words.spans()) {
            span.text = without(std::move(span.text), secrets);
            clean.add(std::move(span));
        }
        if (clean != words)
            database_.run("UPDATE outbox SET words = ?2 WHERE id = ?1", row,
                          JsonWriter::object(clean));
    }
    // A document that was begun says what it said; a newer one is owed, and says all of it.
    database_.run(
        "UPDATE outbox SET progress = '' WHERE incident = ?1 AND kind = 'upload_document'",
        key_of(id));
}

// A Say that an attempt began for may be there, or be on its way.
void Outbox::withdraw(IncidentId from, IncidentId to, Instant now) {
    std::vector<std::pair<long long, std::string>> begun;
    std::set<std::string> targets;  // of pushes
    {
        auto query = database_.query(
            "SELECT id, kind, subject FROM outbox WHERE incident = ?1 AND shows = 0 AND "
            "outcome_unknown = 1",
            key_of(from));
        while (query.step()) {
            const auto kind = read_effect_kind(query.text(1));
            if (kind && is_push(*kind))
                targets.insert(query.text(2));
            else
                begun.emplace_back(query.number(0), query.text(1));
        }
    }
    for (const auto& [row, kind] : begun)
        database_.run(
            "UPDATE outbox SET incident = ?2, kind = ?3, words = ?4, people = '[]', "
            "version = version + 1, waits_for = '', next_try = ?5, tries = 0 WHERE id = ?1",
            row, key_of(to), to_string(Effect::Kind::unsay),
            JsonWriter::object(Words(kind + " " + to_string(from))), now);
    database_.run("DELETE FROM outbox WHERE incident = ?1", key_of(from));
    for (const auto& target : targets)
        owe(unpush(to, from, target), now);
}

void Outbox::take_back(IncidentId now_private, const Owed& owed, const Settlement& settlement,
                       Instant now) {
    if (settlement.places) {
        auto places = record_.places(now_private);
        if (places.former.empty())
            places.former.emplace_back();
        add_to(places.former.front(), *settlement.places);
        record_.keep_places(now_private, places);
    }
    if (is_push(owed.effect.kind)) {
        owe(unpush(now_private, owed.effect.incident, owed.effect.subject), now);
        return;
    }
    for (const auto& effect : taking_back(now_private, owed.effect.incident))
        owe(effect, now);
}

}  // namespace muster
