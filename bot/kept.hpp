#pragma once

#include "commands/command.hpp"
#include "storage/store.hpp"

#include <string>
#include <utility>

namespace muster {

// All of a decision that is stored, and `answer`, which a repetition gets again.
inline Kept kept_of(Decision decision, std::string answer) {
    Kept kept;
    kept.changes = std::move(decision.changes);
    kept.effects = std::move(decision.effects);
    kept.answer = std::move(answer);
    kept.places_back = std::move(decision.places_back);
    kept.looked = std::move(decision.looked);
    kept.captures = std::move(decision.captures);
    kept.shown = std::move(decision.shown);
    kept.reminders = std::move(decision.reminders);
    kept.homes = std::move(decision.homes);
    return kept;
}

}  // namespace muster
