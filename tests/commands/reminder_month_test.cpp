// A month of incidents at random, across the change to summer time, with Muster away now and then.
#include "commands/reminder_words.hpp"
#include "tests/commands/world.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace muster;
using namespace std::chrono_literals;
using Kind = Effect::Kind;

namespace {

constexpr auto tick = 5min;

struct Owner {
    const char* id;
    const char* zone;
};
constexpr Owner owners[] = {
    {"U1ADA", "Europe/London"}, {"U2GRACE", "America/New_York"}, {"U3LINUS", "Europe/Helsinki"}};

// The clock on somebody's wall, reckoned apart from the rules: hours, and days from Sunday.
struct Wall {
    int hour;
    unsigned weekday;
};
Wall wall(Instant at, const char* zone) {
    const auto local = at + offset_at(Zone::named(zone).value(), at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {static_cast<int>((local - day) / 1h), std::chrono::weekday(day).c_encoding()};
}

class Month {
public:
    explicit Month(unsigned seed) : random_(seed), store_(open_store(folder_.file(), settings())) {
        std::vector<Told> people;
        for (const auto& owner : owners) {
            Profile profile;
            profile.person = {UserId(owner.id), {}, owner.id};
            profile.zone = owner.zone;
            people.push_back({profile});
        }
        store_->learn(people);
    }

    void run() {
        const auto end = now_ + 31 * 24h;
        for (; now_ < end; now_ += tick) {
            live();
            if (now_ < away_until_)
                continue;
            if (chance(400)) {
                away_until_ = now_ + std::chrono::minutes(5 * pick(12 * 30));
                store_.reset();
                store_ = open_store(folder_.file(), settings());
                continue;
            }
            const auto effects = remind();
            if (chance(20))
                CHECK(remind().empty());  // asked twice, it says nothing twice
            check(effects);
            check_nothing_is_lost();
        }
    }

    static Settings settings() {
        Settings settings;
        settings.reminders.archive_after = std::chrono::days(7);
        return settings;
    }

    int reminders = 0;
    int direct = 0;
    int digests = 0;
    int archived = 0;

private:
    bool chance(int one_in) { return pick(one_in) == 0; }
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

    Request request(Request::Kind kind) {
        Request asked;
        asked.kind = kind;
        asked.at = now_;
        asked.user = {UserId(owners[pick(3)].id), {}, "Somebody"};
        return asked;
    }
    std::vector<Effect> perform(const Request& asked) {
        std::vector<Effect> effects;
        Job job;
        job.at = asked.at;
        job.decide = [&](const Record& record) {
            auto decision = decide(record, asked);
            effects = decision.effects;
            Kept kept{decision.changes, decision.effects, ""};
            kept.reminders = decision.reminders;
            kept.homes = decision.homes;
            return kept;
        };
        REQUIRE(store_->perform({job}).at(0).has_value());
        while (store_->backlog() > 0)
            for (const auto& owed : store_->owed(now_ + 24h, 1'000, {}))
                store_->settle(owed, made_by(owed.effect), now_);
        return effects;
    }
    Settlement made_by(const Effect& effect) {
        Settlement settlement;
        if (effect.kind == Kind::create_channel)
            settlement.places.emplace().channel = ChannelId("C" + to_string(effect.incident));
        if (effect.kind == Kind::post_reminder)
            settlement.places.emplace().reminder = MessageTs(std::to_string(++messages_));
        if (effect.kind == Kind::show_archived)
            settlement.places.emplace().room = RoomState::archived;
        return settlement;
    }
    void type(const std::string& text) {
        auto asked = request(Request::Kind::command);
        asked.text = text;
        perform(asked);
    }
    void click(const std::string& action, const std::string& value, const std::string& user) {
        auto asked = request(Request::Kind::button);
        asked.user = {UserId(user), {}, user};
        asked.name = action;
        asked.value = value;
        perform(asked);
    }

    // What people do in five minutes.
    void live() {
        if (chance(500))
            type("declare sev" + std::to_string(1 + pick(4)) + (chance(5) ? " drill" : "") +
                 " Something broke");
        for (const auto& incident : store_->record().incidents(IncidentFilter::open, 0, 100)) {
            const auto id = to_string(incident.id) + " ";
            if (chance(40))
                type(id + "update Still at it");
            if (chance(60))
                type(id + "assign " + tests::World::at("U1ADA", "ada"));
            if (chance(200))
                type(id + "unassign commander");
            if (chance(60))
                type(id + "log looked again");
            if (chance(100))
                click("snooze", id + (chance(2) ? "30" : "tomorrow"), "U2GRACE");
            if (chance(400))
                click("stop_reminders", id, "U2GRACE");
            if (chance(150))
                type(id + "close All well");
            if (chance(80))
                promise(incident);
        }
        if (chance(3'000))
            type("INC-1 reopen It is back");
        for (const auto& [id, follow_up] : store_->record().open_follow_ups())
            if (chance(1'500))
                click("follow_up_done", to_string(id) + " " + std::to_string(follow_up.number),
                      follow_up.owner.user.str());
        if (chance(2'000))
            click("snooze_follow_ups", chance(2) ? "tomorrow" : "week", owners[pick(3)].id);
    }
    void promise(const Incident& incident) {
        FollowUp follow_up;
        follow_up.number = incident.follow_ups + 1;
        follow_up.owner = {UserId(owners[pick(3)].id), {}, "Owner"};
        follow_up.text = "Do it";
        follow_up.made_at = now_;
        follow_up.due = std::chrono::floor<std::chrono::days>(now_) + std::chrono::days(pick(12));
        Job job;
        job.at = now_;
        job.decide = [&](const Record&) {
            Kept kept;
            kept.changes = {{incident.id, now_, follow_up.owner, FollowUpMade{follow_up}}};
            return kept;
        };
        REQUIRE(store_->perform({job}).at(0).has_value());
    }
    std::vector<Effect> remind() {
        auto asked = request(Request::Kind::timer);
        if (now_.time_since_epoch() % 1h == 0s)
            asked.details["archive"] = "true";
        return perform(asked);
    }

    void check(const std::vector<Effect>& effects) {
        std::map<std::string, int> seen;
        for (const auto& effect : effects) {
            CAPTURE(to_rfc3339(now_));
            const auto whose = to_string(effect.incident) + effect.subject;
            if (effect.kind == Kind::post_reminder) {
                ++reminders;
                CHECK(++seen[whose] == 1);
                CHECK((!said_.contains(whose) || now_ - said_.at(whose) >= 5min));
                said_[whose] = now_;
            } else if (effect.kind == Kind::remind_owner) {
                ++direct;
                CHECK(++seen[whose] == 1);
                const auto* const owner = std::ranges::find_if(
                    owners, [&](const Owner& one) { return effect.subject == one.id; });
                const auto there = wall(now_, owner->zone);
                CHECK((there.hour >= 9 && there.hour < 17));
                CHECK((there.weekday >= 1 && there.weekday <= 5));
                // Once a day is enough for anybody.
                CHECK((!said_.contains(whose) || now_ - said_.at(whose) >= 12h));
                said_[whose] = now_;
            } else if (effect.kind == Kind::post_digest) {
                ++digests;
                CHECK((!digest_ || now_ - *digest_ > 24h));
                digest_ = now_;
            } else if (effect.kind == Kind::show_archived) {
                ++archived;
            }
        }
    }
    // Whatever is due, and neither snoozed nor stopped, has been said since it became due.
    void check_nothing_is_lost() {
        const auto& record = store_->record();
        for (const auto& incident : record.incidents(IncidentFilter::open, 0, 100)) {
            if (record.places(incident.id).room == RoomState::archived)
                continue;  // reopened after that: nobody could read it there
            const auto known = record.reminders(incident.id);
            for (const auto& occasion : muster::occasions_of(record, incident, known)) {
                if (occasion.due + tick > now_)
                    continue;
                CAPTURE(to_rfc3339(now_));
                CAPTURE(to_string(incident.id));
                CAPTURE(occasion.subject);
                const auto* const one = find_reminder(known, occasion.subject);
                REQUIRE(one != nullptr);
                CHECK((one->stopped || one->until || (one->said && *one->said >= occasion.due)));
            }
        }
        for (const auto& owner : owners) {
            const auto there = wall(now_, owner.zone);
            if (there.hour < 10 || there.hour >= 17 || there.weekday < 1 || there.weekday > 5)
                continue;
            for (const auto& work :
                 due_work(record, record.open_follow_ups(), UserId(owner.id), now_)) {
                CAPTURE(to_rfc3339(now_));
                CAPTURE(owner.id);
                REQUIRE(work.known);
                CHECK((work.known->stopped || work.known->until ||
                       (work.known->said && *work.known->said >= work.occasion.due)));
            }
        }
    }

    sample::Folder folder_;
    std::mt19937 random_;
    std::unique_ptr<Store> store_;
    Instant now_ = read_rfc3339("2026-03-10T00:00:00Z").value();
    Instant away_until_{};
    std::map<std::string, Instant> said_;  // by incident or person
    std::optional<Instant> digest_;
    int messages_ = 0;
};

}  // namespace

TEST_CASE("over a month nothing due is lost, none comes twice, and nobody is told at night") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    Month month(seed);
    month.run();
    MESSAGE(month.reminders << " in channels, " << month.direct << " directly, " << month.digests
                            << " digests, " << month.archived << " archived");
    CHECK(month.reminders > 0);
    CHECK(month.digests <= 5);
}
