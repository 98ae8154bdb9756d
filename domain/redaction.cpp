#include "domain/redaction.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t fewest_characters = 8;
constexpr std::string_view mark = "[redacted]";

// What was said under that number, and what redactions left there.
struct Collector {
    int number;
    bool updates;
    const Person* by = nullptr;
    std::vector<std::string> said = {};
    std::vector<std::string> left = {};

    void say(int whose, bool update, const std::string& text) {
        if (whose == number && update == updates && !text.empty())
            said.push_back(text);
    }
    void leave(int whose, bool update, const std::string& why) {
        if (whose == number && update == updates)
            left.push_back(redaction_text(*by, why));
    }
    void operator()(const EntryAdded& what) { say(what.entry.number, false, what.entry.text); }
    void operator()(const EntryEdited& what) {
        say(what.entry.number, false, what.entry.text);
        say(what.entry.number, false, what.before.text);
    }
    void operator()(const EntryRedacted& what) { leave(what.number, false, what.why); }
    void operator()(const UpdateMade& what) { say(what.update.number, true, what.update.text); }
    void operator()(const UpdateEdited& what) {
        say(what.number, true, what.text);
        say(what.number, true, what.before);
    }
    void operator()(const UpdateRedacted& what) { leave(what.number, true, what.why); }
    template <class Other>
    void operator()(const Other& /*what*/) {}
};

std::vector<std::string> texts_of(const std::vector<Change>& changes, int number, bool updates) {
    Collector collector{number, updates};
    for (const auto& change : changes) {
        collector.by = &change.by;
        std::visit(collector, change.what);
    }
    auto& said = collector.said;
    std::erase_if(said, [&](const std::string& text) {
        return std::ranges::find(collector.left, text) != collector.left.end();
    });
    std::ranges::sort(said, [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    said.erase(std::unique(said.begin(), said.end()), said.end());
    return std::move(said);
}

bool is_looked_for(const std::string& secret) {
    return length(secret) >= fewest_characters;
}

}  // namespace

std::string redaction_text(const Person& by, const std::string& why) {
    return "Redacted by " + (by.name.empty() ? "somebody" : by.name) + ": " + why;
}

std::vector<std::string> texts_of_entry(const std::vector<Change>& changes, int number) {
    return texts_of(changes, number, false);
}

std::vector<std::string> texts_of_update(const std::vector<Change>& changes, int number) {
    return texts_of(changes, number, true);
}

bool holds(std::string_view text, const std::vector<std::string>& secrets) {
    return std::ranges::any_of(secrets, [&](const std::string& secret) {
        return is_looked_for(secret) && text.find(secret) != std::string_view::npos;
    });
}

std::string without(std::string text, const std::vector<std::string>& secrets) {
    for (const auto& secret : secrets) {
        if (!is_looked_for(secret))
            continue;
        for (auto at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at + mark.size()))
            text.replace(at, secret.size(), mark);
    }
    return text;
}

}  // namespace muster
