#include "sandbox/api_call.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr int page_limit = 999;
constexpr int page_default = 100;

std::string to_base64(std::string_view bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto part = bytes.substr(at, 3);
        unsigned bits = 0;
        for (std::size_t n = 0; n < 3; ++n)
            bits = bits << 8 | (n < part.size() ? static_cast<unsigned char>(part[n]) : 0u);
        for (std::size_t n = 0; n < 4; ++n)
            text += n <= part.size() ? alphabet[bits >> (18 - 6 * n) & 63] : '=';
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=')
            continue;
        const auto value = alphabet.find(c);
        if (value == alphabet.npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 255);
        }
    }
    return bytes;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find(separator);
        auto part = text.substr(0, end);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        if (!part.empty())
            parts.emplace_back(part);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
    }
    return parts;
}

}  // namespace

std::string to_cursor(std::string_view position) {
    // Padded so that it ends in "=": clients must encode it.
    std::string text = "at:" + std::string(position);
    while (text.size() % 3 == 0)
        text += ' ';
    return to_base64(text);
}

std::optional<std::string> from_cursor(std::string_view cursor) {
    auto text = from_base64(cursor);
    if (!text || !text->starts_with("at:"))
        return std::nullopt;
    text->erase(0, 3);
    while (text->ends_with(' '))
        text->pop_back();
    return text;
}

std::vector<std::string> scopes_for(std::string_view scopes, std::string_view conversation_type) {
    if (scopes.find('=') == scopes.npos)
        return split(scopes, ',');
    for (const auto& entry : split(scopes, ' '))
        if (entry.substr(0, entry.find('=')) == conversation_type)
            return split(std::string_view(entry).substr(entry.find('=') + 1), ',');
    return {};
}

std::vector<std::string> all_scopes(std::string_view scopes) {
    std::vector<std::string> all;
    for (const auto& entry : split(scopes, ' '))
        for (auto& scope : split(std::string_view(entry).substr(entry.find('=') + 1), ','))
            all.push_back(std::move(scope));
    return all;
}

void refuse_arguments(const std::vector<std::string>& causes, const std::string& error) {
    json messages = json::array();
    for (const auto& cause : causes)
        messages.push_back("[ERROR] " + cause);
    json details = {{"response_metadata", {{"messages", messages}}}};
    if (error == "invalid_blocks")
        details["errors"] = causes;
    throw Refusal(error, details);
}

const json* Call::find(std::string_view name) const {
    const auto found = asked_.args.find(std::string(name));
    // An explicit null means the default (contract 2.1).
    return found == asked_.args.end() || found->is_null() ? nullptr : &*found;
}

bool Call::has(std::string_view name) const {
    return find(name) != nullptr;
}

std::string Call::maybe(std::string_view name) const {
    const json* value = find(name);
    if (!value)
        return {};
    if (value->is_string())
        return value->get<std::string>();
    if (value->is_number() || value->is_boolean())
        return value->dump();
    refuse_arguments({"must be a string [json-pointer:/" + std::string(name) + "]"});
}

std::string Call::text(std::string_view name) const {
    std::string value = maybe(name);
    if (value.empty())
        refuse_arguments({"missing required field: " + std::string(name)});
    return value;
}

bool Call::flag(std::string_view name, bool otherwise) const {
    const std::string value = maybe(name);
    if (value.empty())
        return otherwise;
    return value == "true" || value == "1";
}

int Call::number(std::string_view name, int otherwise, int lowest, int highest,
                 const char* error) const {
    const std::string value = maybe(name);
    if (value.empty())
        return otherwise;
    int number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failure != std::errc() || end != value.data() + value.size() || number < lowest ||
        number > highest)
        throw Refusal(error);
    return number;
}

json Call::structured(std::string_view name, const char* error) const {
    const json* value = find(name);
    if (!value)
        return nullptr;
    if (!value->is_string())
        return *value;
    const auto& text = value->get_ref<const std::string&>();
    if (text.empty())
        return nullptr;
    json parsed = json::parse(text, nullptr, false);
    if (parsed.is_discarded())
        throw Refusal(error);
    return parsed;
}

std::vector<std::string> Call::list(std::string_view name) const {
    const json* value = find(name);
    if (!value)
        return {};
    json parsed = *value;
    if (parsed.is_string()) {
        const auto& text = parsed.get_ref<const std::string&>();
        if (!text.starts_with('['))
            return split(text, ',');
        parsed = json::parse(text, nullptr, false);
    }
    std::vector<std::string> words;
    if (!parsed.is_array())
        throw Refusal("invalid_array_arg");
    for (const auto& word : parsed) {
        if (!word.is_string())
            throw Refusal("invalid_array_arg");
        words.push_back(word.get<std::string>());
    }
    return words;
}

void Call::need_scope(std::string_view conversation_type) const {
    const auto any = scopes_for(method_.scopes, conversation_type);
    if (any.empty())
        throw Refusal("method_not_supported_for_channel_type");
    for (const auto& scope : any)
        if (workspace.scopes.contains(scope))
            return;
    std::string provided;
    for (const auto& scope : workspace.scopes)
        provided += (provided.empty() ? "" : ",") + scope;
    throw Refusal("missing_scope", {{"needed", any.front()}, {"provided", provided}});
}

Channel& Call::channel(std::string_view name) {
    Channel& found = workspace.visible_channel(text(name), me());
    need_scope(found.type_word());
    return found;
}

Channel& Call::joined(std::string_view name) {
    Channel& found = channel(name);
    if (!found.has(me()))
        throw Refusal("not_in_channel");
    return found;
}

void Call::only_channels(const Channel& channel) const {
    if (channel.kind == Channel::Kind::im || channel.kind == Channel::Kind::mpim)
        throw Refusal("method_not_supported_for_channel_type");
}

std::string Call::timestamp(std::string_view name, const char* error) const {
    std::string ts = text(name);
    const auto dot = ts.find('.');
    const bool digits =
        std::ranges::all_of(ts, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    if (!digits || dot == ts.npos || dot == 0 || ts.size() - dot != 7)
        throw Refusal(error);
    return ts;
}

json Call::page(std::string_view key, const std::vector<json>& items) const {
    return page(key, items.size(), [&items](std::size_t at) { return items[at]; });
}

json Call::page(std::string_view key, std::size_t count,
                const std::function<json(std::size_t)>& item) const {
    const int limit = number("limit", page_default, 1, page_limit, "invalid_limit");
    std::size_t start = 0;
    if (const std::string cursor = maybe("cursor"); !cursor.empty()) {
        const auto position = from_cursor(cursor);
        const char* end = position ? position->data() + position->size() : nullptr;
        if (!position || std::from_chars(position->data(), end, start).ptr != end || start > count)
            throw Refusal("invalid_cursor");
    }
    const std::size_t stop = std::min(count, start + static_cast<std::size_t>(limit));
    json page = json::array();
    for (std::size_t at = start; at < stop; ++at)
        page.push_back(item(at));
    return {{std::string(key), page},
            {"response_metadata",
             {{"next_cursor", stop < count ? to_cursor(std::to_string(stop)) : ""}}}};
}

}  // namespace muster::sandbox
