#include "slack/delivery_refusal.hpp"
#include "slack/methods_table.hpp"
#include "tests/slack/canvas_scene.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;
using Scene = CanvasScene;

TEST_CASE("the document is the channel's canvas, shared with the postmortems channel alone") {
    Scene scene;
    const auto ending = scene.publish();
    CHECK(ending.end == End::delivered);
    REQUIRE(scene.slack.canvases.size() == 1);
    CHECK(scene.shown() + "\n" == words_of(scene.text.document()));
    CHECK(scene.canvas().channel == "C0INC7");
    CHECK(scene.canvas().access == std::map<std::string, std::string>{{"C0POSTMORTEMS", "read"}});
    CHECK(ending.made.document_link == "https://example.com/docs/F0CANVAS1");
    CHECK(ending.made.document_revision == 1);
    REQUIRE(ending.more.size() == 1);
    CHECK(ending.more[0].kind == Kind::show_postmortem);
    CHECK(scene.slack.files.empty());
    CHECK(scene.refusals.empty());
}

TEST_CASE("a private incident's canvas is shared with nobody") {
    Scene scene;
    ++scene.revision;
    auto play = scene.play();
    play.parcel.view.dossier.incident.id = IncidentId{Series::private_incident, 3};
    CHECK(play.finish().end == End::delivered);
    CHECK(scene.canvas().access.empty());
    CHECK(scene.slack.count_calls("canvases.access.set") == 0);
}

TEST_CASE("a revision changes what differs, whatever a section is, and says so in the thread") {
    for (const auto reading : readings) {
        CAPTURE(static_cast<int>(reading));
        Scene scene(reading);
        scene.publish();
        scene.text.entries.push_back("- 14:30 – all is well");
        CHECK(scene.publish().end == End::delivered);
        CHECK(scene.shown() + "\n" == words_of(scene.text.document()));
        scene.text.entries.insert(scene.text.entries.begin(), "- 13:58 – alarms go off");
        scene.text.lessons = true;
        scene.publish();
        CHECK(scene.count("13:58 – alarms go off") == 1);
        CHECK(scene.shown().find("13:58") < scene.shown().find("14:02"));
        CHECK(scene.count("## Lessons") == 1);
        scene.text.summary = "Orders took up to two minutes, for an hour.";
        scene.publish();
        CHECK(scene.count("up to a minute") == 0);
        CHECK(scene.count("two minutes, for an hour") == 1);
        scene.text.entries[2] = "- 14:09 – it works again, says Ada";
        scene.publish();
        CHECK(scene.count("14:09") == 1);
        CHECK(scene.count("says Ada") == 1);
        scene.text.lessons = false;
        scene.publish();
        CHECK(scene.count("Watch the pool") == 0);
        for (const auto* words : {"13:58", "14:02", "14:30", "Many customers", "larger pool"})
            CHECK(scene.count(words) == 1);
        CHECK(scene.slack.posted("C0INC7", "200.1").size() == 5);  // what changed, each time
        for (auto& entry : scene.text.entries)  // nothing of the list stays as it was
            entry += ", in UTC";
        scene.publish();
        for (const auto& entry : scene.text.entries)
            CHECK(scene.count(entry) == 1);
        CHECK(scene.count("– all is well") == 1);
        CHECK(scene.slack.canvases.size() == 1);
        CHECK(scene.refusals.empty());
    }
}

