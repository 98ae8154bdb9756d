#include "tests/status/push_play.hpp"

using namespace muster;
using namespace muster::status;
using Kind = Effect::Kind;
using End = PushEnding::End;
using Fault = FakeTarget::Fault;
using Json = nlohmann::json;

namespace {

// Cachet's API: the older one wraps members in "data", the newer one puts them below "attributes".
class FakeCachet : public FakeTarget {
public:
    explicit FakeCachet(bool old, bool meta = true) : old_(old), meta_(meta) {}

    std::pair<int, Json> answer(const std::string& method, const std::string& path,
                                const Json& body) override {
        const std::string root = old_ ? "/api/v1/" : "/api/";
        if (!path.starts_with(root))
            return {404, {{"message", "Not found"}}};
        const auto rest = path.substr(root.size(), path.find('?') - root.size());
        const std::string change = old_ ? "PUT" : "PATCH";
        for (const auto* kind : {"incidents", "schedules"}) {
            auto& all = kind == std::string("incidents") ? incidents : schedules;
            if (rest == kind && method == "GET")
                return {200, {{"data", shown(all)}}};
            if (rest == kind && method == "POST") {
                if (old_ && body.contains("component_id") != body.contains("component_status"))
                    return {400, {{"errors", Json::array()}}};
                auto item = body;
                item["id"] = static_cast<int>(all.size()) + 10;
                item["updates"] = Json::array();
                all.insert(all.begin(), item);
                move(body);
                return {old_ ? 200 : 201, {{"data", one(item)}}};
            }
            for (auto& item : all) {
                const auto name = std::string(kind) + "/" + std::to_string(item["id"].get<int>());
                if (rest == name && method == change) {
                    item.update(body);
                    return {200, {{"data", one(item)}}};
                }
                if (rest == name + "/updates" && method == "GET")
                    return {200, {{"data", shown(item["updates"])}}};
                if (rest == name + "/updates" && method == "POST") {
                    auto update = body;
                    update["id"] = static_cast<int>(item["updates"].size()) + 100;
                    item["updates"].insert(item["updates"].begin(), update);
                    return {200, {{"data", one(update)}}};
                }
                if (rest.starts_with(name + "/updates/") && method == change)
                    for (auto& update : item["updates"])
                        if (rest.ends_with("/" + std::to_string(update["id"].get<int>()))) {
                            update.update(body);
                            return {200, {{"data", one(update)}}};
                        }
            }
        }
        if (rest.starts_with("components/") && method == change) {
            components[rest.substr(11)] = body["status"];
            return {200, Json::object()};
        }
        return {404, {{"message", "Not found"}}};
    }

    [[nodiscard]] std::string seen() const override {
        std::string text;
        for (const auto& item : incidents) {
            if (item["visible"] == 0 || item["visible"] == false)
                continue;
            text += (text.empty() ? "" : "\n") + item["name"].get<std::string>() + " | " +
                    item["message"].get<std::string>();
            for (auto update = item["updates"].rbegin(); update != item["updates"].rend(); ++update)
                text += " · " + (*update)["status"].dump() + ": " +
                        (*update)["message"].get<std::string>();
        }
        return text;
    }

    std::vector<Json> incidents;  // newest first
    std::vector<Json> schedules;
    std::map<std::string, int> components;

private:
    [[nodiscard]] Json one(Json item) const {
        if (!meta_)
            item.erase("meta");
        if (old_)
            return item;
        const auto id = std::to_string(item["id"].get<int>());
        item.erase("id");
        if (item.contains("status"))
            item["status"] = {{"human", "Word"}, {"value", item["status"]}};
        return {{"id", id}, {"type", "things"}, {"attributes", item}};
    }
    template <class List>
    [[nodiscard]] Json shown(const List& all) const {
        auto list = Json::array();
        for (const auto& item : all)
            list.push_back(one(item));
        return list;
    }
    void move(const Json& body) {
        if (body.contains("component_id"))
            components[std::to_string(body["component_id"].get<int>())] = body["component_status"];
        if (body.contains("components"))
            for (const auto& each : body["components"])
                components[std::to_string(each["id"].get<int>())] = each["status"];
    }

