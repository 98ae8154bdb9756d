#include "bot/config.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>

using namespace muster;

namespace {

// A file of its own for each test case, gone at its end.
class File {
public:
    explicit File(const std::string& text)
        : path_(std::filesystem::temp_directory_path() /
                ("muster-config-" + std::to_string(++count_) + "-" + std::to_string(::getpid()))) {
        std::ofstream(path_) << text;
    }
    ~File() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    static inline int count_ = 0;
    std::filesystem::path path_;
};

Environment environment(std::map<std::string, std::string> values) {
    return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        if (found == values.end())
            return std::nullopt;
        return found->second;
    };
}

}  // namespace

TEST_CASE("without a file and without a variable everything has a value that works") {
    const File empty("");
    const auto [config, faults] = read_config(empty.path(), environment({}));
    CHECK(faults.empty());
    CHECK(config.settings.command == "/incident");
    CHECK(config.settings.severities.size() == 4);
    CHECK(to_string(config.listen) == "127.0.0.1:8080");
    CHECK(require_tokens(config).size() == 2);
}

TEST_CASE("the environment wins over the file") {
    const File file("command = \"/fromfile\"\nlisten = \"127.0.0.1:1\"\ntimezone = \"UTC\"\n");
    const auto [config, faults] =
        read_config(file.path(), environment({{"MUSTER_COMMAND", "/fromenv"},
                                              {"MUSTER_TIMEZONE", "Europe/London"},
                                              {"MUSTER_ANNOUNCE_CHANNEL", "#alarms"},
                                              {"SLACK_BOT_TOKEN", "xoxb-1"},
                                              {"SLACK_APP_TOKEN", "xapp-1"}}));
    CHECK(faults.empty());
    CHECK(config.settings.command == "/fromenv");
    CHECK(config.settings.zone.name() == "Europe/London");
    CHECK(config.settings.announce_channel == "alarms");
    CHECK(config.listen.port == 1);
    CHECK(require_tokens(config).empty());
}

TEST_CASE("administrators are a list in the file, and parted by commas in the environment") {
    const File file("administrators = [\"U024BE7LH\", \"W012A3CDE\", \"U024BE7LH\"]\n");
    const auto listed = read_config(file.path(), environment({}));
    CHECK(listed.faults.empty());
    CHECK(listed.config.administrators == std::vector<std::string>{"U024BE7LH", "W012A3CDE"});
    const auto won =
        read_config(file.path(), environment({{"MUSTER_ADMINISTRATORS", " U0ADA,U0BOB, U0CY ,"}}));
    CHECK(won.faults.empty());
    CHECK(won.config.administrators == std::vector<std::string>{"U0ADA", "U0BOB", "U0CY"});
    CHECK(read_config(std::nullopt, environment({})).config.administrators.empty());
    const auto wrong =
        read_config(std::nullopt, environment({{"MUSTER_ADMINISTRATORS", "ada,U0BOB,G0GROUP"}}))
            .faults;
    CHECK(wrong.size() == 2);
}

TEST_CASE("every fault is named at once, with its key and what would be right") {
    const File file(R"(
comand = "/incident"
command = "incident"
listen = "nowhere"
timezone = "Mars/Olympus"
connections = 11
administrators = ["U024BE7LH", "@ada"]
channel_pattern = "incident"
default_severity = "sev9"
api_url = "http://slack.example.com/api/"
[publication]
rule = "sometimes"
[log]
level = "loud"
[reminders]
updates = "yes"
stale_hours = 0
working_hours = "17:00-09:00"
working_days = ["monday", "payday"]
digest_day = "someday"
digest_hour = 24
arcive = true
[[severity]]
name = "sev 1"
update_minutes = 0
impact = "terrible"
[[severity]]
name = "sev2"
[[severity]]
name = "SEV2"
[[role]]
name = "chief"
)");
    const auto faults =
        read_config(file.path(), environment({{"SLACK_BOT_TOKEN_FILE", "/nowhere/at/all"}})).faults;
    const char* wanted[] = {
        "comand is not a key here",
        "must be a slash and 1 to 31",
        "must be HOST:PORT",
        "must be a zone like Europe/London",
        "connections must be a whole number from 1 to 10",
        "administrators (MUSTER_ADMINISTRATORS) must list user ids, like U024BE7LH",
        "must contain {id}",
        "default_severity must be one of the severities",
        "api_url (SLACK_API_URL) cannot be used",
        "publication.rule must be",
        "log.level must be one of",
        "reminders.updates must be true or false",
        "reminders.stale_hours must be a whole number from 1",
        "reminders.working_hours must be two times of one day, the earlier first",
        "reminders.working_days must name days, like \"monday\", not payday",
        "reminders.digest_day must name a day, like \"monday\", not someday",
        "reminders.digest_hour must be a whole number from 0 to 23",
        "reminders.arcive is not a key here",
        "severity[1].name must be one word",
        "severity[1].update_minutes must be a whole number from 1",
        "severity[1].impact must be one of none, minor, major, critical",
        "severity[3].name \"sev2\" is there twice",
        "must include one named \"commander\"",
        "SLACK_BOT_TOKEN_FILE names /nowhere/at/all",
    };
    std::string all;
    for (const auto& fault : faults)
        all += fault + "\n";
    CAPTURE(all);
    for (const auto* each : wanted) {
        CAPTURE(each);
        CHECK(all.find(each) != std::string::npos);
    }
}

