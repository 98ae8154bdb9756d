#include "tests/slack/session_play.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using namespace muster::slack;
using namespace muster::slack::play;

TEST_CASE("one connection is opened at a time, the next when the last said hello") {
    Play play;
    CHECK(play.start() == Lines{"open 1"});
    CHECK(play.opened(1).empty());
    CHECK(play.session.state().ready == 0);
    CHECK(play.frame(1, hello_text) == Lines{"open 2"});
    CHECK(play.hello(2).empty());
    CHECK(play.session.state().ready == 2);
    CHECK(play.pass(10min).empty());
}

TEST_CASE("the wished number is kept, within what may exist") {
    struct Row {
        int wished, most, ready;
    };
    const Row rows[] = {{1, 4, 1}, {2, 4, 2}, {4, 4, 4}, {9, 4, 4}, {0, 4, 1}, {12, 20, 10}};
    for (const auto& row : rows) {
        CAPTURE(row.wished);
        Play play(row.wished, 0.5, row.most);
        play.start();
        for (ConnectionNumber number = 1; number <= 12; ++number)
            play.hello(number);
        CHECK(play.session.state().ready == row.ready);
        CHECK(play.session.state().sockets == row.ready);
    }
}

TEST_CASE("an envelope is delivered, and acknowledged where it came from") {
    Play play;
    play.connect();
    CHECK(play.frame(2, envelope_text("e1")) == Lines{"deliver 2 e1"});
    CHECK(play.frame(2, envelope_text("e2", "events_api")) == Lines{"deliver 2 e2"});
    CHECK(play.frame(1, envelope_text("e2", "interactive")) == Lines{"deliver 1 e2"});
    CHECK(play.acknowledge(2, "ack") == Lines{"send 2 ack"});
}

