#include "slack/delivery.hpp"

#include "tests/slack/delivery_play.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <random>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

// A Say (and the one Show that must not happen twice), what must be there before, and how often it
// is there afterwards.
struct Case {
    Kind kind;
    int number;
    std::function<int(const DeliverySlack&)> count;
    int once = 1;  // how many of it are right
};

int ours(const DeliverySlack& slack, const std::string& channel, const std::string& thread = "") {
    return static_cast<int>(slack.posted(channel, thread).size());
}

const std::vector<Case> cases{
    {Kind::create_channel, 0,
     [](const DeliverySlack& slack) { return static_cast<int>(slack.made_by("U0BOT").size()); }, 2},
    {Kind::post_card, 0, [](const DeliverySlack& slack) { return ours(slack, "C0INC7"); }},
    {Kind::post_note, 0, [](const DeliverySlack& slack) { return ours(slack, "C0INC7"); }},
    {Kind::post_announcement, 0,
     [](const DeliverySlack& slack) { return ours(slack, "C0INCIDENTS"); }},
    {Kind::post_update, 2,
     [](const DeliverySlack& slack) {
         return ours(slack, "C0INC7") + ours(slack, "C0INCIDENTS", "100.1");
     },
     2},
    {Kind::post_postmortem, 0,
     [](const DeliverySlack& slack) {
         return ours(slack, "C0INC7") + ours(slack, "C0POSTMORTEMS");
     },
     2},
    {Kind::upload_document, 1,
     [](const DeliverySlack& slack) {
         int shared = 0;
         for (const auto& [id, file] : slack.files) {
             shared += file.shared;
             if (file.shared > 0) {
                 CHECK(file.bytes == "# Postmortem\n\nAll of it.\n");
                 CHECK(file.thread == "200.1");
             }
         }
         return shared;
     }},
    {Kind::show_bookmark, 0,
     [](const DeliverySlack& slack) {
         return static_cast<int>(slack.channels.at("C0INC7").bookmarks.size());
     }},
};

// A workspace with the incident's channel, but for the effect that makes it.
void prepare(DeliverySlack& slack, Play& play) {
    slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
    if (play.parcel.effect.kind == Kind::create_channel) {
        play.parcel.taken = {ChannelId("C0INC7")};
        return;
    }
    play.places().channel = ChannelId("C0INC7");
    play.places().announce_channel = ChannelId("C0INCIDENTS");
    if (play.parcel.effect.kind != Kind::post_announcement)
        play.places().announcement = MessageTs("100.1");
    if (play.parcel.effect.kind != Kind::post_postmortem)
        play.places().postmortem = MessageTs("200.1");
    slack.add_channel("C0INCIDENTS", "incidents", "U0OTHER", true);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each Say happens once when nothing goes wrong") {
    for (const auto& row : cases) {
        CAPTURE(to_string(row.kind));
        DeliverySlack slack;
        Play play(slack, row.kind, row.number);
        prepare(slack, play);
        CHECK(play.finish().end == End::delivered);
        CHECK(play.attempts == 1);
        CHECK(row.count(slack) == row.once);
        CHECK(play.refusals.empty());
    }
}

TEST_CASE("a crash before or after any call leaves each Say once") {
    for (const auto& row : cases)
        for (int call = 1; call <= 6; ++call)
            for (const bool after : {false, true}) {
                CAPTURE(to_string(row.kind));
                CAPTURE(call);
                CAPTURE(after);
                DeliverySlack slack;
                Play play(slack, row.kind, row.number);
                prepare(slack, play);
                if (!play.attempt(call, after))
                    CHECK(play.finish().end == End::delivered);
                CHECK(row.count(slack) == row.once);
            }
}

