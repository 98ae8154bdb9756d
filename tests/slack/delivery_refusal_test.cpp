#include "slack/delivery_refusal.hpp"

#include "slack/methods_table.hpp"
#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

std::vector<std::string> codes_in(std::string_view codes) {
    std::vector<std::string> all;
    while (!codes.empty()) {
        const auto end = std::min(codes.find(' '), codes.size());
        if (end > 0)
            all.emplace_back(codes.substr(0, end));
        codes.remove_prefix(std::min(end + 1, codes.size()));
    }
    return all;
}

// All that a method may refuse for good, but for what means that the token is dead.
std::vector<std::string> refusals_of(std::string_view method) {
    auto all = codes_in(find_method(method)->permanent);
    for (auto& code : codes_in(common_permanent))
        all.push_back(std::move(code));
    std::erase_if(all, [](const std::string& code) { return lists(token_codes, code); });
    return all;
}

constexpr std::array<Kind, 26> kinds{
    Kind::post_approval,     Kind::show_approval, Kind::create_channel,  Kind::post_card,
    Kind::post_announcement, Kind::post_update,   Kind::post_note,       Kind::post_postmortem,
    Kind::upload_document,   Kind::show_channel,  Kind::show_members,    Kind::show_topic,
    Kind::show_purpose,      Kind::show_pin,      Kind::show_bookmark,   Kind::show_card,
    Kind::show_announcement, Kind::show_update,   Kind::show_postmortem, Kind::tell_person,
    Kind::post_reminder,     Kind::remind_owner,  Kind::post_digest,     Kind::show_reminder,
    Kind::show_archived,     Kind::show_home};

// A workspace in which all is there that the effect hangs on, and nothing that it makes.
struct Scene {
    explicit Scene(Kind kind, bool doubtful = false) : play(slack, kind, number_of(kind)) {
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        auto& places = play.places();
        if (kind != Kind::create_channel) {
            places.channel = ChannelId("C0INC7");
            places.channel_name = "inc-7";
        }
        places.announce_channel = ChannelId("C0INCIDENTS");
        const auto stands = [&](const char* channel, const char* ts) {
            slack.messages.push_back({channel, ts, "", "", "old", true, 0});
            return MessageTs(ts);
        };
        if (kind != Kind::post_announcement)
            places.announcement = stands("C0INCIDENTS", "100.1");
        if (kind != Kind::post_card && kind != Kind::create_channel)
            places.card = stands("C0INC7", "150.1");
        if (kind != Kind::post_postmortem) {
            places.postmortem = stands("C0INC7", "200.1");
            places.postmortem_copy = stands("C0POSTMORTEMS", "201.1");
            places.postmortem_channel = ChannelId("C0POSTMORTEMS");
        }
        if (kind == Kind::show_update) {
            places.updates[2] = stands("C0INCIDENTS", "300.1");
            places.room_updates[2] = stands("C0INC7", "301.1");
        }
        if (kind == Kind::show_approval)
            places.approvals[2] = stands("C0INC7", "310.1");
        if (kind == Kind::show_bookmark)
            play.parcel.view.settings.page_url.clear();  // it leads to the card
        play.parcel.taken = {ChannelId("C0INC7")};
        play.parcel.effect.people = {"U0ADA", "@dba"};
        play.parcel.effect.subject = "U0ADA";
        play.parcel.notice.is_due = true;
        play.parcel.notice.says.words = Words("An update is due.");
        if (kind == Kind::show_reminder || kind == Kind::post_reminder)
            places.reminder = stands("C0INC7", "400.1");
        play.parcel.view.dossier.incident.closed = kind == Kind::show_archived;
        play.parcel.outcome_unknown = doubtful;
    }

    static int number_of(Kind kind) {
        if (kind == Kind::post_update || kind == Kind::show_update || kind == Kind::post_approval ||
            kind == Kind::show_approval)
            return 2;
        return kind == Kind::upload_document ? 1 : 0;
    }

    DeliverySlack slack;
    Play play;
};

// Every method that an effect of that kind may call.
std::set<std::string> calls_of(Kind kind) {
    std::set<std::string> calls;
    for (const bool doubtful : {false, true}) {
        Scene scene(kind, doubtful);
        scene.slack.channels.at("C0INCIDENTS").member = false;
        scene.slack.channels.at("C0INC7").member = false;
        scene.play.finish();
        calls.insert(scene.slack.calls.begin(), scene.slack.calls.end());
    }
    calls.erase("upload");
    return calls;
}

}  // namespace

