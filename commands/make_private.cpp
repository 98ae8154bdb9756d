#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/text.hpp"

namespace muster {

Result<Decision> private_command(const Asked& asked) {
    const auto& incident = *asked.incident;
    const auto& slash = asked.record.settings().command;
    if (incident.is_private())
        return conflict(to_string(incident.id) + " is private already.");
    if (incident.is_drill())
        return conflict(to_string(incident.id) +
                        " is a drill, and stays one. To declare something private: " + slash +
                        " declare private TITLE");
    const auto why = kept_text(asked.arguments, typed(asked, "private WHY"));
    if (!why)
        return why.error();
    const IncidentId id{Series::private_incident,
                        asked.record.next_number(Series::private_incident)};
    Reply reply;
    reply.words.bold(to_string(incident.id) + " is private now, as " + to_string(id))
        .plain(
            ". Its private channel is being opened; you, whoever declared it and everybody who "
            "has a role are invited.\n")
        .add(taken_back_words(asked.record.places(incident.id)));
    std::string groups;
    for (const auto& [role, holder] : incident.roles)
        if (!holder.group.empty())
            groups += (groups.empty() ? "" : ", ") + holder.name;
    if (!groups.empty())
        reply.words.plain("\nNot invited: " + groups + ". In the private channel you can /invite " +
                          "whom you need of them.");
    return decided(asked, id, {MadePrivate{incident.id, *why}}, std::move(reply));
}

}  // namespace muster
