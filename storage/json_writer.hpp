#pragma once

#include "storage/members.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Writes a value's members as one JSON object, in their order, leaving out what is empty, 0 or
// false; enumerators and instants always stand. The same value gives the same bytes. Text that is
// not UTF-8 has U+FFFD where it is not.
class JsonWriter {
public:
    template <class T>
    void operator()(std::string_view key, const T& value) {
        const auto before = out_.size();
        name(key);
        const auto start = out_.size();
        write(value);
        const std::string_view written = std::string_view(out_).substr(start);
        if (written == "\"\"" || written == "0" || written == "false" || written == "{}" ||
            written == "[]")
            out_.resize(before);
    }
    template <class T>
    void operator()(std::string_view key, const std::optional<T>& value) {
        if (!value)
            return;
        name(key);
        write(*value);
    }

    template <class T>
    static std::string object(const T& value) {
        JsonWriter writer;
        writer.write(value);
        return std::move(writer.out_);
    }
    // An object of what `fill` writes.
    template <class Fill>
    static std::string object_of(const Fill& fill) {
        JsonWriter writer;
        writer.out_ += '{';
        fill(writer);
        writer.out_ += '}';
        return std::move(writer.out_);
    }

    void write(std::string_view text);
    void write(const std::string& text) { write(std::string_view(text)); }
    void write(int number) { out_ += std::to_string(number); }
    void write(bool flag) { out_ += flag ? "true" : "false"; }
    void write(Instant at);
    void write(const Day& day);
    void write(const IncidentId& id) { write(std::string_view(to_string(id))); }
    template <class Tag>
    void write(const Id<Tag>& id) {
        write(std::string_view(id.str()));
    }
    void write(const Words& words) { write(words.spans()); }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void write(Enum value) {
        write(StoredNames<Enum>::names.at(static_cast<std::size_t>(value)));
    }
    template <class T>
    void write(const std::vector<T>& values) {
        out_ += '[';
        for (const auto& value : values) {
            if (out_.back() != '[')
                out_ += ',';
            write(value);
        }
        out_ += ']';
    }
    template <class Key, class T>
    void write(const std::map<Key, T>& values) {
        out_ += '{';
        for (const auto& [key, value] : values) {
            name(key_text(key));
            write(value);
        }
        out_ += '}';
    }
    template <class T>
        requires std::is_class_v<T> &&
                 requires(JsonWriter& writer, const T& value) { members(writer, value); }
    void write(const T& value) {
        out_ += '{';
        members(*this, value);
        out_ += '}';
    }

private:
    static std::string key_text(const std::string& key) { return key; }
    static std::string key_text(int key) { return std::to_string(key); }
    template <class Enum>
        requires std::is_enum_v<Enum>
    static std::string_view key_text(Enum key) {
        return StoredNames<Enum>::names.at(static_cast<std::size_t>(key));
    }
    // The name of the next member; the comma before it, unless it is the first.
    void name(std::string_view key);

    std::string out_;
};

}  // namespace muster
