#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/undo.hpp"
#include "domain/text.hpp"

namespace muster {

Result<Decision> fill_part_command(const Asked& asked, Part part) {
    const std::string name(to_string(part));
    const auto present = asked.incident->parts.find(part);
    if (asked.arguments.empty() && present != asked.incident->parts.end()) {
        Reply reply;
        reply.words.bold(name).plain(" of " + to_string(asked.incident->id) + ":");
        for (const auto& text : present->second)
            reply.words.plain("\n" + shortened(text, 1'000));
        reply.words.plain("\nTo write it anew: ").code(typed(asked, name + " TEXT"));
        return only(std::move(reply));
    }
    const auto text = kept_text(asked.arguments, typed(asked, name + " TEXT"));
    if (!text)
        return text.error();
    if (present != asked.incident->parts.end() && !is_list(part) &&
        present->second.front() == *text)
        return conflict("The " + name + " says that already.");
    Reply reply;
    if (is_list(part)) {
        const auto count = present == asked.incident->parts.end() ? 1 : present->second.size() + 1;
        reply.words.plain("Kept as " + name + " " + std::to_string(count) + " of ");
    } else {
        reply.words.plain(present == asked.incident->parts.end() ? "Kept as the " + name + " of "
                                                                 : "The " + name + " is new in ");
    }
    reply.words.bold(to_string(asked.incident->id)).plain("'s postmortem.");
    if (present != asked.incident->parts.end() && !is_list(part))
        reply.words.plain(" What it said before is kept.");
    return undoable(asked, decided(asked, asked.incident->id,
                                   fill_part(*asked.incident, part, *text), std::move(reply)));
}

}  // namespace muster
