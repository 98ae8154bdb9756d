#include "storage/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace muster {
namespace {

std::string type_error(std::string_view key, std::string_view right) {
    return "\"" + std::string(key) + "\" " + std::string(right);
}

// A part of "2026-12-05" as a number, or -1.
int digits(std::string_view text) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

}  // namespace

JsonReader::JsonReader(const Json& object) : object_(object) {
    taken_.reserve(object.size());
}

const nlohmann::json* JsonReader::take(std::string_view key) {
    const auto found = object_.find(key);
    if (found == object_.end())
        return nullptr;
    taken_.push_back(key);
    return &*found;
}

void JsonReader::done() const {
    if (taken_.size() == object_.size())
        return;
    for (const auto& [key, value] : object_.items())
        if (std::ranges::find(taken_, key) == taken_.end())
            fault(key, "is not a member that this version of Muster knows");
}

void JsonReader::fault(std::string_view key, std::string_view right) {
    throw JsonFault(type_error(key, right));
}

nlohmann::json JsonReader::parse(std::string_view text) {
    auto json = Json::parse(text, nullptr, false);
    if (!json.is_discarded())
        return json;
    std::size_t column = 0;
    try {
        json = Json::parse(text);
    } catch (const Json::parse_error& error) {
        column = error.byte;
    }
    throw JsonFault("this is not one JSON value: it goes wrong at column " +
                    std::to_string(column));
}

void JsonReader::read(std::string_view key, const Json& json, std::string& value) {
    const auto* const text = json.get_ptr<const std::string*>();
    if (text == nullptr)
        fault(key, "must be text");
    value = *text;
}

void JsonReader::read(std::string_view key, const Json& json, int& value) {
    if (!json.is_number_integer())
        fault(key, "must be a whole number");
    const auto number =
        json.is_number_unsigned() && json.get<std::uint64_t>() > std::numeric_limits<int>::max()
            ? -1
            : json.get<std::int64_t>();
    if (number < 0 || number > std::numeric_limits<int>::max())
        fault(key, "must be a number from 0 to 2147483647");
    value = static_cast<int>(number);
}

void JsonReader::read(std::string_view key, const Json& json, bool& value) {
    if (!json.is_boolean())
        fault(key, "must be true or false");
    value = json.get<bool>();
}

void JsonReader::read(std::string_view key, const Json& json, Instant& value) {
    std::string text;
    read(key, json, text);
    const auto at = read_rfc3339(text);
    if (!at)
        fault(key, "must be an instant such as \"2026-11-20T14:02:05Z\"");
    value = *at;
}

void JsonReader::read(std::string_view key, const Json& json, Day& value) {
    std::string text;
    read(key, json, text);
    const std::string_view view = text;
    if (view.size() == 10 && view[4] == '-' && view[7] == '-') {
        const Day day{std::chrono::year(digits(view.substr(0, 4))),
                      std::chrono::month(static_cast<unsigned>(digits(view.substr(5, 2)))),
                      std::chrono::day(static_cast<unsigned>(digits(view.substr(8, 2))))};
        if (day.ok()) {
            value = day;
            return;
        }
    }
    fault(key, "must be a day such as \"2026-12-05\"");
}

void JsonReader::read(std::string_view key, const Json& json, IncidentId& value) {
    std::string text;
    read(key, json, text);
    const auto id = read_incident_id(text);
    if (!id || id->number < 1)
        fault(key, "must be an incident's id such as \"INC-7\"");
    value = *id;
}

void JsonReader::read(std::string_view key, const Json& json, Words& value) {
    std::vector<Span> spans;
    read(key, json, spans);
    value = Words{};
    for (auto& span : spans)
        value.add(std::move(span));
}

void JsonReader::read_key(const std::string& text, int& key) {
    key = digits(text);
    if (key < 0)
        fault(text, "must be a number");
}

}  // namespace muster