TEST_CASE("a fault in any call leaves each Say once") {
    using Fault = DeliverySlack::Fault;
    for (const auto& row : cases)
        for (std::size_t before = 0; before < 6; ++before)
            for (const auto fault :
                 {Fault::cut_before, Fault::cut_after, Fault::busy, Fault::rate_limited}) {
                CAPTURE(to_string(row.kind));
                CAPTURE(before);
                CAPTURE(static_cast<int>(fault));
                DeliverySlack slack;
                Play play(slack, row.kind, row.number);
                prepare(slack, play);
                slack.faults.assign(before, Fault::none);
                slack.faults.push_back(fault);
                CHECK(play.finish().end == End::delivered);
                CHECK(row.count(slack) == row.once);
            }
}

TEST_CASE("any mixture of faults and crashes leaves each Say once") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 400; ++round) {
        const auto& row = cases[random() % cases.size()];
        CAPTURE(to_string(row.kind));
        CAPTURE(round);
        DeliverySlack slack;
        Play play(slack, row.kind, row.number);
        prepare(slack, play);
        for (int count = 0; count < 12; ++count)
            slack.faults.push_back(random() % 2 == 0
                                       ? DeliverySlack::Fault::none
                                       : static_cast<DeliverySlack::Fault>(1 + random() % 4));
        bool settled = false;
        for (int crashes = static_cast<int>(random() % 4); crashes > 0 && !settled; --crashes) {
            const auto ending = play.attempt(1 + static_cast<int>(random() % 4), random() % 2 == 0);
            settled = ending && (ending->end == End::delivered || ending->end == End::refused);
        }
        if (!settled)
            play.finish();
        CHECK(row.count(slack) == row.once);
    }
}

TEST_CASE(
    "what was sent and not answered is looked for twice, two seconds apart, before it is sent "
    "again") {
    DeliverySlack slack;
    Play play(slack, Kind::post_note);
    prepare(slack, play);
    slack.faults = {DeliverySlack::Fault::cut_before};
    const auto start = play.now;
    CHECK(play.attempt()->end == End::unknown);
    CHECK(play.now >= start + std::chrono::seconds(2));
    CHECK(play.attempt()->end == End::unknown);
    CHECK(play.attempt()->end == End::delivered);
    CHECK(slack.calls == std::vector<std::string>{"chat.postMessage", "conversations.history",
                                                  "conversations.history", "chat.postMessage"});
}

TEST_CASE("what was on its way when Muster died is not sent again before it may have arrived") {
    DeliverySlack slack;
    Play play(slack, Kind::post_note);
    prepare(slack, play);
    const auto start = play.now;
    CHECK_FALSE(play.attempt(1));  // sent, and Slack takes its time
    CHECK(play.attempt()->end == End::unknown);
    CHECK(play.now >= start + std::chrono::seconds(12));
    CHECK(slack.count_calls("chat.postMessage") == 0);
    // It arrives in between, as late as a call may.
    DeliverySlack::Message late;
    late.channel = "C0INC7";
    late.ts = std::to_string(slack.clock) + ".000100";
    late.mark = play.parcel.mark.str();
    slack.messages.push_back(late);
    CHECK(play.finish().end == End::delivered);
    CHECK(slack.count_calls("chat.postMessage") == 0);
    CHECK(ours(slack, "C0INC7") == 1);
}

TEST_CASE("a look-up that Slack refuses ends in a refusal, not in a second message") {
    DeliverySlack slack;
    Play play(slack, Kind::post_note);
    prepare(slack, play);
    slack.faults = {DeliverySlack::Fault::cut_before};
    slack.refusals["conversations.history"] = "missing_scope";
    CHECK(play.finish().end == End::refused);
    CHECK(slack.count_calls("chat.postMessage") == 1);
    REQUIRE(play.refusals.size() == 1);
    CHECK(has(play.refusals[0], "it is not sent again (missing_scope)"));
}

