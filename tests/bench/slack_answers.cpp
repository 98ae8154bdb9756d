#include "tests/bench/slack_answers.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace muster::bench {

namespace {

using Json = nlohmann::json;

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string field(std::string_view form, std::string_view name) {
    while (!form.empty()) {
        const auto end = form.find('&');
        const auto pair = form.substr(0, end);
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return decoded(pair.substr(equals + 1));
        form = end == std::string_view::npos ? std::string_view{} : form.substr(end + 1);
    }
    return "";
}

Json person(const std::string& id, const std::string& name, bool bot) {
    return {
        {"id", id},          {"team_id", "T0BENCH"},
        {"name", name},      {"deleted", false},
        {"real_name", name}, {"tz", "Etc/UTC"},
        {"is_bot", bot},     {"profile", {{"display_name", name}, {"real_name", name}}},
    };
}

Json channel(const std::string& id, const std::string& name) {
    return {
        {"id", id},
        {"name", name},
        {"is_channel", true},
        {"is_archived", false},
        {"is_member", true},
        {"is_private", false},
        {"created", 1790000000},
        {"creator", "U0MUSTER"},
        {"topic", {{"value", ""}}},
        {"purpose", {{"value", ""}}},
    };
}

std::string next_ts() {
    static int count = 0;
    std::string digits = std::to_string(++count);
    return "1790000000." + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits;
}

int workforce = 2;
bool read_to_the_end = false;

// As much as Slack says of somebody, most of which nobody needs.
Json somebody(int number) {
    if (number == 0)
        return person("U0ADA", "ada", false);
    if (number == 1)
        return person("U0MUSTER", "muster", true);
    auto one =
        person("U" + std::to_string(100'000 + number), "person" + std::to_string(number), false);
    one["tz"] = "Europe/Lisbon";
    one["tz_label"] = "Western European Time";
    for (const auto* const size : {"24", "32", "48", "72", "192", "512", "1024", "original"})
        one["profile"][std::string("image_") + size] =
            "https://avatars.example/" + std::to_string(number) + "/portrait_" + size + ".png";
    for (const auto* const member :
         {"title", "phone", "skype", "status_text", "status_emoji", "avatar_hash", "first_name",
          "last_name", "real_name_normalized", "display_name_normalized", "email", "team"})
        one["profile"][member] = "something about " + std::to_string(number);
    return one;
}

Json page_of_people(std::string_view form) {
    const auto number = [&](std::string_view name, int otherwise) {
        const auto text = field(form, name);
        return text.empty() ? otherwise : std::stoi(text);
    };
    const int begin = number("cursor", 0);
    const int end = std::min(workforce, begin + number("limit", workforce));
    Json answer;
    for (int at = begin; at < end; ++at)
        answer["members"].push_back(somebody(at));
    read_to_the_end = end == workforce;
    answer["response_metadata"]["next_cursor"] = read_to_the_end ? "" : std::to_string(end);
    return answer;
}

std::optional<Json> about_channels(std::string_view method, std::string_view form) {
    static std::map<std::string, std::string> made = {
        {"C0INCIDENTS", "incidents"},
        {"C0POSTMORTEMS", "postmortems"},
        {"C0GENERAL", "general"},
    };
    if (method == "conversations.create") {
        const auto id = "C0MADE" + std::to_string(made.size());
        made[id] = field(form, "name");
        return Json{{"channel", channel(id, made[id])}};
    }
    if (method == "conversations.list" || method == "users.conversations") {
        Json all = Json::array();
        for (const auto& [id, name] : made)
            all.push_back(channel(id, name));
        return Json{{"channels", all}};
    }
    if (method == "conversations.members")
        return Json{{"members", {"U0ADA", "U0MUSTER"}}};
    if (method == "conversations.history" || method == "conversations.replies")
        return Json{{"messages", Json::array()}, {"has_more", false}};
    if (method.starts_with("conversations.")) {
        const auto id = field(form, "channel");
        return Json{{"channel", channel(id, made[id])}};
    }
    return std::nullopt;
}

Json about_the_rest(std::string_view method, std::string_view form) {
    if (method == "auth.test")
        return {{"url", "https://bench.slack.com/"},
                {"team", "Bench"},
                {"user", "muster"},
                {"team_id", "T0BENCH"},
                {"user_id", "U0MUSTER"},
                {"bot_id", "B0MUSTER"}};
    if (method == "team.info")
        return {{"team", {{"id", "T0BENCH"}, {"name", "Bench"}, {"domain", "bench"}}}};
    if (method == "users.info") {
        const auto id = field(form, "user");
        return {{"user", person(id, id == "U0ADA" ? "ada" : "muster", id != "U0ADA")}};
    }
    if (method == "users.list")
        return page_of_people(form);
    if (method == "usergroups.list")
        return {{"usergroups", Json::array()}};
    if (method == "chat.postMessage" || method == "chat.update") {
        const auto ts = method == "chat.update" ? field(form, "ts") : next_ts();
        return {{"channel", field(form, "channel")},
                {"ts", ts},
                {"message", {{"ts", ts}, {"text", field(form, "text")}}}};
    }
    if (method == "bookmarks.add" || method == "bookmarks.edit")
        return {{"bookmark", {{"id", "Bk0BENCH"}}}};
    if (method == "bookmarks.list")
        return {{"bookmarks", Json::array()}};
    return Json::object();
}

}  // namespace

void hire(int people) {
    workforce = people;
    read_to_the_end = false;
}

bool everybody_was_read() {
    return read_to_the_end;
}

Json slack_answer(std::string_view method, std::string_view form, const std::string& socket_url) {
    Json answer;
    if (method == "apps.connections.open")
        answer["url"] = socket_url;
    else if (auto channels = about_channels(method, form))
        answer = *std::move(channels);
    else
        answer = about_the_rest(method, form);
    answer["ok"] = true;
    return answer;
}

}  // namespace muster::bench
