#include "tests/status/push_statuspage.hpp"

using namespace muster;
using namespace muster::status;
using Kind = Effect::Kind;
using End = PushEnding::End;
using Fault = FakeTarget::Fault;
using Json = nlohmann::json;

namespace {

const std::string both =
    "Checkout is slow | investigating: We look into it & soon know more. · "
    "monitoring: A fix is out.\nWe watch it.";

struct World {
    World() : play(far, statuspage_target(), slow_checkout(), shop_with_parts()) {}
    explicit World(Dossier dossier)
        : play(far, statuspage_target(), std::move(dossier), shop_with_parts()) {}
    [[nodiscard]] Json last() const { return Json::parse(far.bodies.back()); }
    FakeStatuspage far;
    PushPlay play;
};

}  // namespace

TEST_CASE("an incident is made once there, and each update is added to it in one call") {
    World world;
    world.play.say_all();
    CHECK(world.far.calls == std::vector<std::string>{"POST /v1/pages/page1/incidents",
                                                      "PATCH /v1/pages/page1/incidents/i1"});
    CHECK(world.far.seen() == both);
    const auto sent = world.last()["incident"];
    CHECK(sent["components"] == Json{{"c1", "major_outage"}});
    CHECK(sent["component_ids"] == Json::array({"c1"}));
    CHECK(sent["deliver_notifications"] == true);
    CHECK(sent["impact_override"] == "major");
    CHECK(sent["metadata"]["muster"]["incident"] == "INC-7");
    CHECK_FALSE(sent.contains("scheduled_for"));
    CHECK(world.play.known.updates.at(2) == "u2");
}

TEST_CASE("whatever becomes of one call, readers see every update once") {
    const Fault faults[] = {
        {Fault::Kind::cut_before},
        {Fault::Kind::cut_after},
        {Fault::Kind::answer, 500, "oops"},
        {Fault::Kind::done_then_answer, 500, "oops"},
        {Fault::Kind::done_then_answer, 502, "<html>Bad gateway</html>"},
        {Fault::Kind::done_then_answer, 408},
        {Fault::Kind::answer, 503, "", "30"},
        {Fault::Kind::answer, 429, "", "7"},
        {Fault::Kind::answer, 420, R"({"error":"Enhance your calm"})"},
        {Fault::Kind::answer, 200, "<html>Log in to the Wi-Fi</html>"},
        {Fault::Kind::done_then_answer, 200, "<html></html>"},
    };
    for (const auto& fault : faults)
        for (const int call : {1, 2, 3, 4}) {
            CAPTURE(static_cast<int>(fault.kind));
            CAPTURE(fault.status);
            CAPTURE(call);
            World world;
            world.far.faults[call] = fault;
            // The looks that follow may fail as well.
            if (call == 2)
                world.far.faults[call + 1] = fault;
            world.play.say_all();
            CHECK(world.far.seen() == both);
            CHECK(world.play.known.updates.size() == 2);
        }
}

TEST_CASE("killed before or after any call, and started again, it has said everything once") {
    for (const bool after : {false, true})
        for (const int number : {1, 2})
            for (const bool html : {false, true}) {
                CAPTURE(after);
                CAPTURE(number);
                World world;
                if (html)
                    world.far.stores = [](std::string text) {
                        for (auto i = text.find('&'); i != std::string::npos;
                             i = text.find('&', i + 1))
                            text.replace(i, 1, "&amp;");
                        for (auto i = text.find('\n'); i != std::string::npos; i = text.find('\n'))
                            text.replace(i, 1, "<br />");
                        return text;
                    };
                if (number == 2)
                    CHECK(world.play.finish(Kind::push_update, 1).end == End::delivered);
                auto row = world.play.row(Kind::push_update, number);
                CHECK_FALSE(world.play.attempt(row, 1, after).has_value());
                const auto sent = world.play.now;
                CHECK(world.play.finish(row).end == End::delivered);
                // What was not found may still have been on its way.
                if (!after)
                    CHECK(world.play.now - sent >= std::chrono::seconds(30));
                if (number == 1)
                    CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
                const auto& updates = world.far.incidents.front()["incident_updates"];
                CHECK(world.far.incidents.size() == 1);
                CHECK(updates.size() == 2);
                CHECK(world.play.known.updates == std::map<int, std::string>{{1, "u1"}, {2, "u2"}});
            }
}

