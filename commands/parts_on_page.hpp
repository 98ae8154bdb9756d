#pragma once

#include "domain/components.hpp"
#include "domain/record.hpp"
#include "domain/words.hpp"

#include <string>

namespace muster {

// How the status page shows a component, once that incident is `after`: the worst that any incident
// or window says whose word counts.
ComponentWord word_on_page(const Record& record, const Incident& after,
                           const std::string& component);

// What the status page says of the parts that an incident, or a maintenance window, spoke of, now
// that it is `after`: "On the status page Checkout works again; Search is partly out, as INC-9
// says." Empty where the page says what it said.
Words parts_on_page(const Record& record, const Incident& before, const Incident& after);

}  // namespace muster