TEST_CASE("what people are reminded of can be changed, each by itself") {
    const File file(R"(
[reminders]
updates = false
role_minutes = 5
stale_hours = 48
working_hours = "08:30-24:00"
working_days = ["Sunday", "monday"]
digest_day = "friday"
digest_hour = 16
archive = false
archive_days = 7
[[role]]
name = "commander"
[[role]]
name = "scribe"
chased = true
)");
    const auto [config, faults] = read_config(file.path(), environment({}));
    CHECK(faults.empty());
    const auto& rules = config.settings.reminders;
    using namespace std::chrono_literals;
    CHECK_FALSE(rules.updates);
    CHECK(rules.roles);
    CHECK(rules.role_after == 5min);
    CHECK(rules.stale_after == 48h);
    CHECK(rules.working.from == 8h + 30min);
    CHECK(rules.working.to == 24h);
    CHECK(rules.working.days == std::array{true, true, false, false, false, false, false});
    CHECK(rules.digest_day == std::chrono::Friday);
    CHECK(rules.digest_hour == 16h);
    CHECK_FALSE(rules.archive);
    CHECK(rules.archive_after == std::chrono::days(7));
    CHECK(config.settings.roles[0].chased);  // unless it says otherwise
    CHECK(config.settings.roles[1].chased);
}

TEST_CASE("the example configuration says what holds without it") {
    const auto example = read_config(
        std::filesystem::path(MUSTER_SOURCE_DIR) / "muster.example.toml", environment({}));
    CHECK(example.faults.empty());
    const ReminderRules defaults;
    const auto& rules = example.config.settings.reminders;
    CHECK(rules.working == defaults.working);
    CHECK(rules.stale_after == defaults.stale_after);
    CHECK(rules.role_after == defaults.role_after);
    CHECK(rules.archive_after == defaults.archive_after);
    CHECK(rules.digest_day == defaults.digest_day);
    CHECK(rules.digest_hour == defaults.digest_hour);
    for (std::size_t i = 0; i < Settings().roles.size(); ++i)
        CHECK(example.config.settings.roles.at(i).chased == Settings().roles[i].chased);
}

TEST_CASE("a file that cannot be parsed is named with its line, and a missing one by its name") {
    const File broken("command = \"/incident\"\nlisten = \n");
    const auto faults = read_config(broken.path(), environment({})).faults;
    REQUIRE(faults.size() == 1);
    CHECK(faults.front().find(broken.path().string() + ":2") == 0);
    CHECK(read_config("/no/such/muster.toml", environment({})).faults.front() ==
          "/no/such/muster.toml: there is no such file");
}

TEST_CASE("tokens come from a file named in the environment, and no fault ever shows one") {
    const File token("xoxb-secret\n");
    const auto [config, faults] =
        read_config(std::nullopt, environment({{"SLACK_BOT_TOKEN_FILE", token.path().string()},
                                               {"SLACK_APP_TOKEN", "wrong-secret"}}));
    CHECK(config.bot_token == "xoxb-secret");
    for (const auto& fault : require_tokens(config))
        CHECK(fault.find("secret") == std::string::npos);
    CHECK(require_tokens(config).size() == 1);
}