TEST_CASE("for every code that Slack documents there is advice in words") {
    for (const auto kind : kinds)
        for (const auto& method : calls_of(kind))
            for (const auto& code : refusals_of(method)) {
                CAPTURE(method);
                CAPTURE(code);
                Answer answer;
                answer.kind = Answer::Kind::refused;
                answer.error = code;
                CHECK(advice_for(answer).find(' ') != std::string::npos);
            }
}

TEST_CASE("for every code of a call that takes something back there is advice in words") {
    for (const auto* method :
         {"bookmarks.list", "bookmarks.remove", "chat.delete", "conversations.archive",
          "conversations.history", "conversations.info", "conversations.rename",
          "conversations.replies", "files.delete"})
        for (const auto& code : refusals_of(method)) {
            CAPTURE(method);
            CAPTURE(code);
            Answer answer;
            answer.kind = Answer::Kind::refused;
            answer.error = code;
            CHECK(advice_for(answer).find(' ') != std::string::npos);
        }
}

TEST_CASE("a code that nobody knows is shown with what Slack says, and where to look") {
    Answer answer;
    answer.error = "odd_new_code";
    CHECK(refusal_words("The topic could not be set", answer) ==
          "The topic could not be set (odd_new_code): Slack says no more than that; whoever runs "
          "Muster finds the call in its log.");
    answer.detail = "the moon is full";
    CHECK(refusal_words("The topic could not be set", answer).find("the moon is full;") !=
          std::string::npos);
}

// The outcome of every effect for every refusal of every method it calls.
TEST_CASE("no refusal ends in silence, in an endless retry, or in a text with a code alone") {
    int seen = 0;
    for (const auto kind : kinds)
        for (const auto& method : calls_of(kind))
            for (const auto& code : refusals_of(method))
                for (const bool doubtful : {false, true}) {
                    CAPTURE(to_string(kind));
                    CAPTURE(method);
                    CAPTURE(code);
                    CAPTURE(doubtful);
                    Scene scene(kind, doubtful);
                    auto& play = scene.play;
                    scene.slack.refusals[method] = code;
                    bool noticed = false;  // by the state of the channel, or by what is missing
                    Ending ending;
                    do {
                        REQUIRE(play.attempts < 60);
                        ending = *play.attempt();
                        noticed = noticed || ending.made.room || !ending.missing.empty() ||
                                  !ending.more.empty();
                        // What takes longer waits for something that has a name.
                        if (ending.end != End::delivered && ending.end != End::refused &&
                            play.attempts > 8)
                            CHECK_FALSE(ending.waits_for.empty());
                    } while (ending.end != End::delivered && ending.end != End::refused);
                    ++seen;
                    if (ending.end == End::refused)
                        CHECK_FALSE(play.refusals.empty());
                    for (const auto& refusal : play.refusals) {
                        CAPTURE(refusal);
                        CHECK(refusal.size() > code.size() + 30);
                        CHECK(refusal.ends_with("."));
                    }
                    // Delivered without the call: another way was found, and is said where it
                    // differs; or it was not needed.
                    const bool other_way =
                        method == "users.conversations" || method == "files.info" ||
                        method == "conversations.join" || method == "conversations.list" ||
                        (method == "bookmarks.list" && !doubtful) || (method == "bookmarks.edit") ||
                        scene.slack.count_calls(method) == 0;
                    if (ending.end == End::delivered && play.refusals.empty() && !noticed)
                        CHECK(other_way);
                }
    MESSAGE("outcomes of refusals looked at: " << seen);
}

TEST_CASE("what is refused in the incident's channel is said once: the channel's own trouble") {
    for (const auto kind : {Kind::post_note, Kind::show_card, Kind::show_topic, Kind::show_pin,
                            Kind::show_members, Kind::show_bookmark}) {
        CAPTURE(to_string(kind));
        Scene scene(kind);
        scene.slack.channels.at("C0INC7").archived = true;
        const auto ending = *scene.play.attempt();
        CHECK(ending.end == End::later);
        CHECK(ending.waits_for == "C0INC7");
        CHECK(ending.made.room == RoomState::archived);
        CHECK(scene.play.refusals.empty());
    }
}
