#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/text.hpp"

#include <algorithm>

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
        say_when(reply.words, entry.when, asked.request.zone);
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
    auto read = read_timed_text(rest, time_context(asked));
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
    say_when(reply.words, after.when, asked.request.zone);
    reply.words.plain(" " + shortened(after.text, shown_characters) +
                      "\nWhat it said before is kept in the audit trail.");
    if (read->when && !read->when->remark.empty())
        reply.words.plain("\n" + read->when->remark);
    return decided(asked, asked.incident->id,
                   {
                       EntryEdited{after, *before}
    },
                   std::move(reply));
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
                      " is out of the timeline. What it said is kept in the audit trail.");
    return decided(asked, asked.incident->id, {EntryRemoved{entry->number}}, std::move(reply));
}

}  // namespace muster
