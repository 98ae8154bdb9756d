#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::sample;

namespace {

using Kind = Effect::Kind;
using End = Settlement::End;

// What is owed at a moment, as "create_channel 1 · show_card 2" (incident's number).
std::string owed_text(const Store& store, Instant now = at(0),
                      const std::vector<long long>& under_way = {}) {
    std::string text;
    for (const auto& owed : store.owed(now, 100, under_way)) {
        text += (text.empty() ? "" : " · ") + std::string(to_string(owed.effect.kind)) + " " +
                std::to_string(owed.effect.incident.number);
        if (owed.effect.number != 0)
            text += "#" + std::to_string(owed.effect.number);
    }
    return text;
}

Owed first_owed(const Store& store, Kind kind, Instant now = at(0)) {
    for (const auto& owed : store.owed(now, 100, {}))
        if (owed.effect.kind == kind)
            return owed;
    FAIL("not owed: " << std::string(to_string(kind)));
    return {};
}

void settle(Store& store, Kind kind, End end = End::delivered) {
    Settlement settlement;
    settlement.end = end;
    if (kind == Kind::create_channel && end == End::delivered) {
        settlement.places.emplace().channel = ChannelId("C1");
    }
    store.settle(first_owed(store, kind), settlement, at(0));
}

std::unique_ptr<Store> store_with(std::vector<Effect> effects) {
    auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(inc_2)}, std::move(effects)));
    return store;
}

const std::vector<Effect> all_of_declare{
    effect(Kind::create_channel), effect(Kind::show_topic),       effect(Kind::show_purpose),
    effect(Kind::show_members),   effect(Kind::post_card),        effect(Kind::show_pin),
    effect(Kind::show_bookmark),  effect(Kind::post_announcement)};

}  // namespace

TEST_CASE("nothing of an incident goes before its channel, then what people wait for first") {
    const auto store = store_with(all_of_declare);
    CHECK(owed_text(*store) == "create_channel 1");
    settle(*store, Kind::create_channel);
    CHECK(owed_text(*store) ==
          "show_members 1 · post_card 1 · post_announcement 1 · show_topic 1 · show_purpose 1");
    settle(*store, Kind::post_card);
    CHECK(owed_text(*store).find("show_pin 1") != std::string::npos);
}

TEST_CASE("without a channel the announcement comes first, and the room is its thread") {
    const auto store = store_with(all_of_declare);
    settle(*store, Kind::create_channel, End::refused);
    CHECK(owed_text(*store).find("post_card") == std::string::npos);
    settle(*store, Kind::post_announcement);
    CHECK(owed_text(*store).find("post_card 1") != std::string::npos);
}

TEST_CASE("Says of one incident and place go one at a time, in order") {
    const auto store = store_with({effect(Kind::create_channel), effect(Kind::post_note),
                                   effect(Kind::post_update, inc_1, 1), effect(Kind::post_note),
                                   effect(Kind::post_announcement)});
    settle(*store, Kind::create_channel);
    CHECK(owed_text(*store) == "post_note 1");
    settle(*store, Kind::post_note);
    CHECK(owed_text(*store) == "post_update 1#1");
    const auto update = first_owed(*store, Kind::post_update);
    // Under way, it still stands before what comes after it.
    CHECK(owed_text(*store, at(0), {update.row}).empty());
    settle(*store, Kind::post_update);
    CHECK(owed_text(*store) == "post_note 1 · post_announcement 1");
}

TEST_CASE("a Say that must wait keeps its place; other incidents do not wait for it") {
    const auto store = store_with({effect(Kind::post_note), effect(Kind::post_note),
                                   effect(Kind::post_note, inc_2), effect(Kind::show_topic)});
    Settlement later;
    later.end = End::later;
    later.next_try = at(30);
    store->settle(first_owed(*store, Kind::post_note), later, at(0));
    CHECK(owed_text(*store) == "post_note 2 · show_topic 1");
    CHECK(store->next_due() == at(0));
    for (const auto& owed : store->owed(at(0), 100, {}))
        store->settle(owed, Settlement{}, at(0));
    CHECK(store->next_due() == at(30));
    CHECK(owed_text(*store, at(29)).empty());
    CHECK(owed_text(*store, at(30)) == "post_note 1");
    CHECK(store->owed(at(30), 100, {}).at(0).tries == 1);
    CHECK(store->backlog() == 2);
}

