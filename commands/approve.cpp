// Updates that wait for a second person before they leave the room.
#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/corrections.hpp"
#include "domain/approval.hpp"
#include "domain/fingerprint.hpp"
#include "domain/text.hpp"

#include <utility>

namespace muster {
namespace {

constexpr std::size_t shown_characters = 600;

// "INC-7 3 c0ffee", without the incident.
struct Meant {
    int number = 0;
    std::string_view shown;
};

Meant meant_by(std::string_view value) {
    take_word(value);
    Meant meant;
    meant.number = take_number(value).value_or(0);
    meant.shown = take_word(value);
    return meant;
}

// Those who are known to work on it, but for whoever wrote the text.
std::string others_in(const Incident& incident, const Person& author) {
    std::string names;
    for (const auto& [role, holder] : incident.roles)
        if (holder != author && !holder.name.empty())
            names += (names.empty() ? "" : ", ") + holder.name + " (" + role + ")";
    return names;
}

Result<Update> waiting_for_decision(const Asked& asked, int number) {
    const auto& incident = *asked.incident;
    auto update = standing_update(asked, number);
    if (!update)
        return update;
    if (!update->waiting)
        return conflict("Update " + std::to_string(number) + " waits for nobody: it is out" +
                        (update->approved_by ? ", approved by " + update->approved_by->name : "") +
                        ".");
    if (incident.is_private())
        return conflict(to_string(incident.id) +
                        " is private: nothing leaves its channel, so nobody has to approve it.");
    return update;
}

bool is_as_shown(const Update& update, std::string_view shown) {
    return shown.empty() || fingerprint_of(update.text) == shown;
}

// The message is drawn again, too: it may be what misled.
Decision changed_meanwhile(const Asked& asked, int number) {
    Decision decision;
    decision.reply.refused = true;
    decision.reply.words.plain(
        "The text has changed since you read it, so nothing left the room. Read it as it is now, "
        "in the same message.");
    decision.effects.push_back({Effect::Kind::show_approval, asked.incident->id, number, {}, {}});
    return decision;
}

}  // namespace

std::string approval_value(IncidentId id, const Update& update) {
    return to_string(id) + " " + std::to_string(update.number) + " " + fingerprint_of(update.text);
}

Result<Decision> approved_update(const Asked& asked, int number, std::string_view shown) {
    const auto update = waiting_for_decision(asked, number);
    if (!update)
        return update.error();
    const auto name = std::to_string(number);
    if (update->author == asked.request.user) {
        const auto others = others_in(*asked.incident, update->author);
        return conflict("You wrote update " + name +
                        ", so somebody else has to approve it: anybody else who may write updates" +
                        (others.empty() ? "" : ", like " + others) + ". Nothing left the room.");
    }
    if (!is_as_shown(*update, shown))
        return changed_meanwhile(asked, number);
    Reply reply;
    reply.words.bold("Update " + name)
        .plain(" is out: ")
        .plain(shortened(update->text, shown_characters))
        .plain("\n")
        .italic("Approved by you; posted " + where_it_stands(asked));
    return decided(asked, asked.incident->id, {UpdateApproved{number}}, std::move(reply));
}

Result<Decision> approve_update_clicked(const Asked& asked) {
    const auto meant = meant_by(asked.request.value);
    return approved_update(asked, meant.number, meant.shown);
}

Result<Decision> withdraw_update_clicked(const Asked& asked) {
    const auto meant = meant_by(asked.request.value);
    const auto update = waiting_for_decision(asked, meant.number);
    if (!update)
        return update.error();
    return withdrawn_update(asked, meant.number, "withdrawn by button, before it left the room");
}

Result<Decision> change_update_clicked(const Asked& asked) {
    const auto meant = meant_by(asked.request.value);
    const auto update = waiting_for_decision(asked, meant.number);
    if (!update)
        return update.error();
    Field text;
    text.id = "update";
    text.label = "Update";
    text.kind = Field::Kind::text;
    text.required = true;
    text.value = update->text;
    text.hint = "Somebody else than you has to approve it then";
    Reply reply;
    reply.form = Form{"change_update",
                      approval_value(asked.incident->id, *update),
                      "Change update " + std::to_string(meant.number),
                      "Change",
                      {text}};
    return only(std::move(reply));
}

Result<Decision> change_update_submitted(const Asked& asked) {
    const auto meant = meant_by(asked.request.value);
    const auto update = waiting_for_decision(asked, meant.number);
    if (!update)
        return wrong_field("update", update.error().message);
    if (!is_as_shown(*update, meant.shown))
        return wrong_field("update",
                           "Somebody changed it while the form was open. Close the form and look "
                           "again.");
    const auto text = entered(asked, "update");
    auto decision = edited_update(asked, meant.number, text);
    if (!decision)
        return wrong_field("update", decision.error().message);
    return decision;
}

}  // namespace muster
