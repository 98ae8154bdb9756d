#include "domain/capture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace muster;
using Kind = Mark::Kind;

namespace {

const UserId ada("U1");
const UserId grace("U2");

Mark mark(Kind kind, const UserId& person, bool present, const std::string& at) {
    return {kind, person, present, MessageTs(at)};
}

}  // namespace

TEST_CASE("a mark counts until a newer one of the same person and kind takes it off") {
    struct Row {
        const char* about;
        std::vector<Mark> marks;
        bool marked;
    };
    const Row rows[] = {
        {"one reaction", {mark(Kind::reaction, ada, true, "10.000001")}, true},
        {"on and off",
         {mark(Kind::reaction, ada, true, "10.000001"),
          mark(Kind::reaction, ada, false, "10.000002")},
         false},
        {"off is heard first",
         {mark(Kind::reaction, ada, false, "10.000002"),
          mark(Kind::reaction, ada, true, "10.000001")},
         false},
        {"on again",
         {mark(Kind::reaction, ada, true, "10.000001"),
          mark(Kind::reaction, ada, false, "10.000002"),
          mark(Kind::reaction, ada, true, "10.000003")},
         true},
        {"of one moment the one that takes it off wins",
         {mark(Kind::reaction, ada, false, "10.000001"),
          mark(Kind::reaction, ada, true, "10.000001")},
         false},
        {"the other's stays",
         {mark(Kind::reaction, ada, true, "10.000001"),
          mark(Kind::reaction, grace, true, "10.000002"),
          mark(Kind::reaction, ada, false, "10.000003")},
         true},
        {"a pin beside a reaction",
         {mark(Kind::reaction, ada, true, "10.000001"), mark(Kind::pin, {}, true, "10.000002"),
          mark(Kind::reaction, ada, false, "10.000003")},
         true},
        {"a moment of more digits is the later one",
         {mark(Kind::reaction, ada, true, "9.000001"),
          mark(Kind::reaction, ada, false, "10.000001")},
         false},
        {"what Muster is told comes in order",
         {mark(Kind::added, ada, true, ""), mark(Kind::added, ada, false, ""),
          mark(Kind::added, ada, true, "")},
         true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.about);
        Capture capture;
        for (const auto& one : row.marks)
            note(capture, one);
        CHECK(capture.is_marked() == row.marked);
    }
}

TEST_CASE("the same marks in any order, and twice, leave the same") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Mark> marks;
    for (int at = 0; at < 12; ++at)
        marks.push_back(mark(at % 3 == 0 ? Kind::pin : Kind::reaction,
                             at % 3 == 0   ? UserId()
                             : at % 2 == 0 ? ada
                                           : grace,
                             random() % 2 == 0, "10.0000" + std::to_string(10 + at)));
    Capture in_order;
    for (const auto& one : marks)
        note(in_order, one);
    const auto sorted = [](std::vector<Mark> all) {
        std::ranges::sort(all, [](const Mark& a, const Mark& b) {
            return std::pair(a.kind, a.person) < std::pair(b.kind, b.person);
        });
        return all;
    };
    for (int round = 0; round < 50; ++round) {
        auto shuffled = marks;
        shuffled.insert(shuffled.end(), marks.begin(), marks.end());
        std::ranges::shuffle(shuffled, random);
        Capture capture;
        for (const auto& one : shuffled)
            note(capture, one);
        CHECK(sorted(capture.marks) == sorted(in_order.marks));
    }
}

TEST_CASE("a mark that says nothing new changes nothing") {
    Capture capture;
    const auto first = mark(Kind::reaction, ada, true, "10.000001");
    CHECK(note(capture, first));
    CHECK_FALSE(note(capture, first));
    CHECK_FALSE(note(capture, mark(Kind::reaction, ada, false, "9.000009")));
    CHECK(capture.marks == std::vector<Mark>{first});
    CHECK_FALSE(capture.was_added_by(ada));
    note(capture, mark(Kind::added, ada, true, ""));
    CHECK(capture.was_added_by(ada));
    CHECK_FALSE(capture.was_added_by(grace));
}
