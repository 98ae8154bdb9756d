#pragma once

#include "commands/command.hpp"
#include "commands/mention.hpp"
#include "domain/text.hpp"
#include "storage/store.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace muster::tests {

// A workspace without Slack: the real store in memory, the real commands, a clock of its own, and
// Ada (London), Grace (New York), Linus (Helsinki), two people and a group called Sam, and @sre.
class World {
public:
    explicit World(Settings with = {})
        : settings(std::move(with)), store(open_store(":memory:", settings)) {
        store->learn({
            {person("U1ADA", "ada", "Ada", "Europe/London")},
            {person("U2GRACE", "grace", "Grace", "America/New_York")},
            {person("U3LINUS", "linus", "Linus", "Europe/Helsinki")},
            {person("U4SAM", "sam", "Sam North", "Europe/London")},
            {person("U5SAM", "samw", "sam", "Europe/London")},
            {gone(person("U6GONE", "gone", "Gone", "Europe/London"))},
            {UserGroup{GroupId("S1SRE"), "sre", "Reliability", false}},
            {UserGroup{GroupId("S2OLD"), "old", "Old", true}},
            {UserGroup{GroupId("S3SAM"), "team-sam", "Sam", false}},
            {ChannelName{ChannelId("C5OPEN"), "checkout", false}},
            {ChannelName{ChannelId("G5SHUT"), "layoffs", true}},
        });
    }

    // What Ada reads after typing this; in `place`, at `now`.
    Reply types(const std::string& text) { return asks(request(text)); }
    std::string answer(const std::string& text) { return plain_text(types(text).words); }

    Request request(const std::string& text) {
        Request asked;
        asked.kind = Request::Kind::command;
        asked.identities = {"envelope:" + std::to_string(++requests_)};
        const auto profile = store->record().profile(user);
        asked.user = profile->person;
        asked.zone = Zone::named(profile->zone).value();
        asked.place = place;
        asked.at = now;
        asked.text = text;
        return asked;
    }
    Request form(const std::string& name, const std::string& value,
                 std::map<std::string, std::string> fields) {
        auto asked = request("");
        asked.kind = Request::Kind::form;
        asked.place = {};
        asked.name = name;
        asked.value = value;
        asked.fields = std::move(fields);
        return asked;
    }
    Request button(const std::string& action, const std::string& value) {
        auto asked = request("");
        asked.kind = Request::Kind::button;
        asked.name = action;
        asked.value = value;
        return asked;
    }

    Reply asks(const Request& asked) {
        Reply reply;
        effects.clear();
        changes.clear();
        Job job;
        job.identities = asked.identities;
        job.at = asked.at;
        job.decide = [&](const Record& record) {
            auto decision = decide(record, asked);
            reply = decision.reply;
            effects = decision.effects;
            changes = decision.changes;
            Kept kept{decision.changes,     decision.effects, plain_text(reply.words), {},
                      decision.places_back, decision.looked};
            kept.captures = decision.captures;
            kept.shown = decision.shown;
            kept.reminders = decision.reminders;
            kept.homes = decision.homes;
            return kept;
        };
        const auto results = store->perform({job});
        if (!results.front())
            throw std::runtime_error(results.front().error().message);
        return reply;
    }

    // What the timer does now, with those details.
    void reminds(const std::vector<std::string>& details = {}) {
        Request asked;
        asked.kind = Request::Kind::timer;
        asked.user.name = "Muster";
        asked.at = now;
        for (const auto& detail : details)
            asked.details[detail] = "true";
        asks(asked);
    }

    // Declares an incident whose channel is `channel`, and goes there.
    IncidentId declare_in(const std::string& channel,
                          const std::string& text = "Checkout is slow") {
        const IncidentId id{Series::incident, store->record().next_number(Series::incident)};
        types("declare " + text);
        for (const auto& owed : store->owed(now, 1'000, {}))
            if (owed.effect.kind == Effect::Kind::create_channel && owed.effect.incident == id) {
                Places places;
                places.channel = ChannelId(channel);
                places.channel_name = lower(to_string(id));
                Settlement settlement;
                settlement.places = places;
                store->settle(owed, settlement, now);
            }
        place = ChannelId(channel);
        return id;
    }

    [[nodiscard]] Incident incident(int number = 1) const {
        return store->record().incident({Series::incident, number}).value();
    }
    [[nodiscard]] std::vector<Entry> entries(int number = 1) const {
        return store->record().entries({Series::incident, number}, 0, 1'000);
    }
    [[nodiscard]] bool owes(Effect::Kind kind) const {
        for (const auto& effect : effects)
            if (effect.kind == kind)
                return true;
        return false;
    }

    static std::string at(const std::string& id, const std::string& name) {
        return to_string(Mention{Mention::Kind::user, id, name});
    }
    static Instant instant(const std::string& text) { return read_rfc3339(text).value(); }

    Settings settings;
    std::unique_ptr<Store> store;
    UserId user{"U1ADA"};
    ChannelId place{"C0GENERAL"};
    Instant now = instant("2026-11-20T14:00:00Z");
    std::vector<Effect> effects;  // of the last request
    std::vector<Change> changes;

private:
    static Profile person(const std::string& id, const std::string& handle, const std::string& name,
                          const std::string& zone) {
        Profile profile;
        profile.person = {UserId(id), {}, name};
        profile.handle = handle;
        profile.zone = zone;
        return profile;
    }
    static Profile gone(Profile profile) {
        profile.gone = true;
        return profile;
    }

    int requests_ = 0;
};

}  // namespace muster::tests
