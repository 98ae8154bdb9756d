#include "tests/slack/canvas_scene.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;
using Scene = CanvasScene;

TEST_CASE("what was redacted is gone from the canvas, too") {
    for (const auto reading : readings)
        for (const bool touched : {false, true}) {
            CAPTURE(static_cast<int>(reading));
            CAPTURE(touched);
            Scene scene(reading);
            scene.text.entries.push_back("- 14:20 – the password is hunter2");
            scene.publish();
            if (touched)
                scene.types_below("larger pool", "Grace: bought already.");
            scene.text.entries.back() = "- 14:20 – Redacted by Ada: a password";
            scene.publish();
            auto play = scene.play(Kind::show_documents);
            CHECK(play.finish().end == End::delivered);
            scene.keep(play);
            CHECK(scene.count("hunter2") == 0);
            CHECK(scene.count("Redacted by Ada") == 1);
            CHECK(scene.count("14:02") >= 1);
            if (touched)
                CHECK(scene.count("bought already") == 1);
            for (const auto& [key, text] : scene.places.canvas.sections)
                CHECK(text.find("hunter2") == std::string::npos);
            CHECK(scene.refusals.empty());
        }
}

TEST_CASE("where somebody changed the very words, only people can tell, and are told") {
    Scene scene;
    scene.text.entries.push_back("- 14:20 – the password is hunter2");
    scene.publish();
    for (auto& part : scene.canvas().parts)
        if (part.markdown.find("hunter2") != std::string::npos)
            part.markdown = "- about 14:20: password hunter2";
    scene.touched();
    scene.text.entries.back() = "- 14:20 – Redacted by Ada: a password";
    scene.publish();
    auto play = scene.play(Kind::show_documents);
    CHECK(play.finish().end == End::refused);
    REQUIRE(play.refusals.size() == 1);
    CHECK(play.refusals[0].find("somebody should look") != std::string::npos);
}

TEST_CASE("nothing of ours stays in the canvas of a channel that a private incident left") {
    for (const auto reading : readings)
        for (const bool touched : {false, true}) {
            CAPTURE(touched);
            Scene scene(reading);
            scene.slack.channels.at("C0POSTMORTEMS").member = true;
            scene.publish();
            if (touched)
                scene.types_below("larger pool", "Grace: bought already.");
            auto play = scene.play(Kind::show_taken_back);
            play.parcel.effect.number = 1;
            play.parcel.effect.words = Words("INC-7");
            play.parcel.view.dossier.incident.id = IncidentId{Series::private_incident, 3};
            play.places() = {};
            play.places().former = {scene.places};
            play.finish();
            for (const auto* words : {"Checkout", "14:02", "Many customers", "Orders took"})
                CHECK(scene.count(words) == 0);
            CHECK_FALSE(scene.canvas().access.contains("C0POSTMORTEMS"));
            if (touched && reading != CanvasReading::heading)
                CHECK(scene.count("bought already") == 1);
        }
}
