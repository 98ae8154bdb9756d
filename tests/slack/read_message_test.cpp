#include "slack/read_message.hpp"

#include "commands/mention.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using nlohmann::json;

namespace {

const Self self{"/incident", "T0TEAM", "U0BOT", "B0BOT"};
const ChannelId room("C0ROOM");

SlackMessage read(json message) {
    message.emplace("ts", "1767225590.000200");
    return read_message(message, room, self);
}

}  // namespace

TEST_CASE("a message is read with its time, author, thread, files and edits") {
    const auto message = read({{"user", "U0ADA"},
                               {"text", "see &lt;this&gt; <@U0GRACE|grace>"},
                               {"thread_ts", "1767225500.000100"},
                               {"edited", {{"user", "U0ADA"}, {"ts", "1767225591.000000"}}},
                               {"files",
                                {{{"title", "Graph"}, {"permalink", "https://files.example/F1"}},
                                 {{"name", "pool.log"}}}}});
    CHECK(message.place == MessagePlace{room, MessageTs("1767225590.000200")});
    CHECK(to_rfc3339(message.sent) == "2025-12-31T23:59:50Z");
    CHECK(message.author.user == UserId("U0ADA"));
    CHECK(message.thread == MessageTs("1767225500.000100"));
    CHECK(without_mentions(message.text) ==
          "see <this> @grace\nGraph (https://files.example/F1)\npool.log");
    CHECK(message.edited == MessageTs("1767225591.000000"));
    CHECK_FALSE(message.by_app);
    CHECK_FALSE(message.by_us);
    CHECK_FALSE(message.is_line);
}

TEST_CASE("whose a message is, and whether anybody wrote it") {
    struct Row {
        json message;
        const char* name;
        bool by_app;
        bool by_us;
        bool is_line;
    };
    const Row rows[] = {
        {{{"user", "U0ADA"}}, "", false, false, false},
        {{{"user", "U0BOT"}, {"bot_id", "B0BOT"}}, "", true, true, false},
        {{{"user", "U0BOT"}}, "", false, true, false},
        {{{"bot_id", "B1"}, {"bot_profile", {{"name", "Pager"}}}}, "Pager", true, false, false},
        {{{"subtype", "bot_message"}, {"username", "cron"}}, "cron", true, false, false},
        {{{"subtype", "file_share"}, {"user", "U0ADA"}}, "", false, false, false},
        {{{"subtype", "channel_join"}, {"user", "U0ADA"}}, "", false, false, true},
        {{{"thread_ts", "1767225590.000200"}}, "", false, false, false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.message.dump());
        const auto message = read(row.message);
        CHECK(message.author.name == row.name);
        CHECK(message.by_app == row.by_app);
        CHECK(message.by_us == row.by_us);
        CHECK(message.is_line == row.is_line);
        CHECK(message.thread.empty());
    }
    CHECK(
        read(json::parse(R"({"text":5,"files":{"a":1},"edited":"no","user":null})")).text.empty());
}

TEST_CASE("what an app says outside the text of its message is read there") {
    struct Row {
        json message;
        const char* text;
    };
    const Row rows[] = {
        {{{"text", "up"}, {"attachments", {{{"fallback", "not this"}}}}}, "up"},
        {{{"text", ""},
          {"attachments",
           {{{"fallback", "pool is full"}, {"text", "x"}},
            {{"fallback", "[no preview available]"}, {"title", "since &lt;10:00"}}}}},
         "pool is full\nsince <10:00"},
        {{{"blocks",
           {{{"type", "header"}, {"text", {{"type", "plain_text"}, {"text", "Alert"}}}},
            {{"type", "divider"}},
            {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "p95 is high"}}}}}}},
         "Alert\np95 is high"},
        {{{"attachments", "none"}, {"blocks", {5, nullptr}}}, ""},
    };
    for (const auto& row : rows)
        CHECK(read(row.message).text == row.text);
}

TEST_CASE("the address of a message is made as Slack makes it") {
    auto message = read({{"user", "U0ADA"}});
    CHECK(permalink("team", message) == "https://team.slack.com/archives/C0ROOM/p1767225590000200");
    CHECK(permalink("", message).empty());
    auto reply = message;
    reply.place.ts = MessageTs("1767225600.000100");
    reply.thread = message.place.ts;
    const std::string known = "http://127.0.0.1:1/archives/C0ROOM/p1767225590000200";
    CHECK(permalink_like(known, message, reply) ==
          "http://127.0.0.1:1/archives/C0ROOM/"
          "p1767225600000100?thread_ts=1767225590.000200&cid=C0ROOM");
    CHECK(permalink_like(known, reply, message).empty());
    CHECK(permalink_like("", message, reply).empty());
}