TEST_CASE("next_due leaves out what is under way and what waits for it") {
    const auto store = store_with({effect(Kind::post_note), effect(Kind::post_note)});
    const auto note = first_owed(*store, Kind::post_note);
    CHECK(store->next_due() == at(0));
    CHECK_FALSE(store->next_due({note.row}));
}

TEST_CASE("a Show waits for what it hangs on, and for nothing else") {
    struct Row {
        Kind say;
        Kind show;
        int number;
    };
    const Row rows[] = {
        {Kind::create_channel, Kind::show_members, 0},
        {Kind::create_channel, Kind::show_topic, 0},
        {Kind::create_channel, Kind::show_purpose, 0},
        {Kind::post_card, Kind::show_bookmark, 0},
        {Kind::post_card, Kind::show_card, 0},
        {Kind::post_card, Kind::show_pin, 0},
        {Kind::post_announcement, Kind::show_announcement, 0},
        {Kind::post_update, Kind::show_update, 2},
        {Kind::post_postmortem, Kind::show_postmortem, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(to_string(row.show));
        const auto store =
            store_with({effect(row.say, inc_1, row.number), effect(row.show, inc_1, row.number),
                        effect(row.show, inc_2, row.number)});
        const auto shown = std::string(to_string(row.show)) + " 1";
        CHECK(owed_text(*store).find(shown) == std::string::npos);
        CHECK(owed_text(*store).find(std::string(to_string(row.show)) + " 2") != std::string::npos);
        settle(*store, row.say, End::refused);
        CHECK(owed_text(*store).find(shown) != std::string::npos);
    }
    const auto store =
        store_with({effect(Kind::post_update, inc_1, 1), effect(Kind::show_update, inc_1, 2)});
    CHECK(owed_text(*store) == "post_update 1#1 · show_update 1#2");
}

TEST_CASE("a Show asked for twice is made once") {
    const auto store = store_with({effect(Kind::show_card), effect(Kind::show_card)});
    perform(*store, job({}, {effect(Kind::show_card), effect(Kind::show_update, inc_1, 1)}));
    CHECK(owed_text(*store) == "show_card 1 · show_update 1#1");
    settle(*store, Kind::show_card);
    CHECK(owed_text(*store) == "show_update 1#1");
}

TEST_CASE("a Show asked for again while under way is made again afterwards") {
    const auto store = store_with({effect(Kind::show_card)});
    const auto under_way = first_owed(*store, Kind::show_card);
    store->begin(under_way, at(0), "");
    perform(*store, job({}, {effect(Kind::show_card)}));
    store->settle(under_way, Settlement{}, at(5));
    const auto again = first_owed(*store, Kind::show_card, at(5));
    CHECK_FALSE(again.outcome_unknown);
    CHECK_FALSE(again.first_try);
    store->settle(again, Settlement{}, at(6));
    CHECK(store->backlog() == 0);
}

TEST_CASE("whom to invite adds up") {
    auto first = effect(Kind::show_members);
    first.people = {"U1", "S1"};
    auto second = effect(Kind::show_members);
    second.people = {"U2", "U1"};
    const auto store = store_with({first, second});
    CHECK(first_owed(*store, Kind::show_members).effect.people ==
          std::vector<std::string>{"U1", "S1", "U2"});
}

TEST_CASE("an attempt that began and did not end is of unknown outcome, after a restart too") {
    const Folder folder;
    EffectId mark;
    {
        const auto store = open_store(folder.file(), {});
        auto note = effect(Kind::post_note);
        note.words = Words("Ada took over, ").bold("now").instant(at(3), "14:02 UTC");
        perform(*store, job({declared(inc_1)}, {note}));
        const auto owed = first_owed(*store, Kind::post_note);
        CHECK_FALSE(owed.outcome_unknown);
        store->begin(owed, at(1), R"({"step":1})");
        mark = owed.mark;
    }
    const auto store = open_store(folder.file(), {});
    const auto owed = first_owed(*store, Kind::post_note);
    CHECK(owed.outcome_unknown);
    CHECK(owed.first_try == at(1));
    CHECK(owed.progress == R"({"step":1})");
    CHECK(owed.mark == mark);
    CHECK(owed.due == at(0));
    CHECK(plain_text(owed.effect.words) == "Ada took over, now14:02 UTC");

    // The first try stays the first one; a known failure ends the doubt.
    store->begin(owed, at(9), "");
    Settlement later;
    later.end = End::later;
    later.next_try = at(9);
    store->settle(owed, later, at(9));
    const auto retried = first_owed(*store, Kind::post_note, at(9));
    CHECK(retried.first_try == at(1));
    CHECK_FALSE(retried.outcome_unknown);
}

TEST_CASE("every effect has a mark of its own") {
    const auto store = store_with({effect(Kind::post_note), effect(Kind::post_note, inc_2)});
    const auto all = store->owed(at(0), 10, {});
    REQUIRE(all.size() == 2);
    CHECK(all[0].mark.str().size() == 32);
    CHECK(all[0].mark != all[1].mark);
}

TEST_CASE("deliveries add to the places; a refusal is noted once") {
    const auto store =
        store_with({effect(Kind::create_channel), effect(Kind::post_update, inc_1, 1),
                    effect(Kind::show_pin), effect(Kind::show_topic)});
    Settlement made;
    made.places.emplace().channel = ChannelId("C7");
    made.places->channel_name = "inc-1-checkout";
    store->settle(first_owed(*store, Kind::create_channel), made, at(0));
    Settlement posted;
    posted.places.emplace().updates[1] = MessageTs("2.1");
    store->settle(first_owed(*store, Kind::post_update), posted, at(0));
    Settlement refused;
    refused.end = End::refused;
    refused.places.emplace().refusals = {{"show_pin", Words("The app may not pin.")}};
    store->settle(first_owed(*store, Kind::show_pin), refused, at(0));
    store->settle(first_owed(*store, Kind::show_topic), refused, at(0));

    const auto places = store->record().places(inc_1);
    CHECK(places.channel.str() == "C7");
    CHECK(places.channel_name == "inc-1-checkout");
    CHECK(places.updates.at(1).str() == "2.1");
    CHECK(places.refusals == refused.places->refusals);
    CHECK(store->record().incident_in(ChannelId("C7")) == inc_1);
    CHECK_FALSE(store->record().incident_in(ChannelId("")));
    CHECK(store->channels() == std::vector{ChannelId("C7")});
    CHECK(owed_text(*store) == "show_card 1");  // which says so
}

TEST_CASE("what follows from a delivery is owed with its end") {
    const auto store = store_with({effect(Kind::upload_document, inc_1, 1)});
    Settlement settlement;
    settlement.more = {effect(Kind::show_postmortem)};
    store->settle(first_owed(*store, Kind::upload_document), settlement, at(4));
    CHECK(owed_text(*store, at(4)) == "show_postmortem 1");
}

TEST_CASE("settling twice does nothing to what came after") {
    const auto store = store_with({effect(Kind::post_note)});
    const auto first = first_owed(*store, Kind::post_note);
    store->settle(first, Settlement{}, at(0));
    perform(*store, job({}, {effect(Kind::post_note)}));  // may get the number of the old one
    store->settle(first, Settlement{}, at(0));
    CHECK(store->backlog() == 1);
}

TEST_CASE("in a copy, or an older state put back, nobody knows what was sent") {
    const Folder folder;
    const auto owed_after = [&](const std::filesystem::path& file) {
        return first_owed(*open_store(file, {}), Kind::post_note);
    };
    {
        const auto store = open_store(folder.file(), {});
        perform(*store, job({declared(inc_1)}, {effect(Kind::post_note)}));
    }
    const auto copy = folder.path() / "copy.db";
    std::filesystem::copy_file(folder.file(), copy);
    CHECK(owed_after(copy).outcome_unknown);
    CHECK(owed_after(copy).first_try == at(0));
    CHECK_FALSE(owed_after(folder.file()).outcome_unknown);  // a run of its own, and a clean end

    const auto older = folder.path() / "older.db";
    std::filesystem::copy_file(folder.file(), older);
    CHECK_FALSE(owed_after(folder.file()).outcome_unknown);
    std::filesystem::copy_file(older, folder.file(),
                               std::filesystem::copy_options::overwrite_existing);
    CHECK(owed_after(folder.file()).outcome_unknown);
}
