#pragma once

#include "domain/postmortem.hpp"
#include "templates/template_model.hpp"

namespace muster {

// What a postmortem's template may ask for. docs/template-model.md is made of it.
const ModelGroup& postmortem_model();

// The postmortem's values for that model. `draft`: whether what nobody has written yet is asked
// for.
kainjow::mustache::data postmortem_values(const Postmortem& made, const Settings& settings,
                                          bool draft);

}  // namespace muster