TEST_CASE("a busy Slack is tried again after a wait that grows to a minute") {
    DeliverySlack slack;
    Play play(slack, Kind::post_note);
    prepare(slack, play);
    std::vector<long long> waits;
    for (int count = 0; count < 8; ++count) {
        slack.faults.push_back(DeliverySlack::Fault::busy);
        const auto before = play.now;
        const auto ending = play.attempt();
        CHECK(ending->end == End::later);
        waits.push_back((ending->next_try - before).count() - 1);  // the call took a second
    }
    CHECK(waits == std::vector<long long>{1, 2, 4, 8, 16, 32, 60, 60});
    slack.faults.push_back(DeliverySlack::Fault::rate_limited);
    const auto ending = play.attempt();
    CHECK(ending->next_try == Instant(std::chrono::seconds(slack.clock)));  // Retry-After: 7
    CHECK(play.attempt()->end == End::delivered);
}

TEST_CASE("a taken name gets the next suffix; ours is known by creator, name and time") {
    const auto name = channel_name({Series::incident, 7}, "Checkout latency", {}, 0);
    {
        DeliverySlack slack;  // somebody else's
        slack.add_channel("C0OTHERS", name, "U0OTHER", true);
        Play play(slack, Kind::create_channel);
        CHECK(play.finish().made.channel_name == name + "-2");
    }
    {
        DeliverySlack slack;  // ours of another life: older than the first try
        slack.add_channel("C0OLD", name, "U0BOT", true).created = 1;
        Play play(slack, Kind::create_channel);
        slack.faults = {DeliverySlack::Fault::cut_before};
        CHECK(play.finish().made.channel_name == name + "-2");
    }
    {
        DeliverySlack slack;  // another incident has it
        slack.add_channel("C0TAKEN", name, "U0BOT", true);
        Play play(slack, Kind::create_channel);
        play.parcel.taken = {ChannelId("C0TAKEN")};
        slack.faults = {DeliverySlack::Fault::cut_before};
        CHECK(play.finish().made.channel_name == name + "-2");
    }
    {
        DeliverySlack slack;  // made by the attempt that was cut
        Play play(slack, Kind::create_channel);
        slack.faults = {DeliverySlack::Fault::cut_after};
        CHECK(play.finish().made.channel_name == name);
        CHECK(slack.count_calls("conversations.create") == 1);
    }
}

TEST_CASE("a private incident's channel is private, and nothing of it is announced") {
    DeliverySlack slack;
    const auto private_play = [&](Kind kind, int number = 0) {
        Play play(slack, kind, number);
        play.parcel.view.dossier.incident.id = {Series::private_incident, 1};
        return play;
    };
    private_play(Kind::create_channel).finish();
    REQUIRE(slack.made_by("U0BOT").size() == 1);
    CHECK(slack.made_by("U0BOT")[0].is_private);
    for (const auto kind : {Kind::post_announcement, Kind::post_update, Kind::post_postmortem,
                            Kind::post_card, Kind::post_note}) {
        auto play = private_play(kind, 2);
        CHECK(play.finish().end == End::delivered);
    }
    CHECK(slack.messages.empty());
}

TEST_CASE("without the right to create channels the incident lives in the announcement's thread") {
    DeliverySlack slack;
    slack.refusals["conversations.create"] = "restricted_action";
    Play create(slack, Kind::create_channel);
    const auto ending = create.finish();
    CHECK(ending.end == End::refused);
    CHECK(has(create.refusals.at(0),
              "lives in the thread of its announcement "
              "(restricted_action): a setting of the workspace forbids it"));

    Play card_play(slack, Kind::post_card);
    card_play.places().announce_channel = ChannelId("C0INCIDENTS");
    card_play.places().announcement = MessageTs("100.1");
    card_play.finish();
    REQUIRE(slack.posted("C0INCIDENTS", "100.1").size() == 1);
    CHECK(has(slack.posted("C0INCIDENTS", "100.1")[0].text, "/incident INC-7 log"));
    for (const auto kind : {Kind::show_topic, Kind::show_purpose, Kind::show_pin,
                            Kind::show_bookmark, Kind::show_members}) {
        Play play(slack, kind);
        play.places() = card_play.places();
        CHECK(play.finish().end == End::delivered);
    }
    // The update is there once, not once for each place.
    Play update(slack, Kind::post_update, 2);
    update.places() = card_play.places();
    update.finish();
    CHECK(slack.posted("C0INCIDENTS", "100.1").size() == 2);
}

