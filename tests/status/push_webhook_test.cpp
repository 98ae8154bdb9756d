#include "status/push_key.hpp"
#include "tests/status/push_play.hpp"

#include <set>

using namespace muster;
using namespace muster::status;
using Kind = Effect::Kind;
using End = PushEnding::End;
using Fault = FakeTarget::Fault;
using Json = nlohmann::json;

namespace {

class Listener : public FakeTarget {
public:
    std::pair<int, Json> answer(const std::string& /*method*/, const std::string& /*path*/,
                                const Json& body) override {
        got.push_back(body);
        return {204, nullptr};
    }
    [[nodiscard]] std::string seen() const override { return got.empty() ? "" : got.back().dump(); }
    std::vector<Json> got;
};

PushTarget listener() {
    PushTarget target;
    target.name = "hook";
    target.kind = PushTarget::Kind::webhook;
    target.url = "https://hooks.example/status?to=us";
    return target;
}

struct World {
    World() : play(far, listener(), slow_checkout(), shop_with_parts()) {}
    Listener far;
    PushPlay play;
};

std::set<std::string> keys_of(const Json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items())
        keys.insert(key);
    return keys;
}

}  // namespace

TEST_CASE("a webhook gets what Statuspage posts, at its own address") {
    World world;
    world.play.say_all();
    CHECK(world.far.calls == std::vector<std::string>(2, "POST /status?to=us"));
    const auto& body = world.far.got.back();
    CHECK(keys_of(body) == std::set<std::string>{"meta", "page", "incident"});
    CHECK(keys_of(body["meta"]) ==
          std::set<std::string>{"unsubscribe", "documentation", "generated_at"});
    CHECK(keys_of(body["page"]) ==
          std::set<std::string>{"id", "status_indicator", "status_description"});
    CHECK(body["page"]["status_indicator"] == "major");
    CHECK(body["incident"]["id"] == "INC-7");
    CHECK(body["incident"]["status"] == "monitoring");
    CHECK(body["incident"]["incident_updates"].size() == 2);
    CHECK(body["incident"]["components"][0]["status"] == "major_outage");
}

TEST_CASE("a webhook is told how a component became") {
    World world;
    auto row = world.play.row(Kind::push_component);
    row.effect.details = {{"component", "Checkout"}, {"before", "degraded_performance"}};
    CHECK(world.play.finish(row).end == End::delivered);
    const auto& body = world.far.got.back();
    CHECK(keys_of(body) == std::set<std::string>{"meta", "page", "component", "component_update"});
    CHECK(body["component"]["name"] == "Checkout");
    CHECK(body["component_update"]["old_status"] == "degraded_performance");
    CHECK(body["component_update"]["new_status"] == "major_outage");
    CHECK(body["component_update"]["component_id"] == body["component"]["id"]);
}

TEST_CASE("a webhook is called again until it says 2xx, and never looked up") {
    for (const auto& fault :
         {Fault{Fault::Kind::cut_after}, Fault{Fault::Kind::cut_before},
          Fault{Fault::Kind::answer, 500}, Fault{Fault::Kind::answer, 429, {}, "5"}}) {
        World world;
        world.far.faults[1] = fault;
        CHECK(world.play.finish(Kind::push_update, 1).end == End::delivered);
        CHECK(world.far.calls.size() == 2);
    }
    World world;
    auto row = world.play.row(Kind::push_update, 1);
    row.outcome_unknown = true;
    CHECK(world.play.finish(row).end == End::delivered);
    CHECK(world.far.calls.size() == 1);
}

TEST_CASE("a redirect is a failure, and 410 switches a webhook off") {
    for (const int status : {301, 302, 307, 308}) {
        World world;
        world.far.faults[1] = {Fault::Kind::answer, status, {}, {}, "https://elsewhere.example/"};
        const auto ending = world.play.finish(Kind::push_update, 1);
        CHECK(ending.end == End::refused);
        CHECK_FALSE(ending.gone);
        CHECK(ending.problem.find("https://elsewhere.example/") != std::string::npos);
    }
    World world;
    world.far.faults[1] = {Fault::Kind::answer, 410};
    const auto ending = world.play.finish(Kind::push_update, 1);
    CHECK(ending.end == End::refused);
    CHECK(ending.gone);
}

