#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster::slack;
using namespace muster::slack::testing;
using namespace muster;
using Fault = DeliverySlack::Fault;

namespace {

void write(DeliverySlack& slack, const std::string& ts, const std::string& text,
           const std::string& thread = "") {
    slack.messages.push_back({"C0ROOM", ts, thread, text, "", false, 0, "U0GRACE"});
}

Play asks(DeliverySlack& slack, Kind kind, std::map<std::string, std::string> details) {
    if (!slack.channels.contains("C0ROOM"))
        slack.add_channel("C0ROOM", "inc-7", "U0BOT", true);
    Play play(slack, kind);
    play.parcel.effect.people = {"U0ADA"};
    play.parcel.effect.details = std::move(details);
    play.parcel.effect.details["channel"] = "C0ROOM";
    return play;
}

Play asks_for(DeliverySlack& slack, const std::string& ts) {
    return asks(slack, Kind::ask_message, {{"message", ts}});
}

// The whole of that minute by the workspace's clock: 2026-11-20, 14:02.
Play asks_channel(DeliverySlack& slack) {
    return asks(slack, Kind::ask_channel,
                {{"from", "2026-11-20T14:02:00Z"},
                 {"to", "2026-11-20T14:02:59Z"},
                 {"view", "scribe envelope:1"}});
}

std::string texts(const Request& answer) {
    std::string text;
    for (const auto& message : answer.messages)
        text += (text.empty() ? "" : " | ") + message.text;
    return text;
}

}  // namespace

TEST_CASE("a marked message is read, and comes back as a request of whoever marked it") {
    DeliverySlack slack;
    write(slack, "1795183320.000100", "before");
    write(slack, "1795183321.000100", "failover &lt;now&gt;");
    auto play = asks_for(slack, "1795183321.000100");
    const auto ending = play.finish();
    CHECK(ending.end == End::delivered);
    REQUIRE(ending.answer);
    const auto& answer = *ending.answer;
    CHECK(answer.kind == Request::Kind::answer);
    CHECK(answer.name == "ask_message");
    CHECK(answer.value == to_string(play.parcel.effect.incident));
    CHECK(answer.user.user == UserId("U0ADA"));
    CHECK(answer.place == ChannelId("C0ROOM"));
    CHECK(answer.identities == std::vector<std::string>{"ask:" + play.parcel.mark.str()});
    CHECK(texts(answer) == "failover <now>");
    CHECK(answer.messages[0].author.user == UserId("U0GRACE"));
    CHECK(to_rfc3339(answer.messages[0].sent) == "2026-11-20T14:02:01Z");
    CHECK(answer.messages[0].link == "https://example.com/p1795183321.000100");
    CHECK_FALSE(answer.details.contains("error"));
    CHECK(slack.calls == std::vector<std::string>{"conversations.history", "chat.getPermalink"});
}

TEST_CASE("a reply in a thread is found there, and not taken for the message before it") {
    DeliverySlack slack;
    write(slack, "1795183320.000100", "anybody?");
    write(slack, "1795183321.000100", "the pool is full", "1795183320.000100");
    write(slack, "1795183322.000100", "so it is", "1795183320.000100");
    const auto ending = asks_for(slack, "1795183321.000100").finish();
    REQUIRE(ending.answer);
    CHECK(texts(*ending.answer) == "the pool is full");
    CHECK(ending.answer->messages[0].thread == MessageTs("1795183320.000100"));
    CHECK(slack.count_calls("conversations.replies") == 1);
}

