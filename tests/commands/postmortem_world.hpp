#pragma once

#include "domain/document.hpp"
#include "tests/commands/world.hpp"

#include <set>
#include <string>

namespace muster::tests {

// A document that shows whatever a real one may show, and nothing else.
inline Result<std::string> bare_document(const Dossier& dossier, std::string_view shape) {
    const auto& incident = dossier.incident;
    std::string text = "# " + incident.title + " (" + std::string(shape) + ")\n";
    text += "state: " + std::string(to_string(incident.document_state())) + "\n";
    text += "declared by " + incident.reporter.name + "\n";
    for (const auto& [role, holder] : incident.roles)
        text += role + ": " + holder.name + "\n";
    for (const auto& [part, texts] : incident.parts)
        for (const auto& each : texts)
            text += std::string(to_string(part)) + ": " + each + "\n";
    for (const auto& entry : dossier.entries)
        text += entry.author.name + " wrote: " + entry.text + " " + entry.link + "\n";
    for (const auto& update : dossier.updates)
        text += "update: " + update.text + "\n";
    for (const auto& follow_up : dossier.follow_ups)
        text += "action of " + follow_up.owner.name + ": " + follow_up.text + "\n";
    std::set<std::string> authors;
    for (const auto& revision : dossier.revisions)
        if (authors.insert(revision.author.name).second)
            text += "revision by " + revision.author.name + "\n";
    return text + "closed: " + incident.closing_words + "\n";
}

inline Settings with_documents() {
    Settings settings;
    settings.postmortem_shapes = {"overview", "public", "standard"};
    settings.make_document = bare_document;
    settings.page_url = "https://status.example.com";
    return settings;
}

// An incident whose postmortem is posted: as if Slack had been reached.
class PostmortemWorld : public World {
public:
    explicit PostmortemWorld(Settings with = with_documents()) : World(std::move(with)) {}

    void closed_incident(const std::string& how = "Checkout is slow") {
        declare_in("C1", how);
        types("assign @grace");
        types("close Rolled back");
        post();
    }
    // PRV-1, in G1SECRET, where Ada alone is.
    void closed_private_incident() {
        const IncidentId id{Series::private_incident, 1};
        types("declare private A laptop was stolen");
        for (const auto& owed : store->owed(now, 1'000, {}))
            if (owed.effect.kind == Effect::Kind::create_channel && owed.effect.incident == id) {
                Settlement made;
                made.places.emplace().channel = ChannelId("G1SECRET");
                store->settle(owed, made, now);
            }
        store->learn({{Membership{ChannelId("G1SECRET"), user, true}}});
        types("PRV-1 close found again");
        post();
    }
    // Its card stands in the channel and in the postmortems channel.
    void post() {
        // Whatever stands before it is settled, too.
        for (int round = 0; round < 20; ++round)
            for (const auto& owed : store->owed(now, 1'000, {})) {
                Settlement settlement;
                if (owed.effect.kind == Effect::Kind::post_postmortem) {
                    auto& places = settlement.places.emplace();
                    places.postmortem = MessageTs("1.000001");
                    places.postmortem_channel = ChannelId("C9POST");
                    places.postmortem_copy = MessageTs("1.000002");
                    places.document_link = "https://files.example.com/F1";
                }
                store->settle(owed, settlement, now);
            }
    }
    Reply clicks(const Reply& shown, const std::string& action) {
        for (const auto& one : shown.buttons)
            if (one.action == action)
                return asks(button(one.action, one.value));
        for (const auto& line : shown.lines)
            for (const auto& one : line.buttons)
                if (one.action == action)
                    return asks(button(one.action, one.value));
        throw std::runtime_error("there is no button " + action);
    }
    [[nodiscard]] std::vector<Update> updates(int number = 1) const {
        return store->record().updates({Series::incident, number});
    }
    // To whom something is said directly now.
    [[nodiscard]] std::vector<std::string> told(Effect::Kind kind) const {
        std::vector<std::string> people;
        for (const auto& effect : effects)
            if (effect.kind == kind)
                people.push_back(effect.people.empty() ? effect.subject : effect.people.front());
        return people;
    }
};

}  // namespace muster::tests
