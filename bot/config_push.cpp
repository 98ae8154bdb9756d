#include "bot/config_push.hpp"

#include "bot/tls.hpp"
#include "domain/text.hpp"
#include "status/push_key.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <string_view>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_targets = 20;
constexpr std::size_t longest_name = 40;
constexpr std::string_view statuspage_url = "https://api.statuspage.io/v1";
constexpr std::array<std::pair<std::string_view, PushTarget::Kind>, 4> kinds{{
    {"statuspage", PushTarget::Kind::statuspage},
    {"cachet2", PushTarget::Kind::cachet2},
    {"cachet3", PushTarget::Kind::cachet3},
    {"webhook", PushTarget::Kind::webhook},
}};

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name &&
           std::ranges::all_of(text, [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
           });
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

// [push.components]: ours = "theirs".
void read_push_components(Table& table, const toml::table& raw, const Settings& settings,
                          PushTarget& target) {
    for (const auto* each : table.tables("components", false)) {
        for (const auto& [key, node] : *each) {
            const std::string ours(key.str());
            const auto* const rule = settings.component(ours);
            std::string theirs;
            if (const auto* text = node.as_string(); text != nullptr)
                theirs = text->get();
            else if (const auto* number = node.as_integer(); number != nullptr)
                theirs = std::to_string(number->get());
            if (rule == nullptr)
                table.wrong("components",
                            "names \"" + ours + "\", which is no [[component]] of this file");
            else if (!is_id(theirs))
                table.wrong("components", "must give \"" + ours +
                                              "\" the id that the target has for it, like "
                                              "\"b13yz5g2cw10\" or 3");
            else if (!target.components.emplace(rule->name, theirs).second)
                table.wrong("components", "names \"" + rule->name + "\" twice");
        }
    }
    if (target.kind == PushTarget::Kind::webhook && raw.contains("components"))
        table.wrong("components",
                    "is not for a webhook, which is told of all of them: leave it out");
}

void read_url_of(Table& table, PushTarget& target) {
    table.text("url", target.url, 500);
    if (target.url.empty() && target.kind == PushTarget::Kind::statuspage)
        target.url = statuspage_url;
    if (target.url.empty()) {
        table.wrong("url", target.kind == PushTarget::Kind::webhook
                               ? "is missing: where the program listens, like "
                                 "https://hooks.example.com/status"
                               : "is missing: where Cachet is, like https://status.example.com");
        return;
    }
    while (target.kind != PushTarget::Kind::webhook && target.url.ends_with('/'))
        target.url.pop_back();
    if (const auto url = read_url(target.url); !url)
        table.wrong("url", "cannot be used: " + url.error().message);
    else if (target.url.find('#') != std::string::npos)
        table.wrong("url", "must not have a # part");
}

std::string kind_names() {
    std::string names;
    for (const auto& [name, kind] : kinds)
        names += (names.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    return names;
}

}  // namespace

void read_pushes(Table& root, const std::string& file, Faults& faults, Config& config) {
    const auto tables = root.tables("push", true);
    auto& pushes = config.settings.pushes;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        Table table(*tables[i], file, "push[" + std::to_string(i + 1) + "].", faults);
        PushTarget target;
        std::string kind;
        std::string key_file;
        table.text("name", target.name, longest_name);
        table.text("kind", kind);
        const auto known =
            std::ranges::find(kinds, kind, &std::pair<std::string_view, PushTarget::Kind>::first);
        if (known == kinds.end())
            table.wrong("kind", "must be one of " + kind_names());
        else
            target.kind = known->second;
        if (!is_name(target.name))
            table.wrong("name", "must be one word of letters, digits, - _ and ., like \"public\"");
        for (const auto& other : pushes)
            if (push_key_variable(other.name) == push_key_variable(target.name))
                table.wrong("name", other.name == target.name
                                        ? "\"" + target.name + "\" is there twice"
                                        : "\"" + target.name + "\" is too like \"" + other.name +
                                              "\": both would have their key in " +
                                              push_key_variable(target.name));
        if (known != kinds.end())
            read_url_of(table, target);
        else
            table.text("url", target.url, 500);
        table.text("page", target.page, 100);
        if (target.kind == PushTarget::Kind::statuspage && known != kinds.end() &&
            !is_id(target.page))
            table.wrong("page",
                        "must be the page's id, like \"kctbh9vrtdwd\" (in the address of "
                        "Statuspage's own pages, after /pages/)");
        else if (target.kind != PushTarget::Kind::statuspage && !target.page.empty())
            table.wrong("page", "is for statuspage alone: leave it out");
        read_push_components(table, *tables[i], config.settings, target);
        table.flag("notify", target.notify);
        table.text("key_file", key_file, 4'000);
        table.nothing_else();
        if (!key_file.empty()) {
            std::ifstream stream(key_file);
            std::string line;
            if (!std::getline(stream, line) || trimmed(line).empty())
                table.wrong("key_file", "names " + key_file + ", which cannot be read or is empty");
            else
                config.push_keys[target.name] = std::string(trimmed(line));
        }
        pushes.push_back(std::move(target));
    }
    if (pushes.size() > most_targets)
        faults.add(file, "push", "is there more than 20 times");
}

std::string push_key_variable(const std::string& name) {
    std::string variable = "MUSTER_PUSH_KEY_";
    for (const char c : name) {
        const auto letter = static_cast<unsigned char>(c);
        variable += std::isalnum(letter) != 0 ? static_cast<char>(std::toupper(letter)) : '_';
    }
    return variable;
}

void check_pushes(const std::string& where, const Environment& environment, Faults& faults,
                  Config& config) {
    for (const auto& target : config.settings.pushes) {
        if (!is_name(target.name))
            continue;  // said already
        const auto variable = push_key_variable(target.name);
        auto& key = config.push_keys[target.name];
        std::string from = "key_file";
        if (const auto value = environment(variable); value && !trimmed(*value).empty()) {
            key = std::string(trimmed(*value));
            from = variable;
        }
        const auto about = "push \"" + target.name + "\": the key";
        if (key.empty())
            faults.add(where, about,
                       "is missing: put it into the environment as " + variable +
                           ", or name a file that holds it with key_file");
        else if (const auto problem = status::key_problem(target.kind, key))
            faults.add(from == variable ? "environment" : where, about + " (" + from + ")",
                       *problem);
    }
}

}  // namespace muster
