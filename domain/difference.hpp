#pragma once

#include <string>
#include <string_view>

namespace muster {

// What changed between two texts, on one line each: where they differ, with a few words around it,
// and "…" for what is left out. `before` is empty where something was only added, `after` where
// something was only taken out.
struct Difference {
    std::string before;
    std::string after;

    friend bool operator==(const Difference&, const Difference&) = default;
};

// `most`: characters of each; a longer one is cut with a mark.
Difference difference_between(std::string_view before, std::string_view after, std::size_t most);

}  // namespace muster
