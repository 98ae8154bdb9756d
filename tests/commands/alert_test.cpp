#include "commands/alert.hpp"

#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

Settings shop() {
    Settings settings;
    settings.components = {{"Checkout API", "Shop", ""}, {"Search", "Shop", ""}};
    AlertRule checkout;
    checkout.labels = {{"service", "checkout"}};
    checkout.severity = "sev1";
    checkout.components = {"Checkout API"};
    checkout.invite = {"S1SRE"};
    AlertRule disk;
    disk.labels = {{"alertname", "DiskFull"}};
    disk.severity = "sev3";
    disk.title = "Disk of {{instance}} is full";
    disk.group_by = {"cluster"};
    AlertRule watchdog;
    watchdog.labels = {{"alertname", "Watchdog"}};
    watchdog.ignored = true;
    settings.alerts.rules = {checkout, disk, watchdog};
    return settings;
}

// A world to which Alertmanager speaks.
struct Alerts : World {
    explicit Alerts(Settings with = shop()) : World(std::move(with)) {}

    static HeardAlert alert(const std::string& name, const std::string& fingerprint,
                            std::map<std::string, std::string> labels = {}) {
        HeardAlert heard;
        heard.source = "Alertmanager";
        heard.fingerprint = fingerprint;
        heard.name = name;
        heard.labels = std::move(labels);
        heard.labels["alertname"] = name;
        return heard;
    }
    static HeardAlert checkout(const std::string& fingerprint = "c0ffee") {
        auto heard = alert("HighErrorRate", fingerprint, {{"service", "checkout"}});
        heard.summary = "CANARY 5xx on web-3";
        heard.description = "CANARY rate is 12 %";
        heard.url = "https://prometheus.internal/graph";
        return heard;
    }
    // What became of it.
    std::string fires(HeardAlert heard, const std::string& since = {}) {
        heard.firing = true;
        heard.started = since.empty() ? now : instant(since);
        return hears(heard);
    }
    std::string ends(HeardAlert heard, const std::string& at = {}) {
        heard.firing = false;
        heard.ended = at.empty() ? now : instant(at);
        return hears(heard);
    }
    std::string hears(const HeardAlert& heard) {
        return plain_text(asks(alert_request(heard, now)).words);
    }
    [[nodiscard]] std::vector<std::string> texts(int number = 1) const {
        std::vector<std::string> all;
        for (const auto& entry : entries(number))
            all.push_back(entry.text);
        return all;
    }
    [[nodiscard]] std::vector<std::string> said(int number = 1) const {
        std::vector<std::string> all;
        for (const auto& update : store->record().updates({Series::incident, number}))
            all.push_back(update.text);
        return all;
    }
    void passes(std::chrono::minutes time) { now += time; }
};

using Texts = std::vector<std::string>;
using namespace std::chrono_literals;

}  // namespace

TEST_CASE("an alert that fires declares what its rule says, by its own clock") {
    Alerts world;
    CHECK(world.fires(Alerts::checkout(), "2026-11-20T13:57:10Z") == "declared INC-1");
    const auto incident = world.incident();
    CHECK(incident.title == "Checkout API is down");
    CHECK(incident.severity == "sev1");
    CHECK(incident.reporter.name == "Alertmanager");
    CHECK(incident.reporter.user.empty());
    CHECK(incident.components.at("Checkout API") == ComponentState::major);
    const auto& detected = incident.times.at(KeyTime::detected);
    CHECK(detected.automatic);
    CHECK(to_rfc3339(detected.at) == "2026-11-20T13:57:10Z");
    CHECK_FALSE(incident.times.contains(KeyTime::started));
    REQUIRE(world.entries().size() == 1);
    const auto entry = world.entries().front();
    CHECK(entry.text == "Checkout API went down.");
    CHECK(entry.source == Entry::Source::alert);
    CHECK(to_rfc3339(entry.when.at) == "2026-11-20T13:57:10Z");
    CHECK(world.said() == Texts{"Checkout API went down."});
    CHECK(world.owes(Effect::Kind::create_channel));
    CHECK(world.owes(Effect::Kind::post_announcement));
    const auto invited = std::ranges::find_if(world.effects, [](const Effect& effect) {
        return effect.kind == Effect::Kind::show_members &&
               effect.people == std::vector<std::string>{"S1SRE"};
    });
    CHECK(invited != world.effects.end());
    const auto note = std::ranges::find(world.effects, Effect::Kind::post_note, &Effect::kind);
    REQUIRE(note != world.effects.end());
    CHECK(plain_text(note->words).find("5xx on web-3") != std::string::npos);
}