    bool old_;
    bool meta_;
};

PushTarget cachet(bool old) {
    PushTarget target;
    target.name = "cachet";
    target.kind = old ? PushTarget::Kind::cachet2 : PushTarget::Kind::cachet3;
    target.url = "https://cachet.example";
    target.components = {{"Checkout", "1"}, {"Search", "2"}};
    return target;
}

struct World {
    explicit World(bool old, bool meta = true, Dossier dossier = slow_checkout())
        : far(old, meta), play(far, cachet(old), std::move(dossier), shop_with_parts()) {}
    FakeCachet far;
    PushPlay play;
};

const std::string both =
    "Checkout is slow | We look into it & soon know more. · 3: A fix is out.\nWe watch it.";

}  // namespace

TEST_CASE("Cachet gets a visible incident, and its updates with the components after them") {
    for (const bool old : {true, false}) {
        CAPTURE(old);
        World world(old);
        say(world.play.record.incident, "Search", ComponentState::degraded);
        world.play.say_all();
        CHECK(world.far.seen() == both);
        CHECK(world.far.components == std::map<std::string, int>{{"1", 4}, {"2", 2}});
        const auto first = Json::parse(world.far.bodies.front());
        CHECK(first["visible"] == (old ? Json(1) : Json(true)));
        CHECK(first["meta"]["muster"]["incident"] == "INC-7");
        CHECK(first[old ? "notify" : "notifications"] == true);
        CHECK(first["status"] == 1);
        CHECK(first.contains("component_id") == old);
        CHECK(first.contains("components") != old);
        CHECK(world.far.calls.front() == (old ? "POST /api/v1/incidents" : "POST /api/incidents"));
        // The end puts everything back.
        auto& record = world.play.record;
        record.updates.push_back(made(3, "2026-11-20T14:40:00Z", Status::resolved, "Done."));
        record.incident.status = Status::resolved;
        CHECK(world.play.finish(Kind::push_update, 3).end == End::delivered);
        CHECK(world.far.components == std::map<std::string, int>{{"1", 1}, {"2", 1}});
    }
}

TEST_CASE("an address that names the API is used as it is") {
    for (const bool old : {true, false}) {
        World world(old);
        world.play.target_.url += old ? "/api/v1" : "/api";
        world.play.say_all();
        CHECK(world.far.seen() == both);
    }
}

TEST_CASE("whatever becomes of one call, Cachet shows every update once, marks or none") {
    const Fault faults[] = {
        {Fault::Kind::cut_before},
        {Fault::Kind::cut_after},
        {Fault::Kind::answer, 500, "oops"},
        {Fault::Kind::done_then_answer, 500, "oops"},
        {Fault::Kind::answer, 429, "", "7"},
        {Fault::Kind::done_then_answer, 200, "<html></html>"},
        {Fault::Kind::answer, 200, "<html></html>"},
    };
    for (const bool old : {true, false})
        for (const bool meta : {true, false})
            for (const auto& fault : faults)
                for (const int call : {1, 2, 3, 4, 5}) {
                    CAPTURE(old);
                    CAPTURE(meta);
                    CAPTURE(static_cast<int>(fault.kind));
                    CAPTURE(fault.status);
                    CAPTURE(call);
                    World world(old, meta);
                    world.far.faults[call] = fault;
                    world.play.say_all();
                    CHECK(world.far.seen() == both);
                    CHECK(world.far.components.at("1") == 4);
                    // Each can be changed where it stands.
                    world.play.record.updates[0].text = "First.";
                    world.play.record.updates[1].text = "Second.";
                    CHECK(world.play.finish(Kind::show_pushed_update, 1).end == End::delivered);
                    CHECK(world.play.finish(Kind::show_pushed_update, 2).end == End::delivered);
                    CHECK(world.far.seen() == "Checkout is slow | First. · 3: Second.");
                }
}

