#include "bot/config.hpp"

#include "bot/config_alerts.hpp"
#include "bot/config_page.hpp"
#include "bot/config_push.hpp"
#include "bot/config_reminders.hpp"
#include "bot/config_service.hpp"
#include "bot/config_table.hpp"
#include "bot/documents.hpp"
#include "bot/tls.hpp"
#include "domain/text.hpp"
#include "templates/postmortem.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

namespace muster {
namespace {

constexpr long long longest_interval_minutes = 10'080;  // a week
constexpr int most_connections = 10;                    // Slack's limit for one app
constexpr std::size_t most_administrators = 20;
constexpr std::array<std::string_view, 4> impacts{"none", "minor", "major", "critical"};
constexpr std::array<std::string_view, 6> log_levels{"trace", "debug", "info",
                                                     "warn",  "error", "off"};

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

template <class Names>
std::string joined(const Names& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

// Values that are texts outside and something else inside, wherever they come from.
struct Texts {
    std::string database;
    std::string listen;
    std::string admin_listen;
    std::string timezone;
    std::string templates;
    std::string page_export;
};

void read_severities(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    const auto tables = root.tables("severity", true);
    if (tables.empty())
        return;
    settings.severities.clear();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        Table table(*tables[i], file, "severity[" + std::to_string(i + 1) + "].", faults);
        SeverityRule rule;
        auto minutes = static_cast<long long>(rule.update_interval.count());
        table.text("name", rule.name, 20);
        table.text("meaning", rule.meaning, 60);
        table.number("update_minutes", 1, longest_interval_minutes, minutes);
        table.texts("invite", rule.invite);
        table.text("impact", rule.impact);
        table.nothing_else();
        rule.name = lower(rule.name);
        rule.update_interval = std::chrono::minutes(minutes);
        if (!is_word(rule.name))
            table.wrong("name", "must be one word, like \"sev1\"");
        else if (settings.severity(rule.name) != nullptr)
            table.wrong("name", "\"" + rule.name + "\" is there twice");
        if (std::ranges::find(impacts, rule.impact) == impacts.end())
            table.wrong("impact", "must be one of " + joined(impacts));
        settings.severities.push_back(std::move(rule));
    }
}

void read_roles(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    const auto tables = root.tables("role", true);
    if (tables.empty())
        return;
    settings.roles.clear();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        Table table(*tables[i], file, "role[" + std::to_string(i + 1) + "].", faults);
        RoleRule rule;
        table.text("name", rule.name, 20);
        table.texts("aliases", rule.aliases);
        table.text("meaning", rule.meaning);
        rule.chased = lower(rule.name) == "commander";
        table.flag("chased", rule.chased);
        table.nothing_else();
        rule.name = lower(rule.name);
        auto names = rule.aliases;
        names.push_back(rule.name);
        for (const auto& name : names)
            if (!is_word(name))
                table.wrong("name", "and aliases must be one word each, like \"commander\"");
            else if (settings.role(name) != nullptr)
                table.wrong("name", "\"" + name + "\" is there twice");
        settings.roles.push_back(std::move(rule));
    }
    if (settings.role("commander") == nullptr)
        faults.add(file, "role", "must include one named \"commander\"");
}

void read_publication(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    for (const auto* each : root.tables("publication", false)) {
        Table table(*each, file, "publication.", faults);
        std::string rule = "all";
        table.text("rule", rule);
        table.texts("severities", settings.published_severities);
        table.texts("approval", settings.approved_severities);
        table.nothing_else();
        if (rule == "all")
            settings.publication = PublicationRule::all;
        else if (rule == "manual")
            settings.publication = PublicationRule::manual;
        else if (rule == "severities")
            settings.publication = PublicationRule::severities;
        else
            table.wrong("rule", R"(must be "all", "manual" or "severities")");
        for (const auto& name : settings.published_severities)
            if (settings.severity(name) == nullptr)
                table.wrong("severities", "names " + name + ", which is no severity");
        for (auto& name : settings.approved_severities)
            if (const auto* known = settings.severity(name))
                name = known->name;
            else
                table.wrong("approval", "names " + name + ", which is no severity");
    }
}

void read_file(const toml::table& parsed, const std::string& file, Faults& faults, Config& config,
               Texts& texts) {
    auto& settings = config.settings;
    Table root(parsed, file, "", faults);
    root.text("database", texts.database, 4'000);
    root.text("listen", texts.listen);
    root.text("admin_listen", texts.admin_listen);
    root.text("command", settings.command);
    root.text("announce_channel", settings.announce_channel);
    root.text("postmortem_channel", settings.postmortem_channel);
    root.text("timezone", texts.timezone);
    root.text("channel_pattern", settings.channel_pattern);
    root.text("postmortem_template", settings.postmortem_shape);
    root.flag("canvases", settings.canvases);
    root.text("templates", texts.templates, 4'000);
    root.text("default_severity", settings.default_severity);
    root.text("timeline_reaction", settings.timeline_reaction, 100);
    root.text("api_url", config.api_url, 2'000);
    std::string bot_token_file;
    std::string app_token_file;
    root.text("bot_token_file", bot_token_file, 4'000);
    root.text("app_token_file", app_token_file, 4'000);
    std::string alert_token_file;
    root.text("alert_token_file", alert_token_file, 4'000);
    long long connections = config.connections;
    root.number("connections", 1, most_connections, connections);
    config.connections = static_cast<int>(connections);
    root.texts("administrators", config.administrators);
    read_severities(root, file, faults, settings);
    read_roles(root, file, faults, settings);
    read_publication(root, file, faults, settings);
    read_components(root, file, faults, settings);
    read_alerts(root, file, faults, settings);
    read_permissions(root, file, faults, settings);
    read_reminders(root, file, faults, settings.reminders);
    read_page(root, file, faults, settings);
    read_pushes(root, file, faults, config);
    for (const auto* each : root.tables("status", false)) {
        Table table(*each, file, "status.", faults);
        table.text("export", texts.page_export, 4'000);
        table.nothing_else();
    }
    for (const auto* each : root.tables("log", false)) {
        Table table(*each, file, "log.", faults);
        table.text("level", config.log_level);
        table.nothing_else();
    }
    root.nothing_else();
    // A token in the file itself would end up in a backup or a repository.
    const auto take = [&](const std::string& key, const std::string& path, std::string& token) {
        if (path.empty())
            return;
        std::ifstream stream(path);
        if (!std::getline(stream, token) || trimmed(token).empty())
            faults.add(file, key, "names " + path + ", which cannot be read or is empty");
        token = std::string(trimmed(token));
    };
    take("bot_token_file", bot_token_file, config.bot_token);
    take("app_token_file", app_token_file, config.app_token);
    take("alert_token_file", alert_token_file, config.alert_token);
}

// "U1, U2 U3" as three.
std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(", \t"), text.size());
        if (end > 0)
            items.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

void read_environment(const Environment& environment, Faults& faults, Config& config,
                      Texts& texts) {
    const auto take = [&](const std::string& name, std::string& value) {
        if (const auto found = environment(name); found && !found->empty())
            value = *found;
    };
    const auto take_secret = [&](const std::string& name, std::string& value) {
        if (const auto file = environment(name + "_FILE"); file && !file->empty()) {
            std::ifstream stream(*file);
            std::string line;
            if (!std::getline(stream, line) || trimmed(line).empty())
                faults.add("environment", name + "_FILE",
                           "names " + *file + ", which cannot be read or is empty");
            value = std::string(trimmed(line));
        }
        take(name, value);
    };
    take("SLACK_API_URL", config.api_url);
    take("MUSTER_DATABASE", texts.database);
    take("MUSTER_LISTEN", texts.listen);
    take("MUSTER_ADMIN_LISTEN", texts.admin_listen);
    take("MUSTER_COMMAND", config.settings.command);
    take("MUSTER_ANNOUNCE_CHANNEL", config.settings.announce_channel);
    take("MUSTER_POSTMORTEM_CHANNEL", config.settings.postmortem_channel);
    take("MUSTER_TIMEZONE", texts.timezone);
    take("MUSTER_STATUS_EXPORT", texts.page_export);
    if (const auto list = environment("MUSTER_ADMINISTRATORS"); list && !list->empty())
        config.administrators = split_list(*list);
    take_secret("SLACK_BOT_TOKEN", config.bot_token);
    take_secret("SLACK_APP_TOKEN", config.app_token);
    take_secret("MUSTER_ALERT_TOKEN", config.alert_token);
}

// As Slack writes them: "U024BE7LH", "W012A3CDE".
bool is_user_id(std::string_view text) {
    constexpr std::size_t shortest = 3;
    constexpr std::size_t longest = 32;
    return text.size() >= shortest && text.size() <= longest &&
           (text.front() == 'U' || text.front() == 'W') &&
           std::ranges::all_of(
               text, [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

// As Slack names one: "pushpin", "+1".
bool is_emoji_name(std::string_view name) {
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](unsigned char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '+' || c == '\'';
    });
}

void check_administrators(const std::string& where, Faults& faults,
                          std::vector<std::string>& administrators) {
    const std::string key = "administrators (MUSTER_ADMINISTRATORS)";
    std::vector<std::string> each_once;
    for (const auto& one : administrators) {
        if (!is_user_id(one))
            faults.add(where, key,
                       "must list user ids, like U024BE7LH (in a person's Slack profile: Copy "
                       "member ID), not " +
                           one);
        else if (std::ranges::find(each_once, one) == each_once.end())
            each_once.push_back(one);
    }
    if (each_once.size() > most_administrators)
        faults.add(where, key,
                   "must list at most " + std::to_string(most_administrators) + " people, not " +
                       std::to_string(each_once.size()));
    administrators = std::move(each_once);
}

bool is_slash_command(std::string_view text) {
    constexpr std::size_t longest = 32;  // CONTRACT 6
    return text.size() >= 2 && text.size() <= longest && text.front() == '/' &&
           std::ranges::all_of(text.substr(1), [](unsigned char c) {
               return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '_';
           });
}

// The shapes that ship, and those the team has templates of its own for.
std::vector<std::string> shapes_in(const std::filesystem::path& templates) {
    auto shapes = postmortem_shapes();
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(templates / "postmortem", none))
        if (const auto name = file.path().stem().string();
            file.path().extension() == ".md" && is_word(name) &&
            std::ranges::find(shapes, name) == shapes.end())
            shapes.push_back(name);
    std::ranges::sort(shapes);
    return shapes;
}

// "#incidents" and "incidents" are the same channel.
void strip_number_sign(std::string& channel) {
    if (channel.starts_with('#'))
        channel.erase(0, 1);
}

void check_values(const std::string& where, Faults& faults, Config& config, const Texts& texts) {
    auto& settings = config.settings;
    const auto listen = [&](const std::string& text, const std::string& key, ListenAddress& into) {
        if (text.empty())
            return;
        if (const auto address = read_listen_address(text))
            into = *address;
        else
            faults.add(where, key, "must be HOST:PORT, like 127.0.0.1:8080, not " + text);
    };
    listen(texts.listen, "listen (MUSTER_LISTEN)", config.listen);
    listen(texts.admin_listen, "admin_listen (MUSTER_ADMIN_LISTEN)", config.admin_listen);
    if (!texts.database.empty())
        config.database = texts.database;
    if (!texts.templates.empty()) {
        config.templates = texts.templates;
        if (!std::filesystem::is_directory(config.templates))
            faults.add(where, "templates", "must name a folder; " + texts.templates + " is none");
    }
    if (!texts.page_export.empty()) {
        config.page_export = texts.page_export;
        std::error_code none;
        if (std::filesystem::exists(config.page_export, none) &&
            !std::filesystem::is_directory(config.page_export, none))
            faults.add(where, "status.export (MUSTER_STATUS_EXPORT)",
                       "must name a folder; " + texts.page_export + " is none");
    }
    settings.postmortem_shapes = shapes_in(config.templates);
    if (std::ranges::find(settings.postmortem_shapes, settings.postmortem_shape) ==
        settings.postmortem_shapes.end())
        faults.add(where, "postmortem_template",
                   "must be one of " + joined(settings.postmortem_shapes) + ", not " +
                       settings.postmortem_shape);
    if (!texts.timezone.empty()) {
        if (const auto zone = Zone::named(texts.timezone))
            settings.zone = *zone;
        else
            faults.add(where, "timezone (MUSTER_TIMEZONE)",
                       "must be a zone like Europe/London or UTC, not " + texts.timezone);
    }
    if (!is_slash_command(settings.command))
        faults.add(
            where, "command (MUSTER_COMMAND)",
            "must be a slash and 1 to 31 of a-z 0-9 - _, like /incident, not " + settings.command);
    check_administrators(where, faults, config.administrators);
    strip_number_sign(settings.announce_channel);
    strip_number_sign(settings.postmortem_channel);
    if (settings.channel_pattern.find("{id}") == std::string::npos)
        faults.add(where, "channel_pattern",
                   "must contain {id}, so that every incident's channel has a name of its own");
    if (settings.severity(settings.default_severity) == nullptr)
        faults.add(where, "default_severity",
                   "must be one of the severities, not " + settings.default_severity);
    else
        settings.default_severity = settings.severity(settings.default_severity)->name;
    auto& reaction = settings.timeline_reaction;
    if (reaction.size() > 2 && reaction.starts_with(':') && reaction.ends_with(':'))
        reaction = reaction.substr(1, reaction.size() - 2);
    if (!is_emoji_name(reaction))
        faults.add(where, "timeline_reaction",
                   "must be the name of an emoji, like pushpin, not " + reaction);
    if (std::ranges::find(log_levels, config.log_level) == log_levels.end())
        faults.add(where, "log.level", "must be one of " + joined(log_levels));
    if (const auto url = read_url(config.api_url); !url)
        faults.add(where, "api_url (SLACK_API_URL)", "cannot be used: " + url.error().message);
    else if (!config.api_url.ends_with('/'))
        config.api_url += '/';
}

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        if (value == nullptr)
            return std::nullopt;
        return value;
    };
}

ConfigReading read_config(const std::optional<std::filesystem::path>& file,
                          const Environment& environment) {
    ConfigReading reading;
    Faults faults(reading.faults);
    Texts texts;
    const std::filesystem::path path = file.value_or("muster.toml");
    const bool exists = std::filesystem::exists(path);
    if (exists) {
        try {
            const auto parsed = toml::parse_file(path.string());
            read_file(parsed, path.string(), faults, reading.config, texts);
        } catch (const toml::parse_error& error) {
            std::ostringstream where;
            where << path.string() << ":" << error.source().begin.line;
            reading.faults.push_back(where.str() + ": " + std::string(error.description()));
        }
    } else if (file) {
        reading.faults.push_back(path.string() + ": there is no such file");
    }
    read_environment(environment, faults, reading.config, texts);
    const auto where = exists ? path.string() : std::string("configuration");
    check_values(where, faults, reading.config, texts);
    check_pushes(where, environment, faults, reading.config);
    reading.config.settings.make_document = document_maker(reading.config);
    return reading;
}

std::vector<std::string> require_tokens(const Config& config) {
    std::vector<std::string> faults;
    const auto require = [&](const std::string& name, const std::string& token,
                             const std::string& prefix, const std::string& where) {
        if (token.empty())
            faults.push_back("environment: " + name + " (or " + name + "_FILE) is missing; it is " +
                             where);
        else if (!token.starts_with(prefix))
            faults.push_back("environment: " + name + " must begin with " + prefix + "; it is " +
                             where);
    };
    require("SLACK_BOT_TOKEN", config.bot_token, "xoxb-",
            "the Bot User OAuth Token, under OAuth & Permissions in the app's settings");
    require("SLACK_APP_TOKEN", config.app_token, "xapp-",
            "an app-level token with connections:write, under Basic Information in the app's "
            "settings");
    return faults;
}

std::optional<ListenAddress> read_listen_address(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return std::nullopt;
    ListenAddress address{text.substr(0, colon), 0};
    if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
        address.host = address.host.substr(1, address.host.size() - 2);
    const auto digits = text.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (digits.empty() || failure != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return address;
}

std::string to_string(const ListenAddress& address) {
    const bool six = address.host.find(':') != std::string::npos;
    return (six ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace muster
