#pragma once

#include "domain/settings.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

// Where to listen: "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80". Port 0 takes any free one.
struct ListenAddress {
    std::string host;
    unsigned short port = 0;
};

// Everything Muster is told from outside: muster.toml, then the environment, which wins.
struct Config {
    Settings settings;
    std::filesystem::path database = "muster.db";
    ListenAddress listen{"127.0.0.1", 8080};        // the public status endpoint
    ListenAddress admin_listen{"127.0.0.1", 9090};  // health, metrics and alerts
    std::string api_url = "https://slack.com/api/";
    std::string bot_token;    // never printed
    std::string app_token;    // never printed
    std::string alert_token;  // of the alert intake; empty: it is off; never printed
    std::filesystem::path
        templates;  // a folder whose files stand in for the shipped ones; or empty
    int connections = 2;
    std::vector<std::string> administrators;       // user ids: who is told when Muster cannot work
    std::map<std::string, std::string> push_keys;  // by PushTarget::name; never printed
    std::filesystem::path page_export;  // a folder that holds the status page as files; or empty
    bool paced = true;  // keep under Slack's rates; the demo's own workspace has none
    std::string log_level = "info";
};

// An environment variable's value, or nothing when it is unset. Tests bring their own.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
Environment process_environment();

// A configuration with all its faults: each names the file or variable, the key and what would be
// right. Only without faults is the configuration to be used.
struct ConfigReading {
    Config config;
    std::vector<std::string> faults;
};

// Reads `file`. Without a name it is muster.toml of this folder, if there is one; a named one must
// exist. Tokens may be missing here: require_tokens() is for those who need them.
ConfigReading read_config(const std::optional<std::filesystem::path>& file,
                          const Environment& environment);
// What `run` and `check` need beyond that.
std::vector<std::string> require_tokens(const Config& config);

// "127.0.0.1:8080" and the like; nothing for any other text.
std::optional<ListenAddress> read_listen_address(const std::string& text);
std::string to_string(const ListenAddress& address);

}  // namespace muster
