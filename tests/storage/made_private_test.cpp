#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::sample;
using Kind = Effect::Kind;

namespace {

const IncidentId prv_1{Series::private_incident, 1};

Job made_private() {
    return job({change(prv_1, MadePrivate{inc_1, "it is about a customer"})},
               {effect(Kind::create_channel, prv_1)}, {"envelope:private"}, "private");
}

std::string export_of(const Store& store, bool with_private) {
    int left_out = 0;
    return store.export_record(with_private, left_out);
}

// What is owed for that incident, by kind.
std::string owed_for(const Store& store, IncidentId id) {
    std::string kinds;
    for (const auto& owed : store.owed(at(1'000), 1'000, {}))
        if (owed.effect.incident == id)
            kinds += std::string(to_string(owed.effect.kind)) + " ";
    return kinds;
}

Owed owed_of(const Store& store, Kind kind) {
    for (const auto& owed : store.owed(at(1'000), 1'000, {}))
        if (owed.effect.kind == kind)
            return owed;
    FAIL("it is not owed");
    return {};
}

}  // namespace

TEST_CASE("an incident that was made private is whole under its new id, and nobody under the old") {
    const auto store = memory_store();
    perform(*store, job(whole_life(inc_1)));
    perform(*store, job({declared(inc_2)}));
    const auto before = store->dossier(inc_1).value();
    const auto outcome = perform(*store, made_private());
    CHECK(std::ranges::find(outcome.touched, inc_1) != outcome.touched.end());
    CHECK(std::ranges::find(outcome.touched, prv_1) != outcome.touched.end());

    CHECK_FALSE(store->record().incident(inc_1).has_value());
    CHECK_FALSE(store->dossier(inc_1).has_value());
    CHECK(store->record().entries(inc_1, 0, 10).empty());
    const auto after = store->dossier(prv_1).value();
    CHECK(after.incident.title == before.incident.title);
    CHECK(after.incident.version == before.incident.version + 1);
    CHECK(after.entries == before.entries);
    CHECK(after.updates == before.updates);
    CHECK(after.follow_ups == before.follow_ups);
    CHECK(after.revisions == before.revisions);
    CHECK(store->check_rebuild().empty());
    CHECK(export_of(*store, false).find("INC-1") == std::string::npos);
    CHECK(export_of(*store, false).find("PRV-1") == std::string::npos);
    CHECK(store->record().next_number(Series::private_incident) == 2);
}

TEST_CASE("its number is not given again, here or where an export of it is imported") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}));
    perform(*store, made_private());
    CHECK(store->record().next_number(Series::incident) == 2);
    perform(*store, job({change(prv_1, Renamed{"Other words", "Checkout is slow"})}));
    const auto lines = export_of(*store, true);
    CHECK(lines.find("\"incident\":\"INC-1\"") == std::string::npos);

    const auto other = memory_store();
    CHECK(other->import_record(lines).value() == 1);
    CHECK(export_of(*other, true) == lines);
    CHECK(other->record().next_number(Series::incident) == 2);
    CHECK(other->check_rebuild().empty());
}

TEST_CASE("what was owed in public is not sent, and what may have been is taken back") {
    const auto store = memory_store();
    auto note = effect(Kind::post_note);
    note.words = Words("everybody should know");
    perform(*store, job({declared(inc_1)},
                        {effect(Kind::create_channel), effect(Kind::post_card),
                         effect(Kind::post_announcement), note, effect(Kind::show_topic)}));
    const auto create = owed_of(*store, Kind::create_channel);
    CHECK(store->begin(create, at(1), R"({"tried":["inc-1"]})"));
    perform(*store, made_private());
    CHECK(owed_for(*store, inc_1) == "");
    CHECK(owed_for(*store, prv_1) == "unsay create_channel ");
    const auto unsay = owed_of(*store, Kind::unsay);
    CHECK(unsay.mark == create.mark);
    CHECK(unsay.outcome_unknown);
    CHECK(unsay.first_try == at(1));
    CHECK(unsay.progress == R"({"tried":["inc-1"]})");
    CHECK(plain_text(unsay.effect.words) == "create_channel INC-1");

    // Whoever was at work on it may not go on, and what it made is known to be taken back.
    CHECK_FALSE(store->begin(create, at(2), "{}"));
    Settlement made;
    made.places.emplace().channel = ChannelId("C1PUBLIC");
    made.places->announcement = MessageTs("10.1");
    store->settle(create, made, at(3));
    CHECK(store->backlog() == 5);  // unsay, create_channel, and one for each place
    const auto places = store->record().places(prv_1);
    CHECK(places.channel.empty());
    REQUIRE(places.former.size() == 1);
    CHECK(places.former[0].channel.str() == "C1PUBLIC");
    CHECK(places.former[0].announcement.str() == "10.1");
    CHECK_FALSE(store->record().incident_in(ChannelId("C1PUBLIC")).has_value());
}

