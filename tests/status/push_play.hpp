#pragma once

#include "status/push.hpp"
#include "tests/status/fixture.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster::status {

// A target as status/CONTRACT.md 5 describes it, without a socket, with faults on demand.
class FakeTarget {
public:
    using Json = nlohmann::json;
    // What happens to one call instead of an ordinary answer.
    struct Fault {
        enum class Kind { cut_before, cut_after, answer, done_then_answer };
        Kind kind = Kind::answer;
        int status = 500;
        std::string body = {};
        std::string retry_after = {};
        std::string location = {};
    };

    virtual ~FakeTarget() = default;

    PushAnswer take(const PushRequest& request) {
        const auto root = request.url.find('/', request.url.find("//") + 2);
        const auto path = root == std::string::npos ? "/" : request.url.substr(root);
        calls.push_back(request.method + " " + path);
        bodies.push_back(request.body);
        const auto json = request.body.empty() ? Json() : Json::parse(request.body);
        PushAnswer lost;
        lost.kind = PushAnswer::Kind::lost;
        lost.problem = "no whole answer";
        if (const auto fault = faults.find(static_cast<int>(calls.size())); fault != faults.end()) {
            const auto& [kind, status, body, retry_after, location] = fault->second;
            if (kind == Fault::Kind::cut_after || kind == Fault::Kind::done_then_answer)
                (void)answer(request.method, path, json);
            if (kind == Fault::Kind::cut_before || kind == Fault::Kind::cut_after)
                return lost;
            return {PushAnswer::Kind::answered, status, body, retry_after, location, {}};
        }
        const auto [status, body] = answer(request.method, path, json);
        return {PushAnswer::Kind::answered, status, body.dump(), {}, {}, {}};
    }

    virtual std::pair<int, Json> answer(const std::string& method, const std::string& path,
                                        const Json& body) = 0;
    // What readers of it see of an incident: "title | status: text · status: text".
    [[nodiscard]] virtual std::string seen() const = 0;

    std::map<int, Fault> faults;  // by the number of the call, from 1
    std::vector<std::string> calls;
    std::vector<std::string> bodies;
};

// Plays the outbox for one incident and target: attempt after attempt, keeping what the real one
// keeps, through crashes too.
class PushPlay {
public:
    using End = PushEnding::End;

    PushPlay(FakeTarget& far, PushTarget target, Dossier dossier, Settings with = shop())
        : settings(std::move(with)),
          record(std::move(dossier)),
          target_(std::move(target)),
          far_(far),
          now(at("2026-11-20T15:00:00Z")) {}

    // A row of the outbox.
    struct Row {
        Effect effect;
        EffectId mark = {};
        int tries = 0;
        bool outcome_unknown = false;
        std::string progress = {};
    };
    Row row(Effect::Kind kind, int number = 0) {
        Effect effect;
        effect.kind = kind;
        effect.incident = record.incident.id;
        effect.number = number;
        effect.subject = target_.name;
        return {effect, EffectId("mark" + std::to_string(++marks_))};
    }

    // One attempt. With `crash_at` > 0 the program dies at that call: before or after the target
    // has it. Nothing then: the next attempt starts from what was on disk.
    std::optional<PushEnding> attempt(Row& row, int crash_at = 0, bool after = false) {
        PushParcel parcel;
        parcel.mark = row.mark;
        parcel.effect = row.effect;
        parcel.target = target_;
        auto heads = open;
        heads.push_back(record.incident);
        parcel.news = push_news(row.effect, record, heads, settings, target_);
        parcel.known = known;
        parcel.tries = row.tries;
        parcel.outcome_unknown = row.outcome_unknown;
        parcel.progress = row.progress;
        Push push(std::move(parcel));
        auto step = push.start(now);
        for (int call = 1; !step.done; ++call) {
            REQUIRE(call < 100);
            if (step.note) {
                row.progress = *step.note;
                row.outcome_unknown = true;
            }
            if (call == crash_at && !after)
                return std::nullopt;
            auto answer = far_.take(step.request);
            if (call == crash_at)
                return std::nullopt;
            now += std::chrono::seconds(1);
            step = push.next(std::move(answer), now);
        }
        keep(row, step.ending);
        return step.ending;
    }
    // Attempts until it is settled.
    PushEnding finish(Row row) {
        for (int tries = 0;; ++tries) {
            REQUIRE(tries < 60);
            const auto ending = attempt(row);
            if (ending->end == End::delivered || ending->end == End::refused)
                return *ending;
        }
    }
    PushEnding finish(Effect::Kind kind, int number = 0) { return finish(row(kind, number)); }
    // Everything that was said so far, in order.
    void say_all() {
        for (const auto& update : record.updates)
            CHECK(finish(Effect::Kind::push_update, update.number).end == End::delivered);
    }

    Settings settings;
    Dossier record;
    std::vector<Incident> open;  // others
    PushedPlaces known;
    PushTarget target_;

private:
    void keep(Row& row, const PushEnding& ending) {
        row.progress = ending.progress;
        row.outcome_unknown = ending.end == End::unknown || ending.in_doubt;
        ++row.tries;
        if (ending.end == End::later || ending.end == End::unknown) {
            CHECK(ending.next_try > now);
            now = ending.next_try;
        }
        Places places;
        places.pushed["t"] = known;
        Places made;
        made.pushed["t"] = ending.made;
        add_to(places, made);
        known = places.pushed["t"];
    }

    FakeTarget& far_;
    int marks_ = 0;

public:
    Instant now;
};

// "INC-7, Checkout is slow" with three updates, of a shop with two parts.
inline Settings shop_with_parts() {
    auto settings = shop();
    for (const auto* name : {"Checkout", "Search"}) {
        ComponentRule rule;
        rule.name = name;
        settings.components.push_back(rule);
    }
    return settings;
}
// As the incident says from then on.
inline void say(Incident& incident, const std::string& component, ComponentState state,
                Instant since = at("2026-11-20T14:03:00Z")) {
    incident.components[component] = state;
    incident.component_moves.push_back({component, state, since});
}
inline Dossier slow_checkout() {
    auto dossier = checkout();
    dossier.updates[0].text = "We look into it & soon know more.";
    dossier.updates.push_back(
        made(2, "2026-11-20T14:20:00Z", Status::monitoring, "A fix is out.\nWe watch it."));
    say(dossier.incident, "Checkout", ComponentState::major);
    dossier.incident.status = Status::monitoring;
    return dossier;
}

}  // namespace muster::status