TEST_CASE("a channel in the configuration is found by name or id, and joined") {
    struct Row {
        const char* named;
        const char* channel;
    };
    const Row rows[] = {{"incidents", "C0INCIDENTS"},
                        {"#incidents", "C0INCIDENTS"},
                        {"postmortems", "C0POSTMORTEMS"},
                        {"C0POSTMORTEMS", "C0POSTMORTEMS"}};
    for (const auto& row : rows) {
        CAPTURE(row.named);
        DeliverySlack slack;
        Play play(slack, Kind::post_announcement);
        play.parcel.view.settings.announce_channel = row.named;
        const auto ending = play.finish();
        CHECK(ending.end == End::delivered);
        CHECK(ending.made.announce_channel.str() == row.channel);
        CHECK(ours(slack, row.channel) == 1);
    }
    DeliverySlack slack;
    Play play(slack, Kind::post_announcement);
    play.parcel.view.settings.announce_channel = "nowhere";
    CHECK(play.finish().end == End::refused);
    CHECK(play.refusals.at(0) ==
          "There is no channel #nowhere that Muster can see: make it, bring it back from the "
          "archive, invite Muster to it, or name another one with MUSTER_ANNOUNCE_CHANNEL.");
}

TEST_CASE("a message that Slack finds malformed goes as text alone") {
    DeliverySlack slack;
    slack.refuse_blocks = true;
    Play play(slack, Kind::post_card);
    prepare(slack, play);
    CHECK(play.finish().end == End::delivered);
    REQUIRE(slack.posted("C0INC7").size() == 1);
    CHECK_FALSE(slack.posted("C0INC7")[0].has_blocks);
}

TEST_CASE("a message over two minutes late says so in its own text") {
    for (const int minutes : {1, 3}) {
        DeliverySlack slack;
        Play play(slack, Kind::post_note);
        prepare(slack, play);
        play.now += std::chrono::minutes(minutes);
        play.finish();
        CHECK(has(slack.posted("C0INC7").at(0).text, "Sent late") == (minutes == 3));
    }
}

TEST_CASE("people and groups are invited together, and whoever cannot be is named") {
    DeliverySlack slack;
    Play play(slack, Kind::show_members);
    prepare(slack, play);
    play.parcel.effect.people = {"U0ADA", "@dba", "U0BAD", "S0DBA", "@nobody", "U0BOT"};
    CHECK(play.finish().end == End::refused);
    CHECK(slack.channels.at("C0INC7").members == std::vector<std::string>{"U0ADA", "U0GRACE"});
    CHECK(slack.count_calls("conversations.invite") == 1);
    REQUIRE(play.refusals.size() == 2);
    CHECK(has(play.refusals[0], "There is no group @nobody"));
    CHECK(has(play.refusals[1], "@U0BAD could not be invited (cant_invite): their account"));

    Play again(slack, Kind::show_members);
    prepare(slack, again);
    slack.channels.at("C0INC7").members = {"U0ADA"};
    again.parcel.effect.people = {"U0ADA"};
    CHECK(again.finish().end == End::delivered);
}

TEST_CASE("a Show brings what stands at Slack to agree, and does nothing where nothing stands") {
    DeliverySlack slack;
    Play post(slack, Kind::post_update, 2);
    prepare(slack, post);
    const auto made = post.finish().made;
    Play show(slack, Kind::show_update, 2);
    prepare(slack, show);
    show.places().updates = made.updates;
    show.places().room_updates = made.room_updates;
    show.parcel.view.dossier.updates[1].withdrawn = true;
    show.finish();
    for (const auto& message : slack.messages) {
        CHECK(message.edits == 1);
        CHECK(has(message.text, "ithdrawn"));
    }
    for (const auto kind : {Kind::show_card, Kind::show_announcement, Kind::show_update,
                            Kind::show_postmortem, Kind::show_pin}) {
        DeliverySlack empty;
        Play nothing(empty, kind, 9);
        CHECK(nothing.finish().end == End::delivered);
        CHECK(empty.calls.empty());
    }
}