TEST_CASE("repetitions and overtaken deliveries change nothing") {
    Alerts world;
    world.fires(Alerts::checkout(), "2026-11-20T13:57:10Z");
    const auto version = world.incident().version;
    world.passes(5min);
    // The very same is known by its identity; the same alert with another start by its state.
    world.fires(Alerts::checkout(), "2026-11-20T13:57:10Z");
    CHECK(world.changes.empty());
    CHECK(world.fires(Alerts::checkout(), "2026-11-20T13:58:00Z") == "repeated");
    CHECK(world.ends(Alerts::checkout(), "2026-11-20T13:50:00Z") == "repeated");
    CHECK(world.ends(Alerts::alert("Other", "0ther")) == "unknown");
    CHECK(world.incident().version == version);
    world.ends(Alerts::checkout(), "2026-11-20T14:04:00Z");
    CHECK(world.fires(Alerts::checkout(), "2026-11-20T13:59:00Z") == "repeated");
    CHECK(world.store->record().count(IncidentFilter::all) == 1);
}

TEST_CASE("the end of an alert is noted, and its component is well again") {
    Alerts world;
    world.fires(Alerts::checkout(), "2026-11-20T13:57:10Z");
    world.passes(10min);
    CHECK(world.ends(Alerts::checkout(), "2026-11-20T14:08:30Z") == "recovered INC-1");
    const auto incident = world.incident();
    CHECK(incident.components.at("Checkout API") == ComponentState::operational);
    CHECK(incident.status == Status::investigating);
    CHECK(world.texts() == Texts{"Checkout API went down.", "Checkout API recovered."});
    CHECK(to_rfc3339(world.entries().back().when.at) == "2026-11-20T14:08:30Z");
    CHECK(world.said() == Texts{"Checkout API went down.", "Checkout API recovered."});
    const auto update = world.store->record().updates(incident.id).back();
    CHECK(update.neutral);
    CHECK(update.at == world.now);
}

TEST_CASE("with monitor_when_recovered the last end moves on to monitoring") {
    auto settings = shop();
    settings.alerts.monitor_when_recovered = true;
    Alerts world(settings);
    auto second = Alerts::checkout("bad");
    second.name = "SlowRequests";
    world.fires(Alerts::checkout());
    world.passes(1min);
    CHECK(world.fires(second) == "declared INC-2");  // no group ties them together
    world.passes(1min);
    world.ends(Alerts::checkout());
    CHECK(world.incident(1).status == Status::monitoring);
    CHECK(world.said(1).back() == "Checkout API recovered.");
    CHECK(world.incident(2).status == Status::investigating);
    world.passes(1min);
    CHECK(world.fires(Alerts::checkout()) == "joined INC-1");
    CHECK(world.incident(1).status == Status::investigating);
    auto plain = Alerts::alert("QueueLong", "9ueue");
    world.fires(plain);
    world.passes(1min);
    world.ends(plain);
    CHECK(world.incident(3).status == Status::monitoring);
    CHECK(world.said(3).back() == "The problem seems to be over. We are watching closely.");
}

