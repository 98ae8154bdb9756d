#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

#include <array>
#include <chrono>
#include <span>

namespace muster {
namespace {

constexpr auto keys = std::to_array<std::string_view>(
    {"started", "detected", "acknowledged", "repaired", "resolved"});
constexpr std::string_view key_names = "started, detected, acknowledged, repaired, resolved";
constexpr std::size_t longest_remark = 200;

// Takes what stands in brackets behind the TIME off its end: "10:30 (a customer called)".
std::string_view take_remark(std::string_view& text) {
    const auto whole = trimmed(text);
    const auto open = whole.find('(');
    if (open == std::string_view::npos || !whole.ends_with(')'))
        return {};
    text = trimmed(whole.substr(0, open));
    return trimmed(whole.substr(open + 1, whole.size() - open - 2));
}

Reply times_of(const Asked& asked) {
    Reply reply;
    reply.words.bold("Times of " + to_string(asked.incident->id));
    for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged,
                           KeyTime::repaired, KeyTime::resolved, KeyTime::closed}) {
        const auto found = asked.incident->times.find(key);
        if (key == KeyTime::closed && found == asked.incident->times.end())
            continue;
        reply.words.plain("\n").bold(to_string(key)).plain(": ");
        if (found == asked.incident->times.end()) {
            reply.words.plain("not known");
            continue;
        }
        const auto at = found->second.automatic
                            ? std::chrono::floor<std::chrono::minutes>(found->second.at)
                            : found->second.at;
        say_when(reply.words, {at, {}, found->second.approximate, {}}, asked.request.zone);
        if (!found->second.remark.empty())
            reply.words.plain(" (" + found->second.remark + ")");
        if (found->second.automatic && key != KeyTime::closed)
            reply.words.plain(" (noted by itself; set it if it was another)");
    }
    reply.words.plain("\nTo set one: ").code(typed(asked, "time KEY TIME"));
    return reply;
}

}  // namespace

Result<Decision> time_command(const Asked& asked) {
    const auto usage = typed(asked, "time KEY TIME");
    auto rest = asked.arguments;
    if (rest.empty())
        return only(times_of(asked));
    const auto word = take_word(rest);
    const auto key = read_key_time(word);
    if (!key)
        return invalid("There is no time called " + shortened(without_mentions(word), 40) + ". " +
                       did_you_mean(nearest(word, std::span(keys))) + "There are " +
                       std::string(key_names) + ". Write: " + usage);
    if (rest.empty())
        return invalid(
            "When? Write: " + typed(asked, "time " + std::string(to_string(*key)) + " 14:02") +
            ", or 2024-10-14 10:30, ~14:02, 10m ago.");
    const auto remark = on_one_line(without_mentions(take_remark(rest)));
    if (const auto count = length(remark); count > longest_remark)
        return invalid("A remark can have up to " + std::to_string(longest_remark) +
                       " characters; this one has " + std::to_string(count) +
                       ". Put the rest into the timeline.");
    const auto when = read_time(rest, time_context(asked));
    if (!when)
        return when.error();
    if (when->until)
        return invalid("A moment is wanted here, not a span. Write: " +
                       typed(asked, "time " + std::string(to_string(*key)) + " 14:02"));
    const KeyMoment moment{when->at, when->approximate, false, asked.request.user, remark};
    const auto present = asked.incident->times.find(*key);
    if (present != asked.incident->times.end() && !present->second.automatic &&
        present->second.at == moment.at && present->second.approximate == moment.approximate &&
        present->second.remark == moment.remark)
        return conflict(std::string(to_string(*key)) + " is that already.");
    auto whats = set_time(*asked.incident, *key, moment, asked.record.settings());
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.plain("Noted: " + to_string(asked.incident->id) + " ")
        .bold(to_string(*key))
        .plain(" ");
    say_when(reply.words, *when, asked.request.zone);
    reply.words.plain(remark.empty() ? "." : " (" + remark + ").");
    for (const auto& what : *whats)
        if (const auto* set = std::get_if<TimeSet>(&what); set != nullptr && !set->moment)
            reply.words
                .plain("\nWhen it was " + std::string(to_string(set->key)) +
                       " had been noted by itself; that no longer fits and is taken out. Set it: ")
                .code(typed(asked, "time " + std::string(to_string(set->key)) + " 14:02"));
    if (!when->remark.empty())
        reply.words.plain("\n" + when->remark);
    return undoable(asked, decided(asked, asked.incident->id, std::move(*whats), std::move(reply)));
}

}  // namespace muster