TEST_CASE("without files the document is posted as messages, whole and in order") {
    DeliverySlack slack;
    slack.refusals["files.getUploadURLExternal"] = "missing_scope";
    Play play(slack, Kind::upload_document, 1);
    prepare(slack, play);
    std::string document;
    for (int line = 0; line < 900; ++line)
        document += "line " + std::to_string(line) + " <b> & naïve\n";
    play.parcel.document = document;
    slack.faults = {DeliverySlack::Fault::none, DeliverySlack::Fault::none,
                    DeliverySlack::Fault::cut_after};
    CHECK(play.finish().end == End::delivered);
    std::string all;
    for (const auto& message : slack.posted("C0INC7", "200.1")) {
        CHECK(message.text.size() <= 4100);
        all += message.text;
    }
    std::string escaped;
    for (const char c : document)
        escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
    CHECK(all == escaped);
    CHECK(has(play.refusals.at(0), "so it is posted as messages (missing_scope)"));
}

TEST_CASE("a document that stands has its link, and the card is shown again to carry it") {
    DeliverySlack slack;
    Play play(slack, Kind::upload_document, 3);
    prepare(slack, play);
    const auto ending = play.finish();
    CHECK(ending.made.document == "F1");
    CHECK(ending.made.document_link == "https://files.example/p/F1");
    CHECK(ending.made.document_revision == 3);
    REQUIRE(ending.more.size() == 1);
    CHECK(ending.more[0].kind == Kind::show_postmortem);
    CHECK(slack.files.at("F1").title == "INC-7 postmortem, revision 3.md");
}

TEST_CASE("a revision hangs in the thread with what changed, and mentions nobody") {
    DeliverySlack slack;
    Play play(slack, Kind::upload_document, 3);
    prepare(slack, play);
    play.parcel.what_changed = Words().bold("Revision 3").plain("\n• Ada wrote <@U1> & <!here>");
    // The share arrives and its answer is lost: the comment stands there once.
    slack.faults = {DeliverySlack::Fault::none, DeliverySlack::Fault::none,
                    DeliverySlack::Fault::cut_after};
    CHECK(play.finish().end == End::delivered);
    CHECK(slack.files.at("F1").shared == 1);
    CHECK(slack.files.at("F1").comment ==
          "*Revision 3*\n• Ada wrote &lt;@U1&gt; &amp; &lt;!here&gt;");
}

TEST_CASE("where there are no files what changed stands above the document's first piece") {
    DeliverySlack slack;
    slack.refusals["files.getUploadURLExternal"] = "missing_scope";
    Play play(slack, Kind::upload_document, 3);
    prepare(slack, play);
    play.parcel.what_changed = Words().bold("Revision 3").plain("\n• Ada wrote the impact");
    CHECK(play.finish().end == End::delivered);
    const auto posted = slack.posted("C0INC7", "200.1");
    REQUIRE(posted.size() == 1);
    CHECK(posted.front().text ==
          "Revision 3\n• Ada wrote the impact\n\n# Postmortem\n\nAll of it.\n");
}

TEST_CASE("of several revisions that wait, the newest alone is uploaded") {
    DeliverySlack slack;
    for (const int number : {2, 3}) {
        Play play(slack, Kind::upload_document, number);
        prepare(slack, play);
        play.parcel.view.dossier.incident.revisions = 3;
        CHECK(play.finish().end == End::delivered);
    }
    REQUIRE(slack.files.size() == 1);
    CHECK(slack.files.begin()->second.title == "INC-7 postmortem, revision 3.md");
}