TEST_CASE("alerts of one group are one incident, and a component is well when all of it is") {
    auto settings = shop();
    settings.alerts.rules[0].group_by = {"service"};
    Alerts world(settings);
    auto second = Alerts::checkout("bad");
    second.name = "SlowRequests";
    second.labels["alertname"] = second.name;
    second.summary = "p99 is 9 s";
    world.fires(Alerts::checkout());
    world.passes(1min);
    CHECK(world.fires(second) == "joined INC-1");
    CHECK(world.said() == Texts{"Checkout API went down."});
    world.passes(1min);
    CHECK(world.ends(Alerts::checkout()) == "recovered INC-1");
    CHECK(world.incident().components.at("Checkout API") == ComponentState::major);
    world.passes(1min);
    world.ends(second);
    CHECK(world.incident().components.at("Checkout API") == ComponentState::operational);
    CHECK(world.texts() == Texts{"Checkout API went down.", "SlowRequests fired: p99 is 9 s",
                                 "HighErrorRate recovered.", "Checkout API recovered."});
    CHECK(world.said() == Texts{"Checkout API went down.", "Checkout API recovered."});

    auto disk = Alerts::alert("DiskFull", "d1", {{"cluster", "eu"}, {"instance", "db-1"}});
    auto other = Alerts::alert("DiskFull", "d2", {{"cluster", "eu"}, {"instance", "db-2"}});
    auto far = Alerts::alert("DiskFull", "d3", {{"cluster", "us"}, {"instance", "db-3"}});
    CHECK(world.fires(disk) == "declared INC-2");
    CHECK(world.incident(2).title == "Disk of db-1 is full");
    CHECK(world.fires(other) == "joined INC-2");
    CHECK(world.fires(far) == "declared INC-3");
    CHECK(world.texts(2) == Texts{"DiskFull fired.", "DiskFull fired."});
}

TEST_CASE("what its sender puts together is one incident, where no rule says otherwise") {
    Alerts world;
    auto first = Alerts::alert("A", "a");
    auto second = Alerts::alert("B", "b");
    auto alone = Alerts::alert("C", "c");
    first.group = second.group = "{}:{team=\"web\"}";
    CHECK(world.fires(first) == "declared INC-1");
    CHECK(world.fires(second) == "joined INC-1");
    CHECK(world.fires(alone) == "declared INC-2");
    CHECK(world.fires(Alerts::alert("Watchdog", "w")) == "ignored");
}

TEST_CASE("what fires again soon goes on in the same incident, and later is news") {
    Alerts world;
    const auto close = [&] {
        world.place = {};
        world.types("INC-1 close All is well");
        REQUIRE(world.incident().closed);
    };
    world.fires(Alerts::checkout());
    world.passes(5min);
    world.ends(Alerts::checkout());
    world.passes(5min);
    close();
    world.passes(30min);
    CHECK(world.fires(Alerts::checkout()) == "reopened INC-1");
    CHECK_FALSE(world.incident().closed);
    CHECK(world.said().back() == "Checkout API went down.");
    CHECK(world.incident().components.at("Checkout API") == ComponentState::major);
    world.passes(5min);
    world.ends(Alerts::checkout());
    close();
    world.passes(61min);
    CHECK(world.fires(Alerts::checkout()) == "declared INC-2");
}

TEST_CASE("an alert that still fires does not open again what people closed") {
    Alerts world;
    world.fires(Alerts::checkout(), "2026-11-20T13:57:10Z");
    world.passes(5min);
    world.place = {};
    world.types("INC-1 close A false alarm");
    const auto before = world.texts();
    world.passes(5min);
    auto again = Alerts::checkout();
    again.started.reset();  // no identity: only its state tells
    CHECK(world.hears(again) == "repeated");
    CHECK(world.incident().closed);
    CHECK(world.ends(Alerts::checkout()) == "recovered INC-1");
    CHECK(world.texts() == before);
    CHECK_FALSE(world.incident().alerts.at("c0ffee").firing);
}