TEST_CASE("two updates of the same words are two, even when one of them was in doubt") {
    auto dossier = slow_checkout();
    dossier.updates[1] =
        made(2, "2026-11-20T14:20:00Z", Status::investigating, dossier.updates[0].text);
    World world(dossier);
    CHECK(world.play.finish(Kind::push_update, 1).end == End::delivered);
    world.far.faults[2] = {Fault::Kind::cut_before};
    CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
    CHECK(world.far.incidents.front()["incident_updates"].size() == 2);
    CHECK(world.play.known.updates.at(2) == "u2");
}

TEST_CASE("a restored database looks before it sends, and finds what is there") {
    World world;
    world.play.say_all();
    world.play.known = {};  // nothing of it is in the backup
    auto row = world.play.row(Kind::push_update, 1);
    row.outcome_unknown = true;
    CHECK(world.play.finish(row).end == End::delivered);
    auto second = world.play.row(Kind::push_update, 2);
    second.outcome_unknown = true;
    CHECK(world.play.finish(second).end == End::delivered);
    CHECK(world.far.seen() == both);
    CHECK(world.play.known.incident == "i1");
}

TEST_CASE("a refusal is kept with what the target said, and nothing is sent in its place") {
    const std::pair<int, std::string> answers[] = {
        {400, R"({"message":"bad"})"},
        {401, R"({"error":"Could not authenticate"})"},
        {403, R"({"error":["no"]})"},
        {404, R"({"error":"Not found"})"},
        {422, R"({"error":{"incident[status]":["is not included in the list"]}})"},
        {301, ""},
        {405, ""},
    };
    for (const auto& [status, body] : answers) {
        World world;
        world.far.faults[1] = {Fault::Kind::answer, status, body, {}, "https://x.example/"};
        const auto ending = world.play.finish(Kind::push_update, 1);
        CAPTURE(ending.problem);
        CHECK(ending.end == End::refused);
        CHECK_FALSE(ending.in_doubt);
        CHECK(ending.problem.find(std::to_string(status)) != std::string::npos);
        CHECK(ending.problem.find(body) != std::string::npos);
        CHECK(world.far.calls.size() == 1);
        // Put right, it goes out as if nothing had happened.
        world.play.say_all();
        CHECK(world.far.seen() == both);
    }
    World world;
    world.far.faults[1] = {Fault::Kind::answer, 422, std::string(10'000, 'x')};
    CHECK(world.play.finish(Kind::push_update, 1).problem.size() < 400);
}

TEST_CASE("Retry-After is honoured, in seconds and as a date, and pauses grow without it") {
    World world;
    auto row = world.play.row(Kind::push_update, 1);
    auto begin = world.play.now;
    const auto waited = [&](const Fault& fault) {
        world.far.faults[static_cast<int>(world.far.calls.size()) + 1] = fault;
        begin = world.play.now;
        CHECK(world.play.attempt(row)->end == End::later);
        return world.play.now - begin;
    };
    CHECK(waited({Fault::Kind::answer, 429, {}, "120"}) == std::chrono::seconds(121));
    CHECK(waited({Fault::Kind::answer, 429, {}, "Fri, 20 Nov 2026 16:00:00 GMT"}) >
          std::chrono::minutes(50));
    CHECK(waited({Fault::Kind::answer, 420, {}, "999999999"}) <= std::chrono::minutes(61));
    row.tries = 0;
    const auto first = waited({Fault::Kind::answer, 429});
    row.tries = 6;
    CHECK(waited({Fault::Kind::answer, 429}) > 10 * first);
}

TEST_CASE("an edited or withdrawn update is changed where it stands, and nobody is told again") {
    World world;
    world.play.say_all();
    world.play.record.updates[0].text = "We know the cause.";
    world.play.record.updates[1].withdrawn = true;
    CHECK(world.play.finish(Kind::show_pushed_update, 1).end == End::delivered);
    CHECK(world.last()["incident_update"]["deliver_notifications"] == false);
    CHECK(world.last()["incident_update"]["display_at"] == "2026-11-20T14:02:05.000Z");
    CHECK(world.play.finish(Kind::show_pushed_update, 2).end == End::delivered);
    CHECK(world.far.seen() ==
          "Checkout is slow | investigating: We know the cause. · "
          "monitoring: This update was withdrawn.");
    // One that it never had is not made by it.
    CHECK(world.play.finish(Kind::show_pushed_update, 3).end == End::delivered);
}

TEST_CASE("the end puts components back, but where another open incident says otherwise") {
    for (const bool another : {false, true}) {
        auto dossier = slow_checkout();
        say(dossier.incident, "Search", ComponentState::partial);
        World world(dossier);
        world.play.say_all();
        CHECK(world.far.components ==
              std::map<std::string, std::string>{{"c1", "major_outage"}, {"c2", "partial_outage"}});
        if (another) {
            auto other = checkout(8).incident;
            say(other, "Search", ComponentState::degraded);
            world.play.open.push_back(other);
        }
        auto& record = world.play.record;
        record.updates.push_back(made(3, "2026-11-20T14:40:00Z", Status::resolved, "Done."));
        record.incident.status = Status::resolved;
        CHECK(world.play.finish(Kind::push_update, 3).end == End::delivered);
        CHECK(world.far.components.at("c1") == "operational");
        CHECK(world.far.components.at("c2") == (another ? "degraded_performance" : "operational"));
    }
}

TEST_CASE("a component that is taken out of an incident is put back by a call of its own") {
    World world;
    world.play.say_all();
    auto& incident = world.play.record.incident;
    incident.components.clear();
    incident.component_moves.push_back({"Checkout", std::nullopt, at("2026-11-20T14:30:00Z")});
    auto row = world.play.row(Kind::push_component);
    row.effect.details = {{"component", "Checkout"}};
    CHECK(world.play.finish(row).end == End::delivered);
    CHECK(world.far.calls.back() == "PATCH /v1/pages/page1/components/c1");
    CHECK(world.far.components.at("c1") == "operational");
}

TEST_CASE("what is taken off the page says so there, and stands again when it is back") {
    World world;
    world.play.say_all();
    world.play.record.incident.published = false;
    CHECK(world.play.finish(Kind::show_push).end == End::delivered);
    CHECK(world.far.seen() ==
          "Withdrawn | investigating: This update was withdrawn. · "
          "monitoring: This update was withdrawn.");
    CHECK(world.far.incidents.front()["status"] == "resolved");
    CHECK(world.far.components.at("c1") == "operational");
    CHECK(world.far.bodies.back().find("\"deliver_notifications\":false") != std::string::npos);
    // Nothing more is said of it.
    CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
    CHECK(world.play.finish(Kind::show_pushed_update, 1).end == End::delivered);

    world.play.record.incident.published = true;
    CHECK(world.play.finish(Kind::show_push).end == End::delivered);
    CHECK(world.far.seen() == both);
    CHECK(world.far.incidents.front()["status"] == "monitoring");
    CHECK(world.far.components.at("c1") == "major_outage");
}

TEST_CASE("of one that became private the target keeps no word, known or in doubt") {
    for (const bool known : {true, false}) {
        World world;
        world.play.say_all();
        if (!known)
            world.play.known = {};
        world.play.record.incident.id = {Series::private_incident, 3};
        auto row = world.play.row(Kind::show_push);
        row.effect.words = Words("INC-7");
        CHECK(world.play.finish(row).end == End::delivered);
        CHECK(world.far.seen().find("Checkout") == std::string::npos);
        CHECK(world.far.seen().find("fix") == std::string::npos);
        for (const auto& body : world.far.bodies)
            CHECK(body.find("PRV") == std::string::npos);
    }
}

TEST_CASE("a window drives itself: nothing of it is left to Statuspage's clock") {
    Dossier dossier;
    dossier.incident.id = {Series::maintenance, 2};
    dossier.incident.title = "Database upgrade";
    dossier.incident.declared_at = at("2026-11-20T10:00:00Z");
    dossier.incident.status = Status::scheduled;
    dossier.incident.window = {at("2026-11-21T02:00:00Z"), at("2026-11-21T04:00:00Z"), false, {}};
    dossier.updates.push_back(
        made(1, "2026-11-20T10:00:00Z", Status::scheduled, "Short breaks are possible."));
    World world(dossier);
    world.play.say_all();
    const auto sent = world.last()["incident"];
    CHECK(sent["impact_override"] == "maintenance");
    CHECK(sent["status"] == "scheduled");
    CHECK(sent["scheduled_for"] == "2026-11-21T02:00:00.000Z");
    CHECK(sent["scheduled_until"] == "2026-11-21T04:00:00.000Z");
    for (const auto* automatic :
         {"scheduled_remind_prior", "scheduled_auto_in_progress", "scheduled_auto_completed",
          "auto_transition_to_maintenance_state", "auto_transition_to_operational_state",
          "auto_transition_deliver_notifications_at_start",
          "auto_transition_deliver_notifications_at_end"})
        CHECK(sent[automatic] == false);
    world.play.record.incident.window->end = at("2026-11-21T05:00:00Z");
    CHECK(world.play.finish(Kind::show_push).end == End::delivered);
    CHECK(world.last()["incident"]["scheduled_until"] == "2026-11-21T05:00:00.000Z");
    CHECK_FALSE(world.last()["incident"].contains("body"));
}

TEST_CASE("a postmortem is written and published there once, and an edit tells nobody") {
    auto dossier = slow_checkout();
    dossier.incident.status = Status::resolved;
    dossier.incident.closed = true;
    dossier.updates.push_back(made(3, "2026-11-20T16:00:00Z", Status::resolved, "# What happened"));
    dossier.updates.back().postmortem = true;
    for (const int cut : {0, 4, 5}) {
        World world(dossier);
        if (cut != 0)
            world.far.faults[cut] = {Fault::Kind::cut_after};
        world.play.say_all();
        CHECK(world.far.draft == "# What happened");
        CHECK(world.far.published == 1);
        world.play.record.updates[2].text = "# What really happened";
        CHECK(world.play.finish(Kind::show_pushed_update, 3).end == End::delivered);
        CHECK(world.far.draft == "# What really happened");
        CHECK(world.last()["postmortem"]["notify_subscribers"] == false);
    }
}

TEST_CASE("long texts are cut with a mark that says where the whole of it is") {
    auto dossier = slow_checkout();
    dossier.updates[0].text = std::string(40'000, 'x');
    World world(dossier);
    world.far.faults[1] = {Fault::Kind::cut_after};  // and are known again
    CHECK(world.play.finish(Kind::push_update, 1).end == End::delivered);
    const auto body = world.far.incidents.front()["incident_updates"][0]["body"].get<std::string>();
    CHECK(body.size() <= 25'003);
    CHECK(body.ends_with("The whole text: https://status.example.com/incidents/INC-7"));
    CHECK(world.far.incidents.size() == 1);
}

TEST_CASE("what was published late tells subscribers once, with the newest of it") {
    World world;
    auto first = world.play.row(Kind::push_update, 1);
    first.effect.details["quiet"] = "yes";
    CHECK(world.play.finish(first).end == End::delivered);
    CHECK(world.last()["incident"]["deliver_notifications"] == false);
    CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
    CHECK(world.last()["incident"]["deliver_notifications"] == true);
    auto quiet = statuspage_target();
    quiet.notify = false;
    FakeStatuspage far;
    PushPlay play(far, quiet, slow_checkout(), shop_with_parts());
    play.say_all();
    CHECK(Json::parse(far.bodies.back())["incident"]["deliver_notifications"] == false);
}

TEST_CASE("an update that waits for approval, or was withdrawn before, is not pushed") {
    auto dossier = slow_checkout();
    dossier.updates[1].withdrawn = true;
    World world(dossier);
    world.play.say_all();
    CHECK(world.far.seen() ==
          "Checkout is slow | investigating: We look into it & soon know more.");
}
