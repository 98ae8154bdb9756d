#include "bot/config.hpp"

#include <doctest/doctest.h>

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