TEST_CASE("what people write anywhere in it is never lost, whatever a section is") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::vector<std::string> ours{"Orders took", "Many customers", "14:02",     "larger pool",
                                        "## Timeline", "## Impact",      "| Incident"};
    for (int round = 0; round < 120; ++round) {
        Scene scene(readings[random() % readings.size()]);
        CAPTURE(round);
        CAPTURE(static_cast<int>(scene.slack.reading));
        scene.publish();
        std::vector<std::string> theirs;
        for (int step = 0; step < 6; ++step) {
            const auto words = "theirs" + std::to_string(step);
            const auto& place = ours[random() % ours.size()];
            switch (random() % 8) {
                case 0:
                    if (scene.count(place) > 0) {
                        scene.types_into(place, " " + words);
                        theirs.push_back(words);
                    }
                    break;
                case 1:
                case 2:
                    if (scene.count(place) > 0) {
                        scene.types_below(place, "Written by hand: " + words);
                        theirs.push_back(words);
                    }
                    break;
                case 3:
                    scene.text.summary = "Summary of step " + std::to_string(step);
                    break;
                case 4:
                    scene.text.impact = "Impact of step " + std::to_string(step);
                    break;
                case 5:
                    scene.text.entries[random() % scene.text.entries.size()] +=
                        ", edited " + std::to_string(step);
                    break;
                case 6:
                    scene.text.lessons = !scene.text.lessons;
                    break;
                default:
                    scene.text.entries.push_back("- 15:0" + std::to_string(step) + " – something");
            }
            CHECK(scene.publish().end == End::delivered);
            for (const auto& each : theirs) {
                CAPTURE(each);
                CAPTURE(scene.shown());
                CHECK(scene.count(each) >= 1);
            }
            // And what is true now stands there.
            CHECK(scene.count(scene.text.summary) >= 1);
            CHECK(scene.count(scene.text.impact) >= 1);
            for (const auto& entry : scene.text.entries)
                CHECK(scene.count(entry.substr(2)) >= 1);
        }
        CHECK(scene.slack.files.empty());
    }
}

TEST_CASE("what people write stays, whatever breaks while it is kept in step") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    using Fault = DeliverySlack::Fault;
    const std::vector<std::string> ours{"Orders took", "Many customers", "14:02",     "larger pool",
                                        "## Timeline", "## Impact",      "| Incident"};
    for (int round = 0; round < 250; ++round) {
        CAPTURE(round);
        Scene scene(readings[random() % readings.size()]);
        CAPTURE(static_cast<int>(scene.slack.reading));
        scene.publish();
        std::vector<std::string> theirs;
        const auto somebody_writes = [&] {
            const auto& place = ours[random() % ours.size()];
            if (scene.count(place) == 0)
                return;
            theirs.push_back("theirs" + std::to_string(theirs.size()) + ".");
            if (random() % 2 == 0)
                scene.types_into(place, " " + theirs.back());
            else
                scene.types_below(place, "Written by hand: " + theirs.back());
        };
        for (int step = 0; step < 3; ++step) {
            CAPTURE(step);
            if (random() % 2 == 0)
                somebody_writes();
            scene.text.summary = "Summary of step " + std::to_string(step);
            scene.text.entries[random() % scene.text.entries.size()] +=
                ", edited " + std::to_string(step);
            if (random() % 2 == 0)
                scene.text.lessons = !scene.text.lessons;
            ++scene.revision;
            scene.slack.clock += 60;
            auto play = scene.play();
            bool settled = false;
            for (int attempts = 0; attempts < 3 && !settled; ++attempts) {
                for (int count = 0; count < 8; ++count)
                    scene.slack.faults.push_back(
                        random() % 3 != 0 ? Fault::none : static_cast<Fault>(1 + random() % 4));
                const int crash = random() % 2 == 0 ? 1 + static_cast<int>(random() % 12) : 0;
                const auto ending = play.attempt(crash, random() % 2 == 0);
                settled = ending && ending->end == End::delivered;
                scene.slack.clock += 5;
                if (!settled && random() % 3 == 0)
                    somebody_writes();
            }
            scene.slack.faults.clear();
            if (!settled)
                CHECK(play.finish().end == End::delivered);
            scene.keep(play);
            CAPTURE(scene.shown());
            for (const auto& each : theirs) {
                CAPTURE(each);
                CHECK(scene.count(each) >= 1);
            }
            CHECK(scene.count(scene.text.summary) >= 1);
            for (const auto& entry : scene.text.entries)
                CHECK(scene.count(entry.substr(2)) >= 1);
        }
    }
}