TEST_CASE("what was under way in public takes nothing of what is owed in private with it") {
    const Folder folder;
    {  // what is owed may be older than the process
        const auto store = open_store(folder.file(), {});
        perform(*store, job({declared(inc_1)}, {effect(Kind::create_channel)}));
        Settlement made;
        made.places.emplace().channel = ChannelId("C1PUBLIC");
        store->settle(owed_of(*store, Kind::create_channel), made, at(1));
        perform(*store,
                job({}, {effect(Kind::post_card), effect(Kind::show_card)}, {"envelope:card"}));
    }
    const auto store = open_store(folder.file(), {});
    const auto card = owed_of(*store, Kind::post_card);
    REQUIRE(card.covers.has_value());
    perform(*store, job({change(prv_1, MadePrivate{inc_1, "it is about a customer"})},
                        {effect(Kind::show_topic, prv_1), effect(Kind::show_purpose, prv_1),
                         effect(Kind::show_pin, prv_1)},
                        {"envelope:private"}, "private"));
    const auto owed = store->backlog();
    Settlement posted;
    posted.current = true;
    posted.places.emplace().card = MessageTs("11.1");
    store->settle(card, posted, at(2));
    CHECK(store->backlog() == owed + 3);  // and what takes back what it made
    const auto kinds = owed_for(*store, prv_1);
    for (const auto* kind : {"show_topic", "show_purpose", "show_pin"})
        CHECK(kinds.find(kind) != std::string::npos);
}

TEST_CASE("where it stood is known under its new id, until that is taken back") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {effect(Kind::create_channel)}));
    Settlement made;
    made.places.emplace().channel = ChannelId("C1PUBLIC");
    store->settle(owed_of(*store, Kind::create_channel), made, at(1));
    CHECK(store->record().incident_in(ChannelId("C1PUBLIC")) == inc_1);
    perform(*store, made_private());
    CHECK_FALSE(store->record().incident_in(ChannelId("C1PUBLIC")).has_value());
    CHECK(store->record().places(prv_1).former.at(0).channel.str() == "C1PUBLIC");
    CHECK(store->record().places(inc_1) == Places());
    CHECK(store->channels().empty());
    Settlement secret;
    secret.places.emplace().channel = ChannelId("G1SECRET");
    store->settle(owed_of(*store, Kind::create_channel), secret, at(2));
    CHECK(store->record().incident_in(ChannelId("G1SECRET")) == prv_1);
    CHECK(store->private_channels() == std::vector{ChannelId("G1SECRET")});
}

TEST_CASE("what fails with it leaves the incident as it was") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(prv_1)}, {effect(Kind::post_card)}));
    CHECK_FALSE(store->perform({made_private()}).at(0).has_value());  // that id is taken
    CHECK(store->record().incident(inc_1).has_value());
    CHECK(owed_for(*store, inc_1) == "post_card ");
    CHECK(store->check_rebuild().empty());
    Job wrong = made_private();
    wrong.decide = [](const Record&) {
        return Kept{{change({Series::private_incident, 2}, MadePrivate{inc_1, "why"}),
                     change({Series::private_incident, 2}, EntryRemoved{77})},
                    {},
                    ""};
    };
    CHECK_FALSE(store->perform({wrong}).at(0).has_value());
    CHECK(store->record().incident(inc_1).has_value());
    CHECK_FALSE(store->record().incident({Series::private_incident, 2}).has_value());
    CHECK(store->record().next_number(Series::incident) == 2);
    CHECK(store->check_rebuild().empty());
    perform(*store, job({change(inc_1, Renamed{"Still here", ""})}));
}

TEST_CASE("being made private outlives the program") {
    const Folder folder;
    {
        const auto store = open_store(folder.file(), {});
        perform(*store, job({declared(inc_1)}, {effect(Kind::post_card)}));
        perform(*store, made_private());
    }
    const auto store = open_store(folder.file(), {});
    CHECK_FALSE(store->record().incident(inc_1).has_value());
    CHECK(store->record().incident(prv_1).has_value());
    CHECK(owed_for(*store, prv_1) == "create_channel ");
    CHECK(perform(*store, made_private()).repeated);
}
