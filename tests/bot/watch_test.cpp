#include "bot/watch.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster;
using namespace std::chrono_literals;
using Kind = ProblemKind;
using Seen = Sign::Seen;

namespace {

// A watch that looks every five seconds, on 2026-11-20 from 14:00 UTC.
struct Shift {
    explicit Shift(const std::vector<StandingProblem>& known = {}) : watch(known) {}

    // Looks for so long, and tells what came of it: "began slack_unreachable", "tell …".
    std::string pass(std::chrono::seconds time, Kind kind, Seen seen, int waiting = 0) {
        std::string told;
        for (auto passed = 0s; passed < time; passed += 5s) {
            Sign sign;
            sign.seen = seen;
            sign.what = "It is wrong.";
            sign.advice = "Put it right.";
            sign.waiting = waiting;
            const auto news = watch.look({{kind, sign}}, now, running);
            const auto add = [&](const char* what, const std::vector<LastingProblem>& problems) {
                for (const auto& problem : problems) {
                    told += (told.empty() ? "" : ", ") + std::string(what) + " " +
                            std::string(to_string(problem.kind));
                    last = problem;
                }
            };
            add("began", news.began);
            add("ended", news.ended);
            add("tell", news.tell);
            now += 5s;
            running += 5s;
        }
        return told;
    }

    Watch watch;
    Instant now = read_rfc3339("2026-11-20T14:00:00Z").value();
    std::chrono::microseconds running{100h};
    LastingProblem last;
};

}  // namespace

TEST_CASE("what passes at once is no problem, what lasts is told once it is over") {
    Shift shift;
    CHECK(shift.pass(115s, Kind::slack_unreachable, Seen::yes).empty());
    CHECK(shift.pass(90s, Kind::slack_unreachable, Seen::no).empty());
    CHECK(shift.pass(125s, Kind::slack_unreachable, Seen::yes) == "began slack_unreachable");
    CHECK(shift.watch.standing().size() == 1);
    CHECK(shift.pass(27min, Kind::slack_unreachable, Seen::yes, 3).empty());
    CHECK(shift.pass(60s, Kind::slack_unreachable, Seen::no).empty());
    CHECK(shift.watch.standing().empty());
    CHECK(shift.watch.to_keep().size() == 1);
    CHECK(shift.pass(60s, Kind::slack_unreachable, Seen::no) ==
          "ended slack_unreachable, tell slack_unreachable");
    CHECK(plain_text(words_of(shift.last)) ==
          "From 14:03 to 14:32 UTC Slack could not be reached. Nothing that was acknowledged was "
          "lost; 3 messages are late.");
    CHECK(shift.watch.to_keep().empty());
}

TEST_CASE("each kind begins after its own patience, and is told while it stands or afterwards") {
    struct Row {
        Kind kind;
        std::chrono::seconds patience;
        bool tells_itself;
    };
    const Row rows[] = {
        {Kind::slack_unreachable, 120s, false}, {Kind::socket_mode_off, 0s, false},
        {Kind::too_many_connections, 0s, true}, {Kind::token_refused, 0s, false},
        {Kind::database, 10s, false},           {Kind::outbox_stuck, 0s, true},
        {Kind::missing_scope, 0s, true},        {Kind::push_failed, 0s, true},
        {Kind::export_failed, 10s, true},
    };
    CHECK(std::size(rows) == problem_kinds.size());
    for (const auto& row : rows) {
        const std::string name(to_string(row.kind));
        CAPTURE(name);
        Shift shift;
        CHECK(shift.pass(row.patience, row.kind, Seen::yes).empty());
        CHECK(shift.pass(5s, row.kind, Seen::yes) == "began " + name);
        CHECK(shift.pass(10min, row.kind, Seen::yes) == (row.tells_itself ? "tell " + name : ""));
        CHECK(shift.pass(65s, row.kind, Seen::no) ==
              "ended " + name + (row.tells_itself ? "" : ", tell " + name));
    }
}

TEST_CASE("what is over before two minutes have passed is logged, and nobody is told") {
    Shift shift;
    CHECK(shift.pass(60s, Kind::socket_mode_off, Seen::yes) == "began socket_mode_off");
    CHECK(shift.pass(65s, Kind::socket_mode_off, Seen::no) == "ended socket_mode_off");
}

TEST_CASE("what comes and goes within a minute is one problem, told once") {
    Shift shift;
    CHECK(shift.pass(60s, Kind::too_many_connections, Seen::yes) == "began too_many_connections");
    std::string told;
    for (int round = 0; round < 20; ++round) {
        told += shift.pass(30s, Kind::too_many_connections, Seen::no);
        told += shift.pass(30s, Kind::too_many_connections, Seen::yes);
    }
    CHECK(told == "tell too_many_connections");
    CHECK(plain_text(words_of(shift.last)) == "Since 14:00 UTC: It is wrong. Put it right.");
    CHECK(shift.pass(65s, Kind::too_many_connections, Seen::no) == "ended too_many_connections");
}

TEST_CASE("not knowing changes nothing") {
    Shift shift;
    CHECK(shift.pass(1h, Kind::missing_scope, Seen::unknown).empty());
    CHECK(shift.pass(5s, Kind::missing_scope, Seen::yes) == "began missing_scope");
    CHECK(shift.pass(1h, Kind::missing_scope, Seen::unknown).empty());
    CHECK(shift.watch.standing().size() == 1);
}

TEST_CASE("a restart goes on with what stood, and tells nobody twice") {
    const auto since = read_rfc3339("2026-11-19T23:50:00Z").value();
    SUBCASE("over meanwhile, and not told") {
        Shift shift({{"token_refused", since, false}});
        CHECK(shift.pass(65s, Kind::token_refused, Seen::no) ==
              "ended token_refused, tell token_refused");
        CHECK(plain_text(words_of(shift.last)) ==
              "From 2026-11-19 23:50 to 14:00 UTC Slack refused one of the app's tokens. Nothing "
              "that was acknowledged was lost.");
    }
    SUBCASE("still there, and told") {
        Shift shift({{"missing_scope", since, true}});
        CHECK(shift.pass(1h, Kind::missing_scope, Seen::yes).empty());
        CHECK(shift.watch.standing().at(0).since == since);
        CHECK(shift.pass(65s, Kind::missing_scope, Seen::no) == "ended missing_scope");
    }
    SUBCASE("of a kind that another version knows") {
        Shift shift({{"moon_full", since, false}});
        CHECK(shift.watch.to_keep().empty());
    }
}

TEST_CASE("a clock that is set makes no problem and ends none") {
    Shift shift;
    CHECK(shift.pass(60s, Kind::slack_unreachable, Seen::yes).empty());
    shift.now += 24h;
    CHECK(shift.pass(30s, Kind::slack_unreachable, Seen::yes).empty());
    shift.now -= 48h;
    CHECK(shift.pass(60s, Kind::slack_unreachable, Seen::yes) == "began slack_unreachable");
    CHECK(shift.pass(65s, Kind::slack_unreachable, Seen::no) ==
          "ended slack_unreachable, tell slack_unreachable");
    CHECK(shift.last.until >= shift.last.since);
}

TEST_CASE("what happened to the database is said as it was") {
    Shift shift;
    shift.pass(5min, Kind::database, Seen::yes, 2);
    shift.pass(65s, Kind::database, Seen::no);
    CHECK(plain_text(words_of(shift.last)).find("told that it was not kept") != std::string::npos);
    CHECK(over_text(shift.last) ==
          "over: the database could not be written in time from 14:00 to 14:05 UTC");
}
