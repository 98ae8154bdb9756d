#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <cctype>

namespace muster {
namespace {

constexpr int entries_a_page = 15;
constexpr std::size_t shown_characters = 180;

Result<Entry> take_entry(const Asked& asked, std::string_view& arguments, std::string_view usage) {
    const auto number = take_number(arguments);
    if (!number)
        return invalid("Which entry? Write: " + typed(asked, usage) + ". " +
                       typed(asked, "timeline") + " shows the numbers.");
    auto entry = asked.record.entry(asked.incident->id, *number);
    if (!entry)
        return not_found(to_string(asked.incident->id) + " has no entry " +
                         std::to_string(*number) + ". " + typed(asked, "timeline") +
                         " shows the numbers.");
    if (entry->removed)
        return conflict("Entry " + std::to_string(*number) + " was removed.");
    return *entry;
}

// Whether a text begins with a time of day and no date: "10:08", "~7am".
bool begins_with_bare_clock(std::string_view text) {
    text = trimmed(text);
    while (text.starts_with('~') || text.starts_with(' '))
        text.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0)
        ++digits;
    const auto after = lower(trimmed(text.substr(digits).substr(0, 3)));
    return (digits == 1 || digits == 2) &&
           (after.starts_with(':') || after.starts_with("am") || after.starts_with("pm"));
}

Instant end_of_day(Instant at, const Zone& zone) {
    const auto local = at + offset_at(zone, at);
    const auto end = std::chrono::floor<std::chrono::days>(local) + std::chrono::days(1) -
                     std::chrono::seconds(1);
    return end - offset_at(zone, end - offset_at(zone, at));
}

// A bare clock time in an edit is one of the entry's own day, not of the day of the edit. A span
// may end on the next one.
Result<TimedText> read_edit(const Asked& asked, std::string_view text, const Entry& before) {
    auto context = time_context(asked);
    if (begins_with_bare_clock(text)) {
        const auto day = day_in(context.writer, before.when.at);
        const auto end = end_of_day(before.when.at, context.writer);
        for (const auto last : {end, end + std::chrono::hours(12)}) {
            context.now = std::min(asked.request.at, last);
            auto read = read_timed_text(text, context);
            if (read && read->when && day_in(context.writer, read->when->at) == day)
                return read;
        }
    }
    return read_timed_text(text, time_context(asked));
}

}  // namespace

Result<Decision> timeline_command(const Asked& asked) {
    const auto id = asked.incident->id;
    const auto total = asked.record.entry_count(id);
    const int pages = std::max(1, (total + entries_a_page - 1) / entries_a_page);
    auto rest = asked.arguments;
    int page = 1;
    if (!rest.empty()) {
        const auto number = take_number(rest);
        if (!number || !rest.empty() || *number > pages)
            return invalid("The timeline has " + counted(pages, "page", "pages") +
                           ". Write: " + typed(asked, "timeline [PAGE]"));
        page = *number;
    }
    Reply reply;
    reply.words.bold("Timeline of " + to_string(id)).plain(" " + asked.incident->title);
    if (total == 0) {
        reply.words.plain("\nNothing yet. Add to it with ").code(typed(asked, "log TEXT"));
        return only(std::move(reply));
    }
    for (const auto& entry :
         asked.record.entries(id, (page - 1) * entries_a_page, entries_a_page)) {
        reply.words.plain("\n").bold(std::to_string(entry.number)).plain("  ");
        say_when(reply.words, shown_when(entry), asked.request.zone);
        reply.words.plain("  " + on_one_line(shortened(entry.text, shown_characters)));
    }
    if (pages > 1)
        reply.words.plain("\nPage " + std::to_string(page) + " of " + std::to_string(pages) + ". ");
    if (page < pages)
        reply.words.code(typed(asked, "timeline " + std::to_string(page + 1)));
    return only(std::move(reply));
}

Result<Decision> edit_command(const Asked& asked) {
    auto rest = asked.arguments;
    const auto before = take_entry(asked, rest, "edit N TEXT");
    if (!before)
        return before.error();
    const auto usage = typed(asked, "edit " + std::to_string(before->number) + " [TIME] TEXT");
    auto read = read_edit(asked, rest, *before);
    if (!read)
        return read.error();
    auto after = *before;
    if (read->when) {
        after.when = *read->when;
        after.when.remark.clear();
    }
    // A time alone moves the entry and keeps its words.
    if (!read->when || !trimmed(read->text).empty()) {
        const auto text = kept_text(read->text, usage);
        if (!text)
            return text.error();
        after.text = *text;
    }
    if (after == *before)
        return conflict("Entry " + std::to_string(before->number) + " says that already.");
    after.edited = true;
    Reply reply;
    reply.words.bold("Entry " + std::to_string(after.number)).plain(" is now: ");
    say_when(reply.words, shown_when(after), asked.request.zone);
    reply.words.plain(" " + shortened(after.text, shown_characters) +
                      "\nWhat it said before is kept.");
    if (read->when && !read->when->remark.empty())
        reply.words.plain("\n" + read->when->remark);
    return undoable(
        asked, decided(asked, asked.incident->id, {EntryEdited{after, *before}}, std::move(reply)));
}

Result<Decision> remove_command(const Asked& asked) {
    auto rest = asked.arguments;
    const auto entry = take_entry(asked, rest, "remove N");
    if (!entry)
        return entry.error();
    if (!rest.empty())
        return invalid("Only a number goes with remove. Write: " +
                       typed(asked, "remove " + std::to_string(entry->number)));
    Reply reply;
    reply.words.plain("Entry " + std::to_string(entry->number) +
                      " is out of the timeline. What it said is kept.");
    return undoable(
        asked, decided(asked, asked.incident->id, {EntryRemoved{entry->number}}, std::move(reply)));
}

}  // namespace muster