TEST_CASE("an entry that is only added goes to its place, though somebody wrote elsewhere") {
    for (const auto reading : readings) {
        CAPTURE(static_cast<int>(reading));
        Scene scene(reading);
        scene.publish();
        scene.types_below("Many customers", "Grace: we called the ten largest.");
        scene.text.entries.push_back("- 14:30 – all is well");
        scene.publish();
        CHECK(scene.count("14:30") == 1);
        CHECK(scene.count("## Timeline") == 1);
        CHECK(scene.count("we called the ten largest") == 1);
    }
}

TEST_CASE("a part that somebody may have changed stays, and the newer one stands before it") {
    for (const auto reading : readings) {
        CAPTURE(static_cast<int>(reading));
        Scene scene(reading);
        scene.publish();
        scene.types_into("Many customers", " Grace: 312 of them.");
        scene.text.impact = "Very many customers gave up.";
        scene.publish();
        CHECK(scene.count("Grace: 312 of them.") == 1);
        CHECK(scene.count("## Impact (revision 2)") == 1);
        CHECK(scene.shown().find("Very many customers") < scene.shown().find("Grace: 312"));
        // What we wrote since is ours again, and is changed where it stands.
        scene.text.impact = "Nearly all customers gave up.";
        scene.publish();
        CHECK(scene.count("Very many customers") == 0);
        CHECK(scene.count("Nearly all customers") == 1);
        CHECK(scene.count("Grace: 312 of them.") == 1);
    }
}

TEST_CASE("below what others have in the channel's canvas ours stands at the end") {
    for (const auto reading : readings) {
        Scene scene(reading);
        scene.slack.add_canvas("C0INC7", "# Notes\n\nWritten by Grace.\n\n## Timeline\n\n- mine",
                               "U0GRACE");
        CHECK(scene.publish().end == End::delivered);
        CHECK(scene.shown().starts_with("# Notes\n\nWritten by Grace.\n\n## Timeline\n\n- mine"));
        CHECK(scene.count("## INC-7: Checkout latency") == 1);
        scene.text.entries.push_back("- 14:30 – all is well");
        scene.text.summary = "It was the pool.";
        scene.publish();
        CHECK(scene.count("14:30") == 1);
        CHECK(scene.count("It was the pool.") == 1);
        CHECK(scene.shown().starts_with("# Notes\n\nWritten by Grace.\n\n## Timeline\n\n- mine"));
    }
}

TEST_CASE("a canvas that was made by an attempt nobody remembers is written anew") {
    Scene scene;
    scene.slack.add_canvas("C0INC7", "## INC-7: Checkout latency\n\nthe password is hunter2",
                           "U0BOT");
    CHECK(scene.publish().end == End::delivered);
    CHECK(scene.shown() + "\n" == words_of(scene.text.document()));
    scene.text.entries.push_back("- 14:30 – all is well");
    scene.publish();
    CHECK(scene.shown() + "\n" == words_of(scene.text.document()));
}

TEST_CASE("whatever breaks in between, the canvas has each thing once") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    using Fault = DeliverySlack::Fault;
    for (int round = 0; round < 150; ++round) {
        CAPTURE(round);
        Scene scene(readings[random() % readings.size()]);
        CAPTURE(static_cast<int>(scene.slack.reading));
        for (int step = 0; step < 3; ++step) {
            CAPTURE(step);
            if (step == 1)
                scene.text.entries.push_back("- 14:30 – all is well");
            if (step == 2) {
                scene.text.summary = "It was the pool.";
                scene.text.lessons = true;
            }
            ++scene.revision;
            scene.slack.clock += 60;
            auto play = scene.play();
            for (int count = 0; count < 14; ++count)
                scene.slack.faults.push_back(
                    random() % 3 != 0 ? Fault::none : static_cast<Fault>(1 + random() % 4));
            bool settled = false;
            for (auto crashes = random() % 3; crashes > 0 && !settled; --crashes) {
                const auto ending =
                    play.attempt(1 + static_cast<int>(random() % 12), random() % 2 == 0);
                settled = ending && (ending->end == End::delivered || ending->end == End::refused);
            }
            if (!settled)
                CHECK(play.finish().end == End::delivered);
            scene.slack.faults.clear();
            scene.keep(play);
            CHECK(scene.slack.canvases.size() == 1);
            CAPTURE(scene.shown());
            for (const auto& entry : scene.text.entries)
                CHECK(scene.count(entry) == 1);
            CHECK(scene.count(scene.text.summary) == 1);
            CHECK(scene.count("Watch the pool") == (step == 2 ? 1 : 0));
            CHECK(scene.count("larger pool") == 1);
            const auto said = scene.slack.posted("C0INC7", "200.1").size();
            CHECK(said == static_cast<std::size_t>(step));
        }
    }
}

