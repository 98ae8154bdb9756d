#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The name that is most like `word` in any case, when one is like it at all; or empty. A word that
// is a name is none of the others.
std::string_view nearest(std::string_view word, std::span<const std::string_view> names);
std::string nearest(std::string_view word, const std::vector<std::string>& names);
// The same among the names of rules: severities, components.
template <class Rule>
std::string nearest_of(std::string_view word, const std::vector<Rule>& rules) {
    std::vector<std::string> names;
    for (const auto& rule : rules)
        names.push_back(rule.name);
    return nearest(word, names);
}

// "Did you mean degraded? ", or empty when nothing is near. `before` and `after` make a name what
// would be typed: "Did you mean /incident log? ".
std::string did_you_mean(std::string_view name, std::string_view before = {},
                         std::string_view after = {});

}  // namespace muster
