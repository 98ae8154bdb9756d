#include "slack/approval_message.hpp"

#include "commands/corrections.hpp"
#include "domain/approval.hpp"
#include "domain/text.hpp"
#include "slack/blocks.hpp"
#include "slack/wording.hpp"

#include <algorithm>
#include <string>

namespace muster::slack {
namespace {

using Style = Button::Style;

Message message_of(const Layout& layout) {
    return {layout.text(), layout.blocks()};
}

// Why nobody can approve it any more; empty while somebody can.
std::string end_of(const Incident& incident, const Update& update) {
    if (update.withdrawn)
        return update.why_withdrawn.empty() ? "It was withdrawn."
                                            : "It was withdrawn: " + update.why_withdrawn;
    if (incident.folded)
        return "It stays inside: this incident is a duplicate of " +
               to_string(incident.folded->into) + ".";
    if (incident.is_private())
        return "It stays inside: this incident is private.";
    if (incident.closed)
        return "It stays inside: " + to_string(incident.id) + " was closed first.";
    return {};
}

}  // namespace

Message approval_message(const View& view, int number) {
    const auto& incident = view.dossier.incident;
    const auto found = std::ranges::find(view.dossier.updates, number, &Update::number);
    if (found == view.dossier.updates.end() || !found->waiting)
        return update_post(view, number);
    const auto& update = *found;
    const auto name = std::to_string(number);
    Layout layout("… (shortened)");
    if (const auto end = end_of(incident, update); !end.empty())
        return message_of(layout.prose(Words()
                                           .bold(headline(incident))
                                           .plain("\nUpdate " + name + " never left this channel. ")
                                           .plain(end)));
    Words head;
    head.add(who(update.author)).plain(" wants to tell everybody outside that ");
    head.bold(headline(incident)).plain(" is ").bold(to_string(update.status)).plain(":");
    layout.prose(head);
    layout.prose(Words().plain(update.text));
    Words how("Update " + name + " · ");
    how.add(moment(update.at, view.settings))
        .plain(" · it waits until somebody else approves it, here or with ")
        .code(command_for(view, "update approve " + name));
    layout.context(how);
    const auto value = approval_value(incident.id, update);
    layout.buttons({{"approve_update", "Approve", value, Style::primary},
                    {"change_update", "Change", value, Style::normal},
                    {"withdraw_update", "Withdraw", value, Style::danger}});
    return message_of(layout);
}

}  // namespace muster::slack