TEST_CASE("what Slack refuses for good is said, and the document goes as a file instead") {
    int seen = 0;
    for (const auto* method : {"conversations.canvases.create", "canvases.edit",
                               "canvases.sections.lookup", "canvases.access.set", "files.info"})
        for (const bool later : {false, true}) {
            std::string codes(find_method(method)->permanent);
            codes += " " + std::string(common_permanent);
            while (!codes.empty()) {
                const auto end = std::min(codes.find(' '), codes.size());
                const auto code = codes.substr(0, end);
                codes.erase(0, end + 1);
                if (code.empty() || lists(token_codes, code))
                    continue;
                CAPTURE(method);
                CAPTURE(code);
                CAPTURE(later);
                Scene scene;
                if (later)
                    scene.publish();
                scene.text.entries.push_back("- 14:30 – all is well");
                scene.text.summary = "It was the pool.";
                scene.slack.refusals[method] = code;
                const auto ending = scene.publish();
                ++seen;
                CHECK(ending.end == End::delivered);
                CHECK(ending.made.document_revision == scene.revision);
                CHECK_FALSE((scene.slack.files.empty() && scene.slack.canvases.empty()));
                for (const auto& refusal : scene.refusals) {
                    CHECK(refusal.size() > code.size() + 30);
                    CHECK(refusal.ends_with("."));
                }
                const std::string name = method;
                if (name == "conversations.canvases.create" && !later) {
                    CHECK(scene.slack.files.size() == 1);
                    CHECK(scene.refusals.size() == 1);
                }
                if (name == "canvases.edit" && later) {
                    CHECK(scene.slack.files.size() == 1);
                    CHECK_FALSE(scene.refusals.empty());
                }
            }
        }
    MESSAGE("outcomes of refusals looked at: " << seen);
}

TEST_CASE("a workspace without canvases is remembered, one bad canvas is not") {
    const struct {
        const char* code;
        bool none;
    } rows[] = {{"canvas_disabled_user_team", true},
                {"team_tier_cannot_create_channel_canvases", true},
                {"missing_scope", true},
                {"unknown_method", true},
                {"canvas_too_large", false},
                {"invalid_arguments", false}};
    for (const auto& row : rows) {
        CAPTURE(row.code);
        Scene scene;
        scene.slack.refusals["conversations.canvases.create"] = row.code;
        CHECK(scene.publish().no_canvases == row.none);
        CHECK(scene.slack.files.size() == 1);
    }
    Scene scene;
    ++scene.revision;
    auto play = scene.play();
    play.parcel.canvases = false;
    CHECK(play.finish().end == End::delivered);
    CHECK(scene.slack.canvases.empty());
    CHECK(scene.slack.files.size() == 1);
    CHECK(play.refusals.empty());
}

TEST_CASE("a canvas that somebody works in is waited for; one that was deleted becomes a file") {
    Scene scene;
    scene.publish();
    scene.text.entries.push_back("- 14:30 – all is well");
    scene.slack.refusals["canvases.edit"] = "canvas_editing_locked";
    ++scene.revision;
    auto play = scene.play();
    CHECK(play.attempt()->end == End::later);
    CHECK(play.attempt()->end == End::later);
    scene.slack.refusals.clear();
    CHECK(play.finish().end == End::delivered);
    scene.keep(play);
    CHECK(scene.count("14:30") == 1);
    scene.slack.canvases.clear();
    scene.text.summary = "It was the pool.";
    CHECK(scene.publish().end == End::delivered);
    CHECK(scene.slack.files.size() == 1);
    REQUIRE(scene.refusals.size() == 1);
    CHECK(scene.refusals[0].find("so it goes as a file") != std::string::npos);
}
