#pragma once

#include "domain/text.hpp"
#include "domain/time.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

// Collects what is wrong, each with where it stands.
class Faults {
public:
    explicit Faults(std::vector<std::string>& list) : list_(list) {}
    void add(const std::string& where, const std::string& key, const std::string& wrong) {
        list_.push_back(where + ": " + key + " " + wrong);
    }

private:
    std::vector<std::string>& list_;
};

// One table of the file: reads what is known, and names what is not.
class Table {
public:
    Table(const toml::table& table, std::string file, std::string prefix, Faults& faults)
        : table_(table), file_(std::move(file)), prefix_(std::move(prefix)), faults_(faults) {}

    void text(std::string_view key, std::string& value, std::size_t most = 200) {
        known_.emplace_back(key);
        const auto* node = table_.get(key);
        if (node == nullptr)
            return;
        const auto* string = node->as_string();
        if (string == nullptr || string->get().empty() || length(string->get()) > most)
            wrong(key, "must be a text of 1 to " + std::to_string(most) + " characters");
        else
            value = string->get();
    }
    void number(std::string_view key, long long least, long long most, long long& value) {
        known_.emplace_back(key);
        const auto* node = table_.get(key);
        if (node == nullptr)
            return;
        const auto* integer = node->as_integer();
        if (integer == nullptr || integer->get() < least || integer->get() > most)
            wrong(key, "must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most));
        else
            value = integer->get();
    }
    void flag(std::string_view key, bool& value) {
        known_.emplace_back(key);
        const auto* node = table_.get(key);
        if (node == nullptr)
            return;
        if (const auto* boolean = node->as_boolean(); boolean != nullptr)
            value = boolean->get();
        else
            wrong(key, "must be true or false");
    }
    // A day, as TOML writes one or as a text: 2026-01-31.
    void day(std::string_view key, std::optional<Day>& value) {
        known_.emplace_back(key);
        const auto* node = table_.get(key);
        if (node == nullptr)
            return;
        std::optional<Day> read;
        if (const auto* date = node->as_date(); date != nullptr)
            read = Day(std::chrono::year(date->get().year), std::chrono::month(date->get().month),
                       std::chrono::day(date->get().day));
        else if (const auto* text = node->as_string(); text != nullptr)
            if (const auto midnight = read_rfc3339(text->get() + "T00:00:00Z"))
                read = Day(std::chrono::floor<std::chrono::days>(*midnight));
        if (read && read->ok())
            value = read;
        else
            wrong(key, "must be a day, like 2026-01-31");
    }
    // A list of texts, or one text alone.
    bool text_or_texts(std::string_view key, std::vector<std::string>& values) {
        const auto* node = table_.get(key);
        if (node == nullptr || node->as_string() == nullptr) {
            texts(key, values);
            return node != nullptr;
        }
        std::string one;
        text(key, one);
        values = {std::move(one)};
        return true;
    }
    void texts(std::string_view key, std::vector<std::string>& values) {
        known_.emplace_back(key);
        const auto* node = table_.get(key);
        if (node == nullptr)
            return;
        const auto* array = node->as_array();
        const auto fault = "must be a list of texts, like [\"a\", \"b\"]";
        if (array == nullptr)
            return wrong(key, fault);
        std::vector<std::string> read;
        for (const auto& item : *array) {
            const auto* string = item.as_string();
            if (string == nullptr || string->get().empty())
                return wrong(key, fault);
            read.push_back(string->get());
        }
        values = std::move(read);
    }
    // The tables of [[key]], or of [key] alone.
    std::vector<const toml::table*> tables(std::string_view key, bool list) {
        known_.emplace_back(key);
        std::vector<const toml::table*> result;
        const auto* node = table_.get(key);
        if (node == nullptr)
            return result;
        if (!list) {
            if (node->as_table() == nullptr)
                wrong(key, "must be a table: [" + std::string(key) + "]");
            else
                result.push_back(node->as_table());
            return result;
        }
        const auto* array = node->as_array();
        if (array == nullptr || !array->is_array_of_tables()) {
            wrong(key, "must be a list of tables: [[" + std::string(key) + "]]");
            return result;
        }
        for (const auto& item : *array)
            result.push_back(item.as_table());
        return result;
    }
    void wrong(std::string_view key, const std::string& fault) {
        faults_.add(file_, prefix_ + std::string(key), fault);
    }
    // Whatever was asked of none: a slip of the pen is a fault, not a silence.
    void nothing_else() {
        for (const auto& [key, node] : table_) {
            if (std::ranges::find(known_, std::string(key.str())) != known_.end())
                continue;
            std::string keys;
            for (const auto& known : known_)
                keys += (keys.empty() ? "" : ", ") + known;
            wrong(key.str(), "is not a key here; there are " + keys);
        }
    }

private:
    const toml::table& table_;
    std::string file_;
    std::string prefix_;
    Faults& faults_;
    std::vector<std::string> known_;
};

}  // namespace muster
