#pragma once

#include "storage/members.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// What is wrong with a stored or imported JSON value, as a sentence.
struct JsonFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Reads what JsonWriter wrote: absent members are empty; unknown ones, and those of another type,
// throw JsonFault.
class JsonReader {
public:
    using Json = nlohmann::json;

    explicit JsonReader(const Json& object);

    template <class T>
    void operator()(std::string_view key, T& value) {
        const Json* const found = take(key);
        if (found == nullptr)
            absent(key, value);
        else
            read(key, *found, value);
    }
    template <class T>
    void operator()(std::string_view key, std::optional<T>& value) {
        const Json* const found = take(key);
        if (found == nullptr)
            value.reset();
        else
            read(key, *found, value.emplace());
    }
    // Throws when there is a member that nobody asked for.
    void done() const;

    // The value that `text` is.
    template <class T>
    static T value(std::string_view text) {
        T value;
        read("the value", parse(text), value);
        return value;
    }
    static Json parse(std::string_view text);

private:
    const Json* take(std::string_view key);
    [[noreturn]] static void fault(std::string_view key, std::string_view right);

    template <class T>
    static void absent(std::string_view /*key*/, T& value) {
        value = T{};
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    static void absent(std::string_view key, Enum& /*value*/) {
        fault(key, "is missing");
    }
    static void absent(std::string_view key, Instant& /*value*/) { fault(key, "is missing"); }
    static void absent(std::string_view key, IncidentId& /*value*/) { fault(key, "is missing"); }

    static void read(std::string_view key, const Json& json, std::string& value);
    static void read(std::string_view key, const Json& json, int& value);
    static void read(std::string_view key, const Json& json, bool& value);
    static void read(std::string_view key, const Json& json, Instant& value);
    static void read(std::string_view key, const Json& json, Day& value);
    static void read(std::string_view key, const Json& json, IncidentId& value);
    static void read(std::string_view key, const Json& json, Words& value);
    template <class Tag>
    static void read(std::string_view key, const Json& json, Id<Tag>& value) {
        std::string text;
        read(key, json, text);
        value = Id<Tag>(std::move(text));
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    static void read(std::string_view key, const Json& json, Enum& value) {
        std::string text;
        read(key, json, text);
        read_key(text, value);
    }
    template <class T>
    static void read(std::string_view key, const Json& json, std::vector<T>& values) {
        if (!json.is_array())
            fault(key, "must be a list");
        values.clear();
        for (const auto& item : json)
            read(key, item, values.emplace_back());
    }
    template <class Key, class T>
    static void read(std::string_view key, const Json& json, std::map<Key, T>& values) {
        if (!json.is_object())
            fault(key, "must be an object");
        values.clear();
        for (const auto& [name, item] : json.items()) {
            Key name_read{};
            read_key(name, name_read);
            read(name, item, values[name_read]);
        }
    }
    template <class T>
        requires std::is_class_v<T> &&
                 requires(JsonReader& reader, T& value) { members(reader, value); }
    static void read(std::string_view key, const Json& json, T& value) {
        if (!json.is_object())
            fault(key, "must be an object");
        value = T{};
        JsonReader reader(json);
        members(reader, value);
        reader.done();
    }

    static void read_key(const std::string& text, std::string& key) { key = text; }
    static void read_key(const std::string& text, int& key);
    template <class Enum>
        requires std::is_enum_v<Enum>
    static void read_key(const std::string& text, Enum& value) {
        const auto& names = StoredNames<Enum>::names;
        for (std::size_t index = 0; index < names.size(); ++index) {
            if (names[index] == text) {
                value = static_cast<Enum>(index);
                return;
            }
        }
        fault(text, "is none of the known names");
    }

    const Json& object_;
    std::vector<std::string_view> taken_;
};

}  // namespace muster