TEST_CASE("killed at any call, Cachet shows every update once") {
    for (const bool old : {true, false})
        for (const bool after : {true, false})
            for (const int number : {1, 2}) {
                World world(old);
                if (number == 2)
                    CHECK(world.play.finish(Kind::push_update, 1).end == End::delivered);
                auto row = world.play.row(Kind::push_update, number);
                CHECK_FALSE(world.play.attempt(row, 1, after).has_value());
                CHECK(world.play.finish(row).end == End::delivered);
                if (number == 1)
                    CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
                CHECK(world.far.seen() == both);
            }
}

TEST_CASE("a new title and what is taken off the page reach Cachet") {
    for (const bool old : {true, false}) {
        World world(old);
        world.play.say_all();
        world.play.record.incident.title = "Payments are slow";
        CHECK(world.play.finish(Kind::show_push).end == End::delivered);
        CHECK(world.far.seen().starts_with("Payments are slow | "));
        world.play.record.incident.published = false;
        CHECK(world.play.finish(Kind::show_push).end == End::delivered);
        CHECK(world.far.seen().empty());
        CHECK(world.far.incidents.front().dump().find("fix") == std::string::npos);
        CHECK(world.far.incidents.front().dump().find("Payments") == std::string::npos);
        CHECK(world.far.components.at("1") == 1);
        world.play.record.incident.published = true;
        CHECK(world.play.finish(Kind::show_push).end == End::delivered);
        CHECK(world.far.seen() ==
              "Payments are slow | We look into it & soon know more. · "
              "3: A fix is out.\nWe watch it.");
    }
}

TEST_CASE("a window is one schedule with the times and words that hold now") {
    for (const bool old : {true, false}) {
        Dossier dossier;
        dossier.incident.id = {Series::maintenance, 2};
        dossier.incident.title = "Database upgrade";
        dossier.incident.declared_at = at("2026-11-20T10:00:00Z");
        dossier.incident.status = Status::scheduled;
        dossier.incident.window = {
            at("2026-11-20T16:00:00Z"), at("2026-11-20T18:00:00Z"), false, {}};
        dossier.updates.push_back(made(1, "2026-11-20T10:00:00Z", Status::scheduled, "Soon."));
        World world(old, true, dossier);
        world.far.faults[1] = {Fault::Kind::cut_after};
        world.play.say_all();
        REQUIRE(world.far.schedules.size() == 1);
        CHECK(world.far.schedules[0]["scheduled_at"] ==
              (old ? "2026-11-20 16:00" : "2026-11-20T16:00:00.000Z"));
        auto& record = world.play.record;
        record.updates.push_back(
            made(2, "2026-11-20T15:30:00Z", Status::in_progress, "We have begun."));
        record.incident.status = Status::in_progress;
        CHECK(world.play.finish(Kind::push_update, 2).end == End::delivered);
        CHECK(world.far.schedules[0]["scheduled_at"] ==
              (old ? "2026-11-20 15:30" : "2026-11-20T15:30:00.000Z"));
        record.updates.push_back(made(3, "2026-11-20T17:00:00Z", Status::completed, "Done."));
        record.incident.status = Status::completed;
        record.incident.closed = true;
        CHECK(world.play.finish(Kind::push_update, 3).end == End::delivered);
        CHECK(world.far.schedules[0]["message"] == "Done.");
        CHECK(world.far.schedules[0]["completed_at"] ==
              (old ? "2026-11-20 17:00" : "2026-11-20T17:00:00.000Z"));
        CHECK(world.far.schedules.size() == 1);
        CHECK(world.far.incidents.empty());
    }
}

TEST_CASE("what Cachet refuses is kept with its own words") {
    World world(false);
    world.far.faults[1] = {
        Fault::Kind::answer, 422,
        R"({"message":"The name field is required.","errors":{"name":["required"]}})"};
    const auto ending = world.play.finish(Kind::push_update, 1);
    CHECK(ending.end == End::refused);
    CHECK(ending.problem.find("The name field is required.") != std::string::npos);
}