TEST_CASE("an address has a host and a port") {
    struct Row {
        const char* text;
        const char* read;
    };
    const Row rows[] = {
        {"127.0.0.1:8080", "127.0.0.1:8080"},
        {"[::1]:80", "[::1]:80"},
        {"0.0.0.0:0", "0.0.0.0:0"},
        {"8080", ""},
        {":8080", ""},
        {"host:", ""},
        {"host:65536", ""},
        {"host:80x", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto address = read_listen_address(row.text);
        CHECK((address ? to_string(*address) : "") == row.read);
    }
}

TEST_CASE("components and who may do what are read, and every fault is named") {
    const File good(R"(
[[component]]
name = "Checkout API"
group = "Shop"
description = "Placing orders"
[[component]]
name = "Search"
[permissions]
default = "members"
close = ["roles", "@SRE"]
declare = "@support"
guests = true
)");
    const auto [config, none] = read_config(good.path(), environment({}));
    CHECK(none.empty());
    REQUIRE(config.settings.components.size() == 2);
    CHECK(config.settings.component("checkout api")->group == "Shop");
    const auto& rules = config.settings.permissions;
    CHECK(rules.otherwise == std::vector<std::string>{"members"});
    CHECK(rules.commands.at("close") == std::vector<std::string>{"roles", "@sre"});
    CHECK(rules.guests);
    CHECK_FALSE(rules.other_workspaces);

    const File bad(R"(
[[component]]
group = "Shop"
[[component]]
name = "Search"
[[component]]
name = "SEARCH"
state = "major"
[permissions]
default = []
close = "boss"
declare = ["roles"]
guests = "yes"
lgo = "anyone"
)");
    std::string all;
    for (const auto& fault : read_config(bad.path(), environment({})).faults)
        all += fault + "\n";
    CAPTURE(all);
    for (const auto* wanted :
         {"component[1].name is missing", "component[3].name \"SEARCH\" is there twice",
          "component[3].state is not a key here", "permissions.default must name somebody",
          "permissions.close must list", "permissions.declare concerns no incident",
          "permissions.guests must be true or false", "permissions.lgo is not a key here"}) {
        CAPTURE(wanted);
        CHECK(all.find(wanted) != std::string::npos);
    }
}

TEST_CASE("alert rules name what is configured, and every fault in them is told") {
    const File good(R"(
[[component]]
name = "Checkout API"
[alerts]
monitor_when_recovered = true
again_minutes = 30
[[alert]]
labels = { service = "checkout" }
severity = "SEV1"
component = "checkout api"
component_state = "partial"
title = "{{alertname}} on {{instance}}"
group_by = ["service"]
invite = ["@sre"]
[[alert]]
ignored = true
)");
    const auto [config, none] =
        read_config(good.path(), environment({{"MUSTER_ALERT_TOKEN", "t"}}));
    CHECK(none.empty());
    CHECK(config.alert_token == "t");
    const auto& alerts = config.settings.alerts;
    CHECK(alerts.monitor_when_recovered);
    CHECK(alerts.again_within == std::chrono::minutes(30));
    REQUIRE(alerts.rules.size() == 2);
    CHECK(alerts.rules[0].severity == "sev1");
    CHECK(alerts.rules[0].components == std::vector<std::string>{"Checkout API"});
    CHECK(alerts.rules[0].labels.at("service") == "checkout");
    CHECK(alerts.rules[1].ignored);

    const File bad(R"(
[alerts]
again_minutes = -1
[[alert]]
labels = { code = 500 }
severity = "sev9"
component = "Nothing"
component_state = "operational"
title = "{{a"
sevrity = "sev1"
)");
    const auto faults = read_config(bad.path(), environment({})).faults;
    for (const auto* key : {"alerts.again_minutes", "alert[1].labels.code", "alert[1].severity",
                            "alert[1].component names", "alert[1].component_state",
                            "alert[1].title", "alert[1].sevrity"}) {
        CAPTURE(key);
        CHECK(std::ranges::any_of(
            faults, [&](const auto& one) { return one.find(key) != std::string::npos; }));
    }
    CHECK(faults.size() == 7);
}

TEST_CASE("a component says whether it has bars, when it is shown and from when it counts") {
    const File file(R"(
[[component]]
name = "Checkout"
since = 2026-01-31
[[component]]
name = "Mail"
bars = false
only_if_degraded = true
since = "2026-02-28"
[reminders]
maintenance = false
maintenance_minutes = 15
)");
    const auto [config, faults] = read_config(file.path(), environment({}));
    CHECK(faults.empty());
    const auto& components = config.settings.components;
    REQUIRE(components.size() == 2);
    CHECK(components[0].bars);
    CHECK_FALSE(components[0].only_if_degraded);
    CHECK(date_text(components[0].since.value()) == "2026-01-31");
    CHECK_FALSE(components[1].bars);
    CHECK(components[1].only_if_degraded);
    CHECK(date_text(components[1].since.value()) == "2026-02-28");
    CHECK_FALSE(config.settings.reminders.maintenance);
    CHECK(config.settings.reminders.maintenance_before == std::chrono::minutes(15));
    for (const auto* const wrong : {"\"2026-02-30\"", "\"soon\"", "5"}) {
        CAPTURE(wrong);
        const File other("[[component]]\nname = \"Mail\"\nsince = " + std::string(wrong) + "\n");
        const auto read = read_config(other.path(), environment({}));
        REQUIRE(read.faults.size() == 1);
        CHECK(read.faults.front().find("component[1].since must be a day, like 2026-01-31") !=
              std::string::npos);
    }
}

TEST_CASE("approval names severities") {
    const File good("[publication]\napproval = [\"SEV1\", \"sev2\"]\n");
    const auto [config, none] = read_config(good.path(), environment({}));
    CHECK(none.empty());
    CHECK(config.settings.approved_severities == std::vector<std::string>{"sev1", "sev2"});
    const File bad("[publication]\napproval = [\"sev9\"]\n");
    const auto faults = read_config(bad.path(), environment({})).faults;
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("publication.approval names sev9, which is no severity") !=
          std::string::npos);
}