TEST_CASE("a flapping alert is told of once, and again when it has been calm") {
    Alerts world;
    const auto alert = Alerts::checkout();
    world.fires(alert);
    for (int i = 0; i < 20; ++i) {
        world.passes(1min);
        world.ends(alert);
        world.passes(1min);
        world.fires(alert);
    }
    CHECK(world.store->record().count(IncidentFilter::all) == 1);
    CHECK(world.entries().size() == 6);
    CHECK(world.texts().back() ==
          "Checkout API is flapping: it moved 6 times within an hour. Nothing more is noted of it "
          "until it is calm.");
    CHECK(world.said().size() == 5);
    CHECK(world.incident().components.at("Checkout API") == ComponentState::major);
    world.passes(90min);
    world.ends(alert);
    CHECK(world.texts().back() == "Checkout API recovered.");
    CHECK(world.said().back() == "Checkout API recovered.");
}

TEST_CASE("nobody's word about a component is overruled by an alert") {
    auto settings = shop();
    settings.alerts.rules[0].component_state = "partial";
    Alerts world(settings);
    world.fires(Alerts::checkout());
    CHECK(world.said() == Texts{"Checkout API went down."});
    world.place = {};
    world.types("INC-1 component Checkout API major");
    world.passes(1min);
    world.ends(Alerts::checkout());
    CHECK(world.incident().components.at("Checkout API") == ComponentState::major);
    CHECK(world.texts().back() == "HighErrorRate recovered.");
    CHECK(world.said().size() == 1);
}

TEST_CASE("an alert of a duplicate goes on where the duplicate went") {
    Alerts world;
    world.fires(Alerts::checkout());
    world.place = {};
    world.types("declare Orders cannot be placed");
    world.types("INC-1 duplicate INC-2");
    REQUIRE(world.incident(1).folded);
    world.passes(1min);
    CHECK(world.ends(Alerts::checkout()) == "recovered INC-2");
    world.passes(1min);
    CHECK(world.fires(Alerts::checkout()) == "joined INC-2");
    CHECK(world.incident(2).components.at("Checkout API") == ComponentState::major);
}

TEST_CASE("the sender is not told which private incident an alert belongs to") {
    Alerts world;
    world.fires(Alerts::checkout());
    world.place = {};
    world.types("INC-1 private it is about a customer");
    world.passes(1min);
    CHECK(world.ends(Alerts::checkout()) == "recovered");
    CHECK(world.store->record().entry_count({Series::private_incident, 1}) > 1);
}

TEST_CASE("a rule's title takes labels, or goes as it stands") {
    CHECK(is_well_written("{{ alertname }} on {{instance}}"));
    CHECK(is_well_written("plain"));
    for (const auto* wrong : {"{{", "}}", "{{}}", "{{a b}}", "{{a}} }}", "{{a {{b}}}}"})
        CHECK_FALSE(is_well_written(wrong));
    CHECK(title_with("{{ a }} and {{b}}{{none}}.", {{"a", "1"}, {"b", "2"}}) == "1 and 2.");
    auto settings = shop();
    settings.alerts.rules[1].title = "A disk is full";
    Alerts world(settings);
    world.fires(Alerts::alert("DiskFull", "d1"));
    CHECK(world.incident().title == "A disk is full");
    CHECK_FALSE(has_machine_title(world.incident()));
    auto plain = Alerts::alert("QueueLong", "9");
    plain.summary = "The queue of mail-2 is long";
    world.fires(plain);
    CHECK(world.incident(2).title == "The queue of mail-2 is long");
    CHECK(has_machine_title(world.incident(2)));
    // The same alert may word it otherwise the next time.
    world.passes(1min);
    plain.summary = "The queue of mail-2 is very long";
    world.ends(plain);
    world.passes(1min);
    world.fires(plain);
    CHECK(has_machine_title(world.incident(2)));
    world.place = {};
    world.types("INC-2 rename Mails are late");
    CHECK_FALSE(has_machine_title(world.incident(2)));
}