TEST_CASE("a webhook that knew of it is told when it is taken off the page, and nothing of it") {
    World world;
    world.play.record.incident.published = false;
    CHECK(world.play.finish(Kind::show_push).end == End::delivered);
    CHECK(world.far.got.empty());
    world.play.record.incident.published = true;
    world.play.say_all();
    world.play.record.incident.published = false;
    CHECK(world.play.finish(Kind::show_push).end == End::delivered);
    CHECK(world.far.seen().find("Checkout is slow") == std::string::npos);
    CHECK(world.far.got.back()["incident"]["status"] == "resolved");
    CHECK(world.far.got.back()["incident"]["name"] == "Withdrawn");
    CHECK(world.far.got.back()["page"]["status_indicator"] == "none");
}

TEST_CASE("a call to a webhook has fifteen seconds") {
    World world;
    PushParcel parcel;
    parcel.effect = world.play.row(Kind::push_update, 1).effect;
    parcel.target = listener();
    parcel.news =
        push_news(parcel.effect, world.play.record, {}, world.play.settings, parcel.target);
    Push push(parcel);
    CHECK(push.start(world.play.now).request.within == std::chrono::seconds(15));
}

TEST_CASE("each make of target has its key where it looks for it") {
    PushRequest request;
    auto target = listener();
    const auto fields = [&](PushTarget::Kind kind) {
        target.kind = kind;
        return key_fields(target, "sesame", request, EffectId("m"), at("2026-11-20T14:00:00Z"));
    };
    using Fields = std::vector<std::pair<std::string, std::string>>;
    CHECK(fields(PushTarget::Kind::statuspage) == Fields{{"Authorization", "OAuth sesame"}});
    CHECK(fields(PushTarget::Kind::cachet2) == Fields{{"X-Cachet-Token", "sesame"}});
    CHECK(fields(PushTarget::Kind::cachet3) == Fields{{"Authorization", "Bearer sesame"}});
}

TEST_CASE("a webhook's signature covers id, moment and body, once for each of its keys") {
    PushRequest request;
    request.body = R"({"test": 2432232314})";
    const auto signed_with = [&](const std::string& key) {
        return key_fields(listener(), key, request, EffectId("msg_p5jXN8AQM9LWM0D4loKWxJek"),
                          Instant(std::chrono::seconds(1614265330)));
    };
    // The example of the standard's own libraries.
    const std::string key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const auto fields = signed_with(key);
    CHECK(fields[0] ==
          std::pair<std::string, std::string>("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"));
    CHECK(fields[1] == std::pair<std::string, std::string>("webhook-timestamp", "1614265330"));
    CHECK(fields[2].first == "webhook-signature");
    CHECK(fields[2].second == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    const auto two = signed_with(key + " whsec_c2VzYW1lIG9wZW4gdXA=")[2].second;
    CHECK(two.starts_with(fields[2].second + " v1,"));
    CHECK(two.size() == 2 * fields[2].second.size() + 1);
}

TEST_CASE("what cannot be a key is said, and never shown") {
    const std::pair<PushTarget::Kind, std::string> wrong[] = {
        {PushTarget::Kind::webhook, "sesame"},
        {PushTarget::Kind::webhook, "whsec_"},
        {PushTarget::Kind::webhook, "whsec_!!!!"},
        {PushTarget::Kind::webhook, "whsec_c2VzYW1l whsec_c2VzYW1l whsec_c2VzYW1l"},
        {PushTarget::Kind::statuspage, ""},
        {PushTarget::Kind::statuspage, "sesame open"},
        {PushTarget::Kind::cachet3, "ses\r\name"},
    };
    for (const auto& [kind, key] : wrong) {
        const auto problem = key_problem(kind, key);
        REQUIRE(problem.has_value());
        CHECK((key.empty() || key == "whsec_" || problem->find(key) == std::string::npos));
    }
    CHECK_FALSE(key_problem(PushTarget::Kind::webhook, "whsec_c2VzYW1l whsec_b3Blbg=="));
    CHECK_FALSE(key_problem(PushTarget::Kind::cachet2, "9yMHsdioQosnyVK4iCVR"));
    CHECK(without_key("it answers: your key sesame is bad", "sesame") ==
          "it answers: your key … is bad");
}