TEST_CASE("what is no envelope is ignored, and an unknown envelope acknowledged and counted") {
    Play play;
    play.connect();
    const std::string ignored[] = {
        "",
        "ping pong",
        "[1,2]",
        "{",
        "{}",
        R"({"type":"slash_commands"})",
        R"({"type":"slash_commands","envelope_id":7})",
        R"({"type":7,"envelope_id":""})",
        "{\"type\":\"\xff\"}",
        "{\"a\":" + std::string(5'000, '[') + std::string(5'000, ']') + "}",
    };
    for (const auto& text : ignored) {
        CAPTURE(text.substr(0, 60));
        CHECK(play.frame(1, text).empty());
    }
    CHECK(play.session.state().ignored_frames == std::size(ignored));
    CHECK(play.frame(1, envelope_text("e9", "sky_fell")) ==
          Lines{R"(send 1 {"envelope_id":"e9"})"});
    CHECK(play.frame(1, R"({"envelope_id":"a\"b"})") == Lines{R"(send 1 {"envelope_id":"a\"b"})"});
    CHECK(play.session.state().unknown_envelopes == 2);
}

TEST_CASE("a connection that is renewed is read until its replacement is ready and all is said") {
    for (const std::string reason : {"refresh_requested", "something_new", ""}) {
        CAPTURE(reason);
        Play play;
        play.connect();
        CHECK(play.frame(1, envelope_text("e1")) == Lines{"deliver 1 e1"});
        CHECK(play.frame(1, disconnect_text(reason)) == Lines{"open 3"});
        CHECK(play.frame(1, envelope_text("e2")) == Lines{"deliver 1 e2"});
        CHECK(play.acknowledge(1, "a2") == Lines{"send 1 a2"});
        CHECK(play.hello(3).empty());
        CHECK(play.pass(1s).empty());  // e1 is still worked on
        CHECK(play.told(play.session.tick(play.now)).empty());
        CHECK(play.acknowledge(1, "a1") == Lines{"send 1 a1", "close 1"});
        CHECK(play.closed(1).empty());
        CHECK(play.session.state().ready == 2);
        CHECK(play.pass(10min).empty());
    }
}

TEST_CASE("a replaced connection lingers for what is on its way, but not for ever") {
    Play play;
    play.connect();
    play.frame(1, disconnect_text("refresh_requested"));
    play.hello(3);
    CHECK(play.pass(499ms).empty());
    CHECK(play.pass(1ms) == Lines{"close 1"});
    play.closed(1);

    play.frame(2, envelope_text("e1"));
    CHECK(play.frame(2, disconnect_text("refresh_requested")) == Lines{"open 4"});
    play.hello(4);
    CHECK(play.pass(2'999ms).empty());
    CHECK(play.pass(1ms) == Lines{"close 2"});
    CHECK(play.acknowledge(2, "late") == Lines{"send 4 late"});
}

TEST_CASE("a replaced connection stays while Slack still uses it, for ten seconds at most") {
    Play play;
    play.connect();
    play.frame(1, disconnect_text("refresh_requested"));
    play.hello(3);
    for (int round = 0; round < 24; ++round) {
        CHECK(play.pass(400ms).empty());
        CHECK(play.frame(1, envelope_text("e")) == Lines{"deliver 1 e"});
        CHECK(play.acknowledge(1, "a") == Lines{"send 1 a"});
    }
    CHECK(play.pass(399ms).empty());
    CHECK(play.pass(1ms) == Lines{"close 1"});
}

TEST_CASE("a warned connection is left for Slack to close") {
    Play play;
    play.connect();
    CHECK(play.frame(1, disconnect_text("warning")) == Lines{"open 3"});
    play.hello(3);
    CHECK(play.pass(10s).empty());
    CHECK(play.closed(1).empty());
    CHECK(play.session.state().ready == 2);

    SUBCASE("unless it never does") {
        play.frame(2, disconnect_text("warning"));
        play.hello(4);
        CHECK(play.pass(29s).empty());
        CHECK(play.pass(1s) == Lines{"close 2"});
    }
    SUBCASE("unless a request to refresh follows") {
        play.frame(2, disconnect_text("warning"));
        play.hello(4);
        play.frame(2, disconnect_text("refresh_requested"));
        CHECK(play.pass(500ms) == Lines{"close 2"});
    }
}

TEST_CASE("both connections renewed at once still overlap, within four sockets") {
    Play play;
    play.connect();
    CHECK(play.frame(1, disconnect_text("refresh_requested")) == Lines{"open 3"});
    CHECK(play.frame(2, disconnect_text("refresh_requested")).empty());
    CHECK(play.hello(3) == Lines{"open 4"});
    CHECK(play.session.state().sockets == 4);
    CHECK(play.hello(4).empty());
    CHECK(play.pass(500ms) == Lines{"close 1", "close 2"});
}

TEST_CASE("with no room to overlap, what is replaced makes room first") {
    Play play(4);
    play.start();
    for (ConnectionNumber number = 1; number <= 4; ++number)
        play.hello(number);
    CHECK(play.frame(2, disconnect_text("refresh_requested")) == Lines{"close 2"});
    CHECK(play.pass(1s).empty());
    CHECK(play.closed(2) == Lines{"open 5"});
}

TEST_CASE("with no room to overlap, what is under way is acknowledged where it came from first") {
    Play play(10, 0.5, 10);
    play.start();
    for (ConnectionNumber number = 1; number <= 10; ++number)
        play.hello(number);
    REQUIRE(play.session.state().ready == 10);
    play.frame(3, envelope_text("e1"));
    CHECK(play.frame(3, disconnect_text("refresh_requested")).empty());
    CHECK(play.frame(3, envelope_text("e2")) == Lines{"deliver 3 e2"});
    CHECK(play.acknowledge(3, "a1") == Lines{"send 3 a1"});
    SUBCASE("then it makes room") {
        CHECK(play.acknowledge(3, "a2") == Lines{"send 3 a2", "close 3"});
    }
    SUBCASE("but for three seconds at most") {
        CHECK(play.pass(2'999ms).empty());
        CHECK(play.pass(1ms) == Lines{"close 3"});
    }
    CHECK(play.closed(3) == Lines{"open 11"});
    play.hello(11);
    CHECK(play.session.state().ready == 10);
    CHECK(play.pass(10min).empty());
}

TEST_CASE("ten connections renewed together never are more than ten, nor fewer than nine") {
    Play play(10, 0.0, 10);
    play.start();
    ConnectionNumber newest = 10;
    for (ConnectionNumber number = 1; number <= newest; ++number)
        play.hello(number);
    for (ConnectionNumber number = 1; number <= 10; ++number)
        play.frame(number, disconnect_text("warning"));
    for (ConnectionNumber number = 1; number <= 10; ++number) {
        CHECK(play.session.state().sockets == 10);
        CHECK(play.closed(number) == Lines{"open " + std::to_string(++newest)});
        play.hello(newest);
    }
    CHECK(play.session.state().ready == 10);
    CHECK(play.session.state().opens == 20);
}

TEST_CASE("a connection that is to go does not stay for a wish that Slack does not grant") {
    Play play;
    play.connect();
    CHECK(play.frame(1, disconnect_text("refresh_requested")) == Lines{"open 3"});
    play.opened(3);
    play.frame(3, disconnect_text("too_many_websockets"));
    play.closed(3);
    CHECK(play.pass(29'999ms).empty());
    CHECK(play.pass(1ms) == Lines{"close 1"});
    CHECK(play.closed(1).empty());
    CHECK(play.session.state().ready == 1);
}

TEST_CASE("a renewed connection that Slack ends first costs nothing") {
    Play play;
    play.connect();
    play.frame(1, disconnect_text("refresh_requested"));
    CHECK(play.closed(1).empty());
    CHECK(play.hello(3).empty());
    CHECK(play.pass(1min).empty());
    CHECK(play.session.state().ready == 2);
}

TEST_CASE("a dropped connection is replaced at once, give or take a quarter of a second") {
    Play play;
    play.connect();
    CHECK(play.closed(1) == Lines{"warning"});
    CHECK(play.pass(124ms).empty());
    CHECK(play.pass(1ms) == Lines{"open 3"});
}

TEST_CASE("an acknowledgement finds a way when its own connection is gone") {
    Play play(1);
    play.start();
    play.hello(1);
    play.frame(1, envelope_text("e1"));
    play.closed(1);
    CHECK(play.acknowledge(1, "a1").empty());  // kept for the next one
    CHECK(play.pass(125ms) == Lines{"open 2"});
    CHECK(play.hello(2) == Lines{"send 2 a1"});
    SUBCASE("but not after ten seconds: Slack has given up long since") {
        play.closed(2);
        play.acknowledge(2, "old");
        CHECK(play.pass(125ms) == Lines{"open 3"});
        play.pass(9'900ms);
        CHECK(play.hello(3).empty());
    }
}

TEST_CASE("what was said just before Slack ended a connection is said again on another") {
    Play play;
    play.connect();
    play.frame(1, envelope_text("e1"));
    play.frame(1, envelope_text("e2"));
    play.acknowledge(1, "a1");
    play.pass(1s);
    play.acknowledge(1, "a2");
    SUBCASE("all of the last three seconds") {
        play.pass(1'999ms);
        CHECK(play.closed(1) == Lines{"warning", "send 2 a1", "send 2 a2"});
    }
    SUBCASE("for then Slack has given up on the rest") {
        play.pass(2s);
        CHECK(play.closed(1) == Lines{"warning", "send 2 a2"});
    }
    SUBCASE("once it has said hello where there was none") {
        play.closed(2);
        play.pass(250ms);
        play.closed(1);
        CHECK(play.hello(3) == Lines{"send 3 a1", "send 3 a2"});
    }
    SUBCASE("but not after our own good-bye, before which it was read") {
        play.frame(1, disconnect_text("refresh_requested"));
        play.hello(3);
        CHECK(play.pass(500ms) == Lines{"close 1"});
        CHECK(play.closed(1).empty());
    }
}

TEST_CASE("a replacement that is lost at once leaves the old connection in use") {
    Play play;
    play.connect();
    play.frame(1, disconnect_text("refresh_requested"));
    play.hello(3);
    CHECK(play.closed(3) == Lines{"warning"});
    CHECK(play.pass(125ms) == Lines{"open 4"});
    CHECK(play.pass(5s).empty());
    CHECK(play.frame(1, envelope_text("e1")) == Lines{"deliver 1 e1"});
    CHECK(play.acknowledge(1, "a1") == Lines{"send 1 a1"});
    play.hello(4);
    CHECK(play.pass(500ms) == Lines{"close 1"});
}
