#include "tests/slack/session_play.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using namespace muster::slack;
using namespace muster::slack::play;

TEST_CASE("failures back off from half a second to a minute, with jitter, until a hello") {
    Play play(1, 0.999);
    play.start();
    const std::chrono::milliseconds waits[] = {499ms,    999ms,    1'998ms,  3'996ms,  7'992ms,
                                               15'984ms, 31'968ms, 59'940ms, 59'940ms, 59'940ms};
    ConnectionNumber number = 1;
    for (const auto wait : waits) {
        CAPTURE(wait.count());
        // Told once: the same again is no news.
        CHECK(play.failed(number, "", 503) == (number == 1 ? Lines{"warning"} : Lines{}));
        CHECK(play.pass(wait - 1ms).empty());
        CHECK(play.pass(1ms) == Lines{"open " + std::to_string(++number)});
    }
    CHECK(play.session.state().failures == 10);
    CHECK_FALSE(play.session.state().problem.empty());
    play.hello(number);
    CHECK(play.session.state().failures == 0);
    CHECK(play.session.state().problem.empty());
    play.frame(number, disconnect_text("refresh_requested"));
    CHECK(play.failed(number + 1, "", 409) == Lines{"warning"});
    CHECK(play.pass(499ms) == Lines{"open " + std::to_string(number + 2)});
}

TEST_CASE("jitter is a part of the wait, down to none") {
    Play play(1, 0.0);
    play.start();
    CHECK(play.failed(1, "internal_error") == Lines{"warning", "open 2"});
}

TEST_CASE("how an attempt that failed is answered") {
    struct Row {
        const char* code;
        int status;
        int retry_after;  // seconds; 0: none said
        std::chrono::milliseconds wait;
    };
    const Row rows[] = {
        {"internal_error", 0, 0, 250ms},
        {"fatal_error", 0, 0, 250ms},
        {"service_unavailable", 0, 0, 250ms},
        {"not_json", 200, 0, 250ms},
        {"team_added_to_org", 0, 0, 250ms},
        {"", 408, 0, 250ms},
        {"", 409, 0, 250ms},
        {"", 500, 0, 250ms},
        {"", 0, 0, 250ms},
        {"a_new_code", 0, 0, 250ms},
        {"", 429, 0, 30s},
        {"", 429, 7, 7s},
        {"ratelimited", 0, 0, 30s},
        {"ratelimited", 0, 90, 90s},
        {"http_503", 503, 12, 12s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        CAPTURE(row.status);
        Play play;
        play.start();
        const auto after = row.retry_after > 0
                               ? std::optional(std::chrono::seconds(row.retry_after))
                               : std::nullopt;
        CHECK(play.failed(1, row.code, row.status, after) == Lines{"warning"});
        CHECK(play.pass(row.wait - 1ms).empty());
        CHECK(play.pass(1ms) == Lines{"open 2"});
    }
}

TEST_CASE("a token that Slack refuses is not tried again, and the operator is told what to do") {
    for (const auto* const code :
         {"not_authed", "invalid_auth", "account_inactive", "user_removed_from_team",
          "team_disabled", "not_allowed_token_type", "missing_scope", "token_revoked",
          "token_expired", "forbidden_team", "missing_args", "insecure_request", "accesslimited",
          "access_denied"}) {
        CAPTURE(code);
        Play play;
        play.start();
        CHECK(play.failed(1, code) == Lines{"error"});
        CHECK(play.words.find("SLACK_APP_TOKEN") != std::string::npos);
        CHECK(play.pass(24h).empty());
        CHECK(play.session.state().refused);
        CHECK_FALSE(play.session.state().problem.empty());
    }
}

TEST_CASE("a refused token leaves a connection that works alone") {
    Play play;
    play.start();
    play.hello(1);
    play.failed(2, "invalid_auth");
    CHECK(play.frame(1, envelope_text("e1")) == Lines{"deliver 1 e1"});
    CHECK(play.closed(1) == Lines{"warning"});
    CHECK(play.pass(1h).empty());
}

TEST_CASE("a disconnect is taken in every state") {
    SUBCASE("before the handshake is done") {
        Play play;
        play.start();
        CHECK(play.frame(1, disconnect_text("refresh_requested")) == Lines{"close 1", "warning"});
        CHECK(play.closed(1).empty());
        CHECK(play.pass(250ms) == Lines{"open 2"});
    }
    SUBCASE("before hello") {
        Play play;
        play.start();
        play.opened(1);
        CHECK(play.frame(1, disconnect_text("warning")) == Lines{"close 1", "warning"});
        CHECK(play.frame(1, hello_text).empty());  // too late
        CHECK(play.session.state().ready == 0);
        CHECK(play.pass(250ms) == Lines{"open 2"});
    }
    SUBCASE("twice") {
        Play play;
        play.connect();
        CHECK(play.frame(1, disconnect_text("refresh_requested")) == Lines{"open 3"});
        CHECK(play.frame(1, disconnect_text("refresh_requested")).empty());
        CHECK(play.frame(1, disconnect_text("warning")).empty());
        play.hello(3);
        CHECK(play.pass(500ms) == Lines{"close 1"});
        CHECK(play.frame(1, disconnect_text("refresh_requested")).empty());
    }
    SUBCASE("on a connection that is gone") {
        Play play;
        play.connect();
        play.closed(1);
        CHECK(play.frame(1, disconnect_text("warning")).empty());
    }
}

TEST_CASE("too many connections: that one is closed, and the next attempt waits half a minute") {
    for (const bool ready : {true, false}) {
        CAPTURE(ready);
        Play play;
        play.start();
        play.hello(1);
        play.opened(2);
        if (ready)
            play.frame(2, hello_text);
        CHECK(play.frame(2, disconnect_text("too_many_websockets")) == Lines{"close 2", "warning"});
        CHECK(play.closed(2).empty());
        CHECK(play.session.state().ready == 1);
        CHECK(play.pass(44'999ms).empty());  // 30 s and a random part of another 30
        CHECK(play.pass(1ms) == Lines{"open 3"});
    }
}

TEST_CASE("Socket Mode switched off: the operator is told, and it is tried every five minutes") {
    Play play;
    play.connect();
    CHECK(play.frame(1, disconnect_text("link_disabled")) == Lines{"close 1", "error"});
    CHECK(play.frame(2, disconnect_text("link_disabled")) == Lines{"close 2"});
    CHECK(play.session.state().trouble == Trouble::switched_off);
    CHECK(play.words.find("Socket Mode") != std::string::npos);
    CHECK(play.closed(1).empty());
    CHECK(play.closed(2).empty());
    CHECK(play.pass(299s).empty());
    CHECK(play.pass(1s) == Lines{"open 3"});
    play.opened(3);
    CHECK(play.frame(3, disconnect_text("link_disabled")) == Lines{"close 3"});
    play.closed(3);
    CHECK(play.pass(299s).empty());
    CHECK(play.pass(1s) == Lines{"open 4"});
    play.hello(4);
    CHECK(play.session.state().problem.empty());
}

TEST_CASE("what keeps connections from standing is named, until one stands") {
    struct Row {
        const char* code;    // of a failure to open; or
        const char* reason;  // of a disconnect
        Trouble trouble;
        const char* advice;
    };
    const Row rows[] = {
        {"internal_error", "", Trouble::unreachable, "keeps trying"},
        {"invalid_auth", "", Trouble::refused, "SLACK_APP_TOKEN"},
        {"", "link_disabled", Trouble::switched_off, "Switch it on"},
        {"", "too_many_websockets", Trouble::crowded, "other processes"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        CAPTURE(row.reason);
        Play play(1);
        play.start();
        if (const std::string reason = row.reason; reason.empty()) {
            play.failed(1, row.code);
        } else {
            play.opened(1);
            play.frame(1, disconnect_text(reason));
            play.closed(1);
        }
        const auto state = play.session.state();
        CHECK(state.trouble == row.trouble);
        CHECK(state.problem.find(row.advice) != std::string::npos);
        for (int second = 0; second < 600 && play.session.state().opens < 2; ++second)
            play.pass(1s);
        play.hello(2);
        CHECK(play.session.state().trouble ==
              (row.trouble == Trouble::refused ? Trouble::refused : Trouble::none));
    }
}

TEST_CASE("the loss of the last connection is a problem from that moment on, that of one is none") {
    Play play;
    play.connect();
    play.closed(1);
    CHECK(play.session.state().trouble == Trouble::none);
    play.closed(2);
    CHECK(play.session.state().trouble == Trouble::unreachable);
    CHECK_FALSE(play.session.state().problem.empty());
    play.pass(250ms);
    play.hello(3);
    CHECK(play.session.state().trouble == Trouble::none);
}

TEST_CASE("Retry-After is kept to, but not for days") {
    Play play(1);
    play.start();
    play.failed(1, "", 429, 86'400s);
    CHECK(play.pass(3'599s).empty());
    CHECK(play.pass(1s) == Lines{"open 2"});
}

TEST_CASE("a workspace of one's own has no budget of opens, but failures back off all the same") {
    Session session({.paced = false}, [] { return 0.999; });
    SteadyInstant now{1h};
    session.start(now);
    for (ConnectionNumber number = 1; number <= 100; ++number) {
        session.opened(number, now);
        session.frame(number, hello_text, now);
        session.closed(number, "gone", now);
        now += 250ms;
        session.tick(now);
    }
    CHECK(session.state().opens == 101);
    session.open_failed(101, {}, now);
    CHECK(session.state().next_attempt == now + 499ms);
}

TEST_CASE("a storm of disconnects opens twenty at once, then ten a minute") {
    Play play(1, 0.0);
    play.start();
    ConnectionNumber number = 1;
    for (; number <= 20; ++number) {
        CAPTURE(number);
        play.hello(number);
        const auto lines = play.closed(number);
        if (number < 20)
            CHECK(lines == Lines{"warning", "open " + std::to_string(number + 1)});
        else
            CHECK(lines == Lines{"warning"});
    }
    const auto opens = play.session.state().opens;
    CHECK(opens == 20);
    const auto begin = play.now;
    while (play.now < begin + 10min) {
        for (const auto& line : play.pass(100ms))
            if (line.starts_with("open")) {
                play.hello(number);
                play.closed(number++);
            }
    }
    CHECK(play.session.state().opens - opens <= 100);
    CHECK(play.session.state().opens - opens >= 98);
}

TEST_CASE("no hello within ten seconds: the connection is given up") {
    Play play;
    play.start();
    play.opened(1);
    CHECK(play.pass(9'999ms).empty());
    CHECK(play.pass(1ms) == Lines{"kill 1", "warning"});
    CHECK(play.pass(250ms) == Lines{"open 2"});
    CHECK(play.closed(1).empty());
    SUBCASE("an owner who forgets to report an attempt does not block the next") {
        CHECK(play.pass(29s).empty());
        CHECK(play.pass(1s) == Lines{"kill 2"});
        CHECK(play.pass(500ms) == Lines{"open 3"});
        CHECK(play.failed(2, "").empty());  // counted already
        CHECK(play.session.state().failures == 2);
    }
}

TEST_CASE("a ping goes out every five seconds on each connection") {
    Play play;
    play.connect();
    int pings = 0;
    for (int second = 0; second < 60; ++second) {
        play.now += 1s;
        for (const auto& line : play.told(play.session.tick(play.now)))
            pings += line.starts_with("ping") ? 1 : 0;
        for (const ConnectionNumber number : {1U, 2U})
            play.session.ping_seen(number, play.now);
    }
    CHECK(pings == 24);
}

TEST_CASE("silence for twenty seconds ends a connection; any frame is life") {
    Play play(1);
    play.start();
    play.hello(1);
    CHECK(play.pass(19'999ms, true).empty());
    SUBCASE("silent") {
        CHECK(play.pass(1ms, true) == Lines{"kill 1", "warning"});
        CHECK(play.pass(125ms, true) == Lines{"open 2"});
    }
    SUBCASE("a pong") {
        play.session.pong_seen(1, play.now);
        CHECK(play.pass(19s, true).empty());
    }
    SUBCASE("a text that means nothing") {
        play.frame(1, "x");
        CHECK(play.pass(19s, true).empty());
    }
}

TEST_CASE("pongs alone do not do: without Slack's own pings a connection is deaf after 45 s") {
    Play play(1);
    play.start();
    play.hello(1);
    Lines lines;
    for (int second = 1; second <= 45; ++second) {
        play.now += 1s;
        play.session.pong_seen(1, play.now);
        for (auto& line : play.told(play.session.tick(play.now)))
            if (!line.starts_with("ping"))
                lines.push_back(std::to_string(second) + " " + line);
    }
    CHECK(lines == Lines{"45 kill 1", "45 warning"});
}

TEST_CASE("after this process stood still, connections are asked before they are judged") {
    Play play;
    play.connect();
    play.now += 10min;
    CHECK(play.told(play.session.tick(play.now)) == Lines{"ping 1", "ping 2"});
    play.session.ping_seen(1, play.now + 1s);
    CHECK(play.pass(6s, true) == Lines{"kill 2", "warning", "open 3"});
}

TEST_CASE("a second process on the same app is noticed") {
    Play play(1);
    play.start();
    play.opened(1);
    CHECK(play.frame(1, R"({"type":"hello","num_connections":3})") == Lines{"warning"});
    CHECK(play.words.find("another process") != std::string::npos);
}

TEST_CASE("stopping lets envelopes be acknowledged, then closes, and opens nothing more") {
    Play play;
    play.connect();
    play.frame(1, envelope_text("e1"));
    CHECK(play.told(play.session.stop(play.now)) == Lines{"close 2"});
    CHECK(play.closed(2).empty());
    SUBCASE("when they are acknowledged") {
        CHECK(play.acknowledge(1, "a1") == Lines{"send 1 a1", "close 1"});
    }
    SUBCASE("when their handler failed") {
        CHECK(play.told(play.session.give_up(1, play.now)) == Lines{"close 1"});
    }
    SUBCASE("after a second and a half at the latest") {
        CHECK(play.pass(1'499ms).empty());
        CHECK(play.pass(1ms) == Lines{"close 1"});
    }
    CHECK(play.closed(1).empty());
    CHECK(play.pass(1h).empty());
    CHECK(play.session.state().sockets == 0);
}

TEST_CASE("stopping ends an attempt that is under way") {
    Play play;
    play.start();
    CHECK(play.told(play.session.stop(play.now)) == Lines{"kill 1"});
    CHECK(play.failed(1, "").empty());
    CHECK(play.pass(1h).empty());
}

TEST_CASE("an acknowledgement names its envelope and carries the payload as it is") {
    CHECK(acknowledgement("e1", std::nullopt) == R"({"envelope_id":"e1"})");
    CHECK(acknowledgement("e1", R"({"text":"x"})") ==
          R"({"envelope_id":"e1","payload":{"text":"x"}})");
    CHECK(acknowledgement("\"}", std::nullopt) == R"({"envelope_id":"\"}"})");
}
