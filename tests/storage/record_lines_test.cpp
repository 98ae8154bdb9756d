#include "storage/change_json.hpp"
#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::sample;

namespace {

const IncidentId prv_1{Series::private_incident, 1};

std::string export_of(const Store& store, bool with_private = true) {
    int left_out = 0;
    return store.export_record(with_private, left_out);
}

std::string line_of(const Change& change) {
    return write_change(change) + "\n";
}

const std::string header = "{\"format\":\"muster-record\",\"version\":1}\n";

}  // namespace

TEST_CASE("an import of an export gives the same export, the same state, and owes nothing") {
    const auto store = memory_store();
    // Interleaved as they happened; the export puts each incident together.
    perform(*store,
            job({declared(prv_1), declared(inc_2)}, {effect(Effect::Kind::post_card, inc_2)}));
    int envelope = 0;
    for (const auto& change : whole_life(inc_1)) {
        perform(*store, job({change}, {}, {"envelope:" + std::to_string(++envelope)}));
    }
    const auto lines = export_of(*store);
    CHECK(lines.starts_with(header));

    const auto other = memory_store();
    CHECK(other->import_record(lines).value() == 3);
    CHECK(export_of(*other) == lines);
    CHECK(other->check_rebuild().empty());
    CHECK(other->backlog() == 0);
    CHECK(other->record().next_number(Series::incident) == 3);
    CHECK(other->record().incident(inc_1)->severity == "sev1");
    perform(*other, job({change(inc_1, Renamed{"on it goes", ""})}));
    CHECK(other->check_rebuild().empty());
}

TEST_CASE("an export leaves private incidents out unless asked, and counts them") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), declared(prv_1), change(prv_1, Closed{"done"}),
                         declared({Series::private_incident, 2})}));
    int left_out = 0;
    CHECK(store->export_record(false, left_out) == header + line_of(declared(inc_1)));
    CHECK(left_out == 2);
    store->export_record(true, left_out);
    CHECK(left_out == 0);
}

TEST_CASE("an export knows nothing of requests, outbox or places") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}));
    const auto before = export_of(*store);
    perform(*store, job({}, {effect(Effect::Kind::post_note)}, {"envelope:x"}, "refused"));
    Settlement made;
    made.places.emplace().channel = ChannelId("C123");
    store->settle(store->owed(at(0), 1, {}).at(0), made, at(0));
    CHECK(export_of(*store) == before);
}

TEST_CASE("an import takes all lines or none, and says which line is wrong") {
    struct Row {
        std::string lines;
        std::string message;
    };
    const auto begins =
        std::string("an export of Muster begins with ") + header.substr(0, header.size() - 1);
    const Row rows[] = {
        {"", "Line 1: " + begins},
        {"hello\n", "Line 1: " + begins},
        {"{\"format\":\"muster-record\",\"version\":2}\n", "Line 1: " + begins},
        {header + line_of(declared(inc_1)) + "nonsense\n",
         "Line 3: this is not one JSON value: it goes wrong at column 2"},
        {header + line_of(declared(inc_1)) + "\n", "Line 3: there is nothing in it"},
        {header + line_of(change(inc_1, Closed{})), "Line 2: INC-1 must begin with being declared"},
        {header + line_of(declared(inc_1)) + line_of(declared(inc_1)),
         "Line 3: INC-1 is declared twice"},
        {header + line_of(declared(inc_1)) + line_of(declared(inc_2)) + line_of(declared(inc_1)),
         "Line 4: the lines of INC-1 must stand together"},
        {header + line_of(declared(inc_1)) + line_of(change(inc_1, EntryRemoved{4})),
         "Line 3: INC-1 has no entry 4"},
    };
    const auto store = memory_store();
    for (const auto& row : rows) {
        const auto refused = store->import_record(row.lines);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().message == row.message + ". Nothing was imported.");
        CHECK(store->record().count(IncidentFilter::all) == 0);
    }
}

TEST_CASE("an import names every line that is wrong, not only the first") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_2)}));
    const auto lines = header + line_of(declared(inc_1)) + "nonsense\n" +
                       line_of(change(inc_1, Closed{})) + line_of(declared(inc_2)) +
                       line_of(declared(prv_1)) + line_of(change(prv_1, EntryRemoved{4})) +
                       line_of(change(prv_1, EntryRemoved{5})) + "[]\n";
    CHECK(store->import_record(lines).error().message ==
          "Line 3: this is not one JSON value: it goes wrong at column 2.\n"
          "Line 5: INC-2 is in this database already.\n"
          "Line 7: PRV-1 has no entry 4.\n"
          "Line 9: a change must be an object.\n"
          "Nothing was imported.");
    CHECK(store->record().count(IncidentFilter::all) == 1);

    std::string many = header;
    for (int line = 0; line < 1'000; ++line)
        many += "x\n";
    const auto refused = store->import_record(many).error().message;
    CHECK(refused.find("Line 21: ") != std::string::npos);
    CHECK(refused.find("Line 22: ") == std::string::npos);
    CHECK(refused.find("And 980 more of the kind.") != std::string::npos);
}

TEST_CASE("an import refuses ids that exist") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_2)}));
    const auto lines = header + line_of(declared(inc_1)) + line_of(declared(inc_2));
    CHECK(store->import_record(lines).error().message ==
          "Line 3: INC-2 is in this database already. Nothing was imported.");
    CHECK_FALSE(store->record().incident(inc_1));
    CHECK(store->check_rebuild().empty());
}

TEST_CASE("who has seen how much is kept, moves forward, and is in no export") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}));
    const auto before = export_of(*store);
    const auto look = [&](int version, int second) {
        auto seen = job({});
        seen.decide = [=](const Record&) {
            Kept kept;
            kept.looked = Look{inc_1, ada.user, version, at(second)};
            return kept;
        };
        perform(*store, seen);
    };
    const auto& record = store->record();
    CHECK_FALSE(record.last_look(inc_1, ada.user));
    look(3, 30);
    look(2, 40);  // an older one that comes late
    CHECK(record.last_look(inc_1, ada.user) == Look{inc_1, ada.user, 3, at(30)});
    CHECK_FALSE(record.last_look(inc_1, grace.user));
    CHECK(export_of(*store) == before);
}