TEST_CASE("a message that cannot be read is answered with why, and what to do") {
    struct Row {
        const char* method;
        const char* code;
        const char* words;
    };
    const Row rows[] = {
        {"", "", "gone from Slack"},
        {"conversations.history", "missing_scope", "install the app again"},
        {"conversations.history", "channel_not_found", "/invite"},
        {"conversations.replies", "thread_not_found", "gone from Slack"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.code);
        DeliverySlack slack;
        write(slack, "1795183320.000100", "before");
        if (*row.method != '\0')
            slack.refusals[row.method] = row.code;
        const auto ending = asks_for(slack, "1795183321.000100").finish();
        CHECK(ending.end == End::delivered);
        REQUIRE(ending.answer);
        CHECK(ending.answer->messages.empty());
        CHECK(ending.answer->details.at("error").find(row.words) != std::string::npos);
    }
    // Without its address it is read all the same.
    DeliverySlack slack;
    write(slack, "1795183321.000100", "failover");
    slack.refusals["chat.getPermalink"] = "channel_not_found";
    const auto ending = asks_for(slack, "1795183321.000100").finish();
    CHECK(texts(*ending.answer) == "failover");
    CHECK(ending.answer->messages[0].link.empty());
}

TEST_CASE("whatever cuts a reading off, it is done again and answered once") {
    for (const auto way : {Fault::cut_before, Fault::cut_after, Fault::busy, Fault::rate_limited})
        for (int at = 0; at < 2; ++at) {
            CAPTURE(static_cast<int>(way));
            DeliverySlack slack;
            write(slack, "1795183321.000100", "failover");
            slack.faults.assign(static_cast<std::size_t>(at), Fault::none);
            slack.faults.push_back(way);
            auto play = asks_for(slack, "1795183321.000100");
            CHECK_FALSE(play.attempt()->answer);
            const auto ending = play.finish();
            REQUIRE(ending.answer);
            CHECK(texts(*ending.answer) == "failover");
        }
    DeliverySlack slack;
    auto late = asks_for(slack, "1795183321.000100");
    late.now += std::chrono::hours(25);
    CHECK(late.finish().answer->details.at("error").starts_with("For a day"));
    CHECK(slack.calls.empty());
}

TEST_CASE("a channel is read from one moment to another, oldest first, people's words alone") {
    DeliverySlack slack;
    write(slack, "1795183319.000100", "too early");
    write(slack, "1795183320.000100", "anybody?");
    write(slack, "1795183321.000100", "in a thread", "1795183320.000100");
    write(slack, "1795183322.000100", "yes");
    write(slack, "1795183380.000100", "too late");
    slack.messages.push_back(
        {"C0ROOM", "1795183323.000100", "", "joined", "", false, 0, "U0LINUS", "channel_join"});
    slack.messages.push_back({"C0ROOM", "1795183324.000100", "", "the card", "", true, 0, "U0BOT"});
    const auto ending = asks_channel(slack).finish();
    REQUIRE(ending.answer);
    CHECK(texts(*ending.answer) == "anybody? | yes");
    CHECK(ending.answer->details.at("view") == "scribe envelope:1");
    CHECK_FALSE(ending.answer->details.contains("more"));
    CHECK(slack.count_calls("chat.getPermalink") == 1);
}

TEST_CASE(
    "of a long talk the newest two hundred are read, and the answer says that there are more") {
    DeliverySlack slack;
    for (int i = 0; i < 450; ++i)
        write(slack, "1795183330." + std::to_string(100'000 + i), "m" + std::to_string(i));
    const auto ending = asks_channel(slack).finish();
    REQUIRE(ending.answer);
    CHECK(ending.answer->messages.size() == 200);
    CHECK(ending.answer->messages.front().text == "m250");
    CHECK(ending.answer->messages.back().text == "m449");
    CHECK(ending.answer->details.at("more") == "true");
    // Exactly as many are all of them.
    DeliverySlack less;
    for (int i = 0; i < 200; ++i)
        write(less, "1795183330." + std::to_string(100'000 + i), "m");
    CHECK_FALSE(asks_channel(less).finish().answer->details.contains("more"));
}

TEST_CASE("a form that nobody waits for any more is not read for, and a refusal is told in it") {
    DeliverySlack slack;
    auto late = asks_channel(slack);
    late.now += std::chrono::minutes(11);
    CHECK_FALSE(late.finish().answer);
    CHECK(slack.calls.empty());
    slack.refusals["conversations.history"] = "missing_scope";
    const auto ending = asks_channel(slack).finish();
    CHECK(ending.answer->details.at("error").find("install the app again") != std::string::npos);
}
