#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/table.hpp"
#include "domain/text.hpp"

namespace muster {
namespace {

// The commands that fill a part of the postmortem: they are told on one line.
bool is_part(const Command& command) {
    return read_part(command.name).has_value();
}

void say_parts(Words& words) {
    std::string_view first;
    std::string others;
    for (const auto& command : all_commands()) {
        if (!is_part(command))
            continue;
        if (first.empty())
            first = command.usage;
        else
            others += (others.empty() ? "" : ", ") + std::string(command.name);
    }
    words.plain("\n").code(first).plain("  Write a part of the postmortem; likewise " + others);
}

Decision help_on(const Asked& asked, const Command& command) {
    const auto& slash = asked.record.settings().command;
    Reply reply;
    reply.words.code(slash + " " + std::string(command.usage))
        .plain("\n" + std::string(command.help) + "\nFor example:");
    std::string_view examples = command.examples;
    while (!examples.empty()) {
        const auto end = examples.find('\n');
        reply.words.plain("\n").code(slash + " " + std::string(examples.substr(0, end)));
        examples = end == std::string_view::npos ? std::string_view{} : examples.substr(end + 1);
    }
    if (command.needs == Command::Needs::incident)
        reply.words.plain("\nOutside its channel, the incident's id comes first: ")
            .code(slash + " INC-7 " + std::string(command.name) + " …");
    return only(std::move(reply));
}

}  // namespace

Result<Decision> help_command(const Asked& asked) {
    const auto& slash = asked.record.settings().command;
    auto rest = asked.arguments;
    if (!rest.empty()) {
        const auto word = take_word(rest);
        if (const auto* command = find_command(word))
            return help_on(asked, *command);
        const auto nearest = nearest_command(word);
        return invalid(
            "There is no command " + shortened(word, 40) + ". " +
            (nearest.empty() ? std::string() : "Did you mean " + std::string(nearest) + "? ") +
            slash + " help shows them all.");
    }
    Reply reply;
    reply.words.bold("What you can type")
        .plain(" after ")
        .code(slash)
        .plain(", in an incident's channel:");
    for (const auto& command : all_commands()) {
        if (is_part(command))
            continue;
        reply.words.plain("\n").code(command.usage).plain("  " + std::string(command.help));
        if (command.name == "time")
            say_parts(reply.words);
    }
    reply.words.plain("\nElsewhere the id comes first: ")
        .code(slash + " INC-7 log …")
        .plain(
            ". A TIME is 14:02, 7:30am, 2024-10-14 10:30, yesterday 23:50, 10m ago or a span "
            "14:30-15:10, with ~ when it is approximate and a zone when it is not yours.");
    return only(std::move(reply));
}

}  // namespace muster
