#pragma once

#include "slack/delivery.hpp"
#include "tests/slack/delivery_slack.hpp"
#include "tests/slack/sample_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster::slack::testing {

using sample::DeliverySlack;
using Kind = Effect::Kind;
using End = Ending::End;

// Plays the outbox for one effect: attempt after attempt against a workspace, keeping what the real
// one keeps, through crashes too.
class Play {
public:
    Play(DeliverySlack& slack, Kind kind, int number = 0) : slack_(slack) {
        parcel.mark = EffectId("mark" + std::to_string(static_cast<int>(kind)));
        parcel.effect.kind = kind;
        parcel.effect.number = number;
        parcel.view = open_view();
        parcel.view.places = {};
        parcel.view.settings.page_url = "https://status.example";
        parcel.view.settings.canvases = false;  // tests of their own ask for them
        add_update(parcel.view, "We are looking into it.");
        add_update(parcel.view, "Orders go through again.");
        parcel.effect.incident = parcel.view.dossier.incident.id;
        parcel.effect.words = Words("Ada is commander now.");
        parcel.document = "# Postmortem\n\nAll of it.\n";
        now = Instant(std::chrono::seconds(slack.clock));
        parcel.due = now;
        self.bot_user = "U0BOT";
    }

    // One attempt. With `crash_at` > 0 the program dies at that call: before or after Slack has it.
    // Nothing then: the next attempt starts from what was on disk.
    std::optional<Ending> attempt(int crash_at = 0, bool after = false) {
        ++attempts;
        Delivery delivery(parcel, self, channels);
        auto step = delivery.start(now);
        for (int call = 1; step.kind != Step::Kind::done; ++call) {
            REQUIRE(call < 200);
            if (step.note) {
                parcel.progress = *step.note;
                parcel.outcome_unknown = true;
                if (!parcel.first_try)
                    parcel.first_try = now;
            }
            if (call == crash_at && !after)
                return std::nullopt;
            auto answer = step.kind == Step::Kind::upload
                              ? slack_.upload(step.url, step.bytes)
                              : slack_.answer(step.method, step.arguments);
            if (call == crash_at)
                return std::nullopt;
            now = std::max(now, Instant(std::chrono::seconds(slack_.clock)));
            step = delivery.next(std::move(answer), now);
        }
        keep(step.ending);
        return step.ending;
    }

    // Attempts until it is settled.
    Ending finish() {
        for (;;) {
            REQUIRE(attempts < 60);
            const auto ending = attempt();
            if (ending->end == End::delivered || ending->end == End::refused)
                return *ending;
        }
    }

    Places& places() { return parcel.view.places; }

    Parcel parcel;
    Self self;
    KnownChannels channels;
    Instant now{};
    int attempts = 0;
    std::vector<std::string> refusals;

private:
    void keep(const Ending& ending) {
        parcel.progress = ending.progress;
        parcel.outcome_unknown = ending.end == End::unknown;
        ++parcel.tries;
        if (ending.end == End::later || ending.end == End::unknown) {
            CHECK(ending.next_try > now);
            now = ending.next_try;
            slack_.clock = std::max<long long>(slack_.clock, now.time_since_epoch().count());
        }
        const auto& made = ending.made;
        auto& known = places();
        if (!made.channel.empty())
            known.channel = made.channel;
        if (!made.channel_name.empty())
            known.channel_name = made.channel_name;
        Places canvas;
        canvas.canvas = made.canvas;
        add_to(known, canvas);
        for (const auto& refusal : made.refusals)
            refusals.push_back(plain_text(refusal.words));
    }

    DeliverySlack& slack_;
};

}  // namespace muster::slack::testing
