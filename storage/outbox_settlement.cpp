// What is left of an effect when an attempt at it has ended.
#include "storage/outbox.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace muster {

using Kind = Effect::Kind;

void Outbox::settle(const Owed& owed, const Settlement& settlement, Instant now) {
    using End = Settlement::End;
    given_out_.erase(owed.row);
    if (owed.covers) {
        given_out_.erase(owed.covers->first);
        // Asked for again since, it has another version and shows what the Say did not.
        if (settlement.end == End::delivered && settlement.current)
            database_.run("DELETE FROM outbox WHERE id = ?1 AND version = ?2", owed.covers->first,
                          owed.covers->second);
    }
    if (const auto now_private = record_.became(owed.effect.incident)) {
        take_back(*now_private, owed, settlement, now);
        return;
    }
    switch (settlement.end) {
        case End::delivered:
        case End::refused:
            remove(owed, now);
            // What was redacted could be found in a canvas by its words alone, which were kept.
            if (owed.effect.kind == Effect::Kind::show_documents)
                database_.run(
                    "INSERT INTO facts (name, value) VALUES ('note.scrub', 'due') "
                    "ON CONFLICT (name) DO UPDATE SET value = 'due'");
            break;
        case End::later:
        case End::unknown:
            database_.run(
                "UPDATE outbox SET next_try = ?3, progress = ?4, outcome_unknown = ?5, "
                "tries = tries + 1, waits_for = ?6 WHERE id = ?1 AND mark = ?2",
                owed.row, owed.mark.str(), settlement.next_try, settlement.progress,
                settlement.end == End::unknown, settlement.waits_for);
            break;
    }
    note_places(owed, settlement, now);
    for (const auto& effect : settlement.more)
        owe(effect, now);
}

void Outbox::remove(const Owed& owed, Instant now) {
    database_.run("DELETE FROM outbox WHERE id = ?1 AND mark = ?2 AND version = ?3", owed.row,
                  owed.mark.str(), owed.version);
    if (database_.changed() > 0)
        return;
    // Asked for again while it was under way: it goes once more, with what is true by then.
    database_.run(
        "UPDATE outbox SET next_try = ?3, tries = 0, first_try = NULL, outcome_unknown = 0, "
        "progress = '', waits_for = '' WHERE id = ?1 AND mark = ?2",
        owed.row, owed.mark.str(), now);
}

// Deliveries of one incident end in any order: each adds what it made to what is known by then.
void Outbox::note_places(const Owed& owed, const Settlement& settlement, Instant now) {
    const auto id = owed.effect.incident;
    if (!settlement.home_hash.empty())
        record_.keep_home_hash(UserId(owed.effect.subject), settlement.home_hash);
    if (id.number == 0)
        return;
    const auto before = record_.places(id);
    auto known = before;
    const auto made = settlement.places.value_or(Places{});
    add_to(known, made);

    std::vector<Effect> more;
    const auto also = [&](std::vector<Effect> effects) {
        more.insert(more.end(), effects.begin(), effects.end());
    };
    for (const auto& message : settlement.missing)
        also(forget_message(known, id, message));
    if (made.room == RoomState::archived && owed.effect.kind == Kind::show_archived) {
        known.room = made.room;  // as it was meant to be: nobody needs to be told
    } else if (made.room && *made.room != known.room.value_or(RoomState::open)) {
        also(room_became(known, id, *made.room));
        if (*made.room == RoomState::open || *made.room == RoomState::gone)
            place_is_back({known.channel.str()}, now);
    }
    note_refusals(known, made, owed.effect, settlement);
    // The card says what Slack would not do.
    if (known.refusals != before.refusals && owed.effect.kind != Kind::show_card)
        more.push_back({Kind::show_card, id, 0, {}, {}});
    if (known != before)
        record_.keep_places(id, known);
    for (const auto& effect : more)
        owe(effect, now);
}

// What Slack would not do stands until the same is done, or refused in other words.
void Outbox::note_refusals(Places& known, const Places& made, const Effect& effect,
                           const Settlement& settlement) {
    using End = Settlement::End;
    const bool ended = settlement.end == End::delivered || settlement.end == End::refused;
    if (ended || !settlement.waits_for.empty()) {
        std::vector<std::string> about{about_of(effect)};
        for (const auto& person : effect.people)
            about.push_back(about_of(effect, person));
        std::erase_if(known.refusals, [&](const Refusal& refusal) {
            return std::ranges::find(about, refusal.about) != about.end();
        });
    }
    for (const auto& refusal : made.refusals)
        if (std::ranges::find(known.refusals, refusal) == known.refusals.end())
            known.refusals.push_back(refusal);
}

}  // namespace muster
