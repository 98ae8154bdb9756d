#include "domain/likeness.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>

namespace muster {
namespace {

constexpr std::size_t most_words = 40;

// Words that say nothing of what is affected, as stem() leaves them.
constexpr auto filler = std::to_array<std::string_view>(
    {"a",   "all",  "an",  "and",  "are", "as",   "at",    "be",   "by",    "can",
     "for", "from", "ha",  "have", "in",  "into", "is",    "it",   "many",  "no",
     "not", "of",   "off", "on",   "or",  "our",  "out",   "over", "since", "some",
     "the", "to",   "up",  "very", "we",  "when", "while", "with"});
// How things fail: the same for everything.
constexpr auto symptoms = std::to_array<std::string_view>(
    {"affected",    "again",    "alert",   "broke",     "broken",       "cannot",  "crash",
     "customer",    "degraded", "delay",   "delayed",   "down",         "error",   "fail",
     "failure",     "failing",  "high",    "increased", "intermittent", "issue",   "latency",
     "late",        "long",     "missing", "outage",    "partial",      "problem", "rate",
     "response",    "service",  "slow",    "slowness",  "spike",        "stop",    "stopped",
     "stuck",       "system",   "timeout", "timing",    "trouble",      "unable",  "unavailable",
     "unreachable", "user",     "work",    "wrong"});

bool is_in(const auto& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// "payments" and "payment", "failing" and "fail": near enough.
std::string stem(std::string word) {
    const auto drop = [&](std::string_view ending, std::size_t least) {
        if (word.size() >= ending.size() + least && word.ends_with(ending)) {
            word.resize(word.size() - ending.size());
            return true;
        }
        return false;
    };
    if (drop("ing", 4) || drop("ed", 4))
        return word;
    if (drop("ies", 2))
        return word + "y";
    if (!word.ends_with("ss") && !word.ends_with("us"))
        drop("s", 2);
    return word;
}

struct Subject {
    std::set<std::string> things;
    std::set<std::string> all;  // with how it fails, for titles that say nothing else
};

Subject subject_of(std::string_view title) {
    Subject subject;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty() && subject.all.size() < most_words) {
            const auto stemmed = stem(word);
            if (!is_in(filler, stemmed)) {
                subject.all.insert(stemmed);
                if (!is_in(symptoms, stemmed) && !is_in(symptoms, word))
                    subject.things.insert(stemmed);
            }
        }
        word.clear();
    };
    for (const char c : lower(title)) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || byte >= 0x80U)
            word += c;
        else
            end_word();
    }
    end_word();
    return subject;
}

std::size_t shared(const std::set<std::string>& a, const std::set<std::string>& b) {
    return static_cast<std::size_t>(
        std::ranges::count_if(a, [&](const auto& word) { return b.contains(word); }));
}

}  // namespace

bool look_alike(std::string_view a, std::string_view b) {
    const auto left = subject_of(a);
    const auto right = subject_of(b);
    // Where one names nothing that is affected, only the same words are the same thing.
    if (left.things.empty() || right.things.empty())
        return !left.all.empty() && left.all == right.all;
    return 2 * shared(left.things, right.things) >=
           std::min(left.things.size(), right.things.size());
}

}  // namespace muster
