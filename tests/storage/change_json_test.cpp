#include "storage/change_json.hpp"

#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace muster;
using namespace muster::sample;

TEST_CASE("a change of every kind comes back from its line as it was") {
    std::set<std::size_t> kinds;
    auto life = whole_life(inc_1);
    life.push_back(change(inc_1, MadePrivate{inc_2, "it is about a customer"}));
    for (const auto& change : life) {
        const auto line = write_change(change);
        CAPTURE(line);
        const auto read = read_change(line);
        REQUIRE(read.has_value());
        CHECK(read->what.index() == change.what.index());
        CHECK(write_change(*read) == line);
        CHECK(line.find('\n') == std::string::npos);
        kinds.insert(change.what.index());
    }
    CHECK(kinds.size() == std::variant_size_v<What>);
}

TEST_CASE("a change's line is the same everywhere") {
    CHECK(write_change(declared(inc_1)) ==
          R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","by":{"user":"U1","name":"Ada"},)"
          R"("kind":"declared","title":"Checkout is slow","severity":"sev2"})");
    CHECK(write_change(change({Series::drill, 2}, PublishedSet{false, ""})) ==
          R"({"incident":"DRL-2","at":"2026-11-20T14:02:00Z","by":{"user":"U1","name":"Ada"},)"
          R"("kind":"published_set"})");
}

TEST_CASE("text that is hard to write comes back") {
    const std::string texts[] = {"\"\\/\b\f\n\r\t", std::string("a\0b", 3),
                                 "naïve 日本 👩‍🚒", "\xe2\x80\xae right to left",
                                 "{{x}} <script> <!channel>"};
    for (const auto& text : texts) {
        const auto read = read_change(write_change(declared(inc_1, text)));
        REQUIRE(read.has_value());
        CHECK(std::get<Declared>(read->what).title == text);
    }
}

TEST_CASE("a line that is no change says what is wrong with it") {
    struct Row {
        std::string_view line;
        std::string_view message;
    };
    const Row rows[] = {
        {"", "this is not one JSON value: it goes wrong at column 1"},
        {"{", "this is not one JSON value: it goes wrong at column 2"},
        {"[]", "a change must be an object"},
        {"{}", "\"incident\" is missing"},
        {R"({"incident":"INC-0"})", "\"incident\" must be an incident's id such as \"INC-7\""},
        {R"({"incident":"INC-1"})", "\"at\" is missing"},
        {R"({"incident":"INC-1","at":"yesterday"})",
         "\"at\" must be an instant such as \"2026-11-20T14:02:05Z\""},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"sung"})",
         "\"sung\" is not a kind of change that this version knows"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"declared","title":3})",
         "\"title\" must be text"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"declared","mood":"x"})",
         "\"mood\" is not a member that this version of Muster knows"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"entry_removed"})",
         "\"number\" must be at least 1"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"entry_removed","number":-1})",
         "\"number\" must be a number from 0 to 2147483647"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"entry_removed","number":1e3})",
         "\"number\" must be a whole number"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"closed","by":{"user":[]}})",
         "\"user\" must be text"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"status_set","status":"up"})",
         "\"up\" is none of the known names"},
        {R"({"incident":"INC-1","at":"2026-11-20T14:02:00Z","kind":"part_set","part":"cause",)"
         R"("texts":"x"})",
         "\"texts\" must be a list"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.line);
        const auto read = read_change(row.line);
        REQUIRE(!read.has_value());
        CHECK(read.error().message == row.message);
    }
}

TEST_CASE("a head and the places of an incident come back as they were") {
    Incident head;
    for (const auto& change : whole_life(inc_1))
        apply(head, change);
    head.components["shop"] = ComponentState::partial;
    CHECK(JsonReader::value<Incident>(JsonWriter::object(head)) == head);

    Places places;
    places.channel = ChannelId("C1");
    places.updates[3] = MessageTs("1767225600.000100");
    places.room = RoomState::archived;
    places.late["1767225600.000100"] = at(1);
    places.refusals = {{"show_pin", Words("no")}};
    places.former = {places};
    const auto read = JsonReader::value<Places>(JsonWriter::object(places));
    CHECK(read == places);
    CHECK(JsonWriter::object(read) == JsonWriter::object(places));
}
