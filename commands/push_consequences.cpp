#include "commands/push_consequences.hpp"

#include "domain/publication.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;

bool is_public(const Incident& incident, const Settings& settings) {
    return incident.id.number != 0 && is_on_page(incident, settings);
}

// What of the changes the public notices.
class Noticed {
public:
    std::vector<int> said;       // updates
    std::vector<int> rewritten;  // the same
    bool head = false;           // title, impact, times
    std::vector<ComponentSet> components;
    std::optional<IncidentId> was;  // its id before it became private

    void operator()(const UpdateMade& what) {
        if (!what.update.waiting)
            said.push_back(what.update.number);
    }
    void operator()(const UpdateApproved& what) { said.push_back(what.number); }
    void operator()(const UpdateEdited& what) { rewritten.push_back(what.number); }
    void operator()(const UpdateWithdrawn& what) { rewritten.push_back(what.number); }
    void operator()(const UpdateRedacted& what) { rewritten.push_back(what.number); }
    // Whoever redacts an entry may have said the same in the title or an update.
    void operator()(const EntryRedacted& /*what*/) { redacted = true; }
    void operator()(const Renamed& /*what*/) { head = true; }
    void operator()(const SeveritySet& /*what*/) { head = true; }
    void operator()(const WindowSet& /*what*/) { head = true; }
    void operator()(const ComponentSet& what) { components.push_back(what); }
    void operator()(const MadePrivate& what) { was = what.before; }
    template <class Other>
    void operator()(const Other& /*what*/) {}

    bool redacted = false;
};

class Pushes {
public:
    Pushes(const Record& record, const Incident& after, const Noticed& noticed)
        : record_(record), after_(after), noticed_(noticed) {}

    void to(const PushTarget& target) {
        for (const int number : noticed_.said)
            push(Kind::push_update, target, number);
        for (const int number : noticed_.rewritten)
            push(Kind::show_pushed_update, target, number);
        if (noticed_.redacted)
            for (const auto& update : record_.updates(after_.id))
                push(Kind::show_pushed_update, target, update.number);
        const bool hook = target.kind == PushTarget::Kind::webhook;
        const bool moved = !noticed_.components.empty() && !hook;
        // An update takes the rest along.
        if ((noticed_.head || noticed_.redacted || moved) && noticed_.said.empty())
            push(Kind::show_push, target);
        for (const auto& component : noticed_.components)
            if (hook || !component.state)
                move(target, component);
    }
    // All that was said so far, of which only the newest is news.
    void all_to(const PushTarget& target) {
        std::vector<int> numbers = noticed_.said;
        for (const auto& update : record_.updates(after_.id))
            if (!update.waiting)
                numbers.push_back(update.number);
        std::ranges::sort(numbers);
        numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
        for (const int number : numbers) {
            push(Kind::push_update, target, number);
            if (number != numbers.back())
                effects_.back().details["quiet"] = "yes";
        }
        if (knows(target, after_.id))
            push(Kind::show_push, target);
    }
    void nothing_to(const PushTarget& target) {
        push(Kind::show_push, target);
        if (noticed_.was)
            effects_.back().words = Words(to_string(*noticed_.was));
    }
    // Whether the target has anything of it.
    [[nodiscard]] bool knows(const PushTarget& target, IncidentId id) const {
        const auto places = record_.places(id);
        const auto pushed = places.pushed.find(target.name);
        return pushed != places.pushed.end() && !pushed->second.incident.empty();
    }

    std::vector<Effect> take() { return std::move(effects_); }

private:
    void push(Kind kind, const PushTarget& target, int number = 0) {
        effects_.push_back({kind, after_.id, number, {}, {}, target.name});
    }
    void move(const PushTarget& target, const ComponentSet& component) {
        push(Kind::push_component, target);
        auto& details = effects_.back().details;
        details["component"] = component.name;
        if (component.before)
            details["before"] = component_word(*component.before);
    }
    // As clients of status pages write them.
    static std::string component_word(ComponentState state) {
        switch (state) {
            case ComponentState::degraded:
                return "degraded_performance";
            case ComponentState::partial:
                return "partial_outage";
            case ComponentState::major:
                return "major_outage";
            case ComponentState::maintenance:
                return "under_maintenance";
            case ComponentState::operational:
                break;
        }
        return "operational";
    }

    const Record& record_;
    const Incident& after_;
    const Noticed& noticed_;
    std::vector<Effect> effects_;
};

}  // namespace

std::vector<Effect> pushes_after(const Record& record, const Incident& before,
                                 const Incident& after, const std::vector<Change>& changes) {
    const auto& settings = record.settings();
    if (settings.pushes.empty())
        return {};
    Noticed noticed;
    for (const auto& change : changes)
        std::visit(noticed, change.what);
    const bool was_public = is_public(before, settings);
    const bool now_public = is_public(after, settings);
    Pushes pushes(record, after, noticed);
    for (const auto& target : settings.pushes) {
        if (now_public && (was_public || before.id.number == 0))
            pushes.to(target);
        else if (now_public)
            pushes.all_to(target);
        else if (was_public && (!noticed.was || pushes.knows(target, *noticed.was)))
            pushes.nothing_to(target);
    }
    return pushes.take();
}

}  // namespace muster
