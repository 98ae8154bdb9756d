#pragma once

#include "domain/lifecycle.hpp"

#include <vector>

namespace muster {

// Two incidents that are one. What a fold does to each of them.
struct FoldWhats {
    Whats from;
    Whats into;
};

// So many entries can come over at once.
constexpr int most_folded_entries = 2'000;

// `from` closes and is counted nowhere any more; its `entries` stand in `into` as well, with their
// own times, authors and sources, and numbers of their own. Both are open, of one series, and none
// is a duplicate itself.
Result<FoldWhats> fold(const Incident& from, const Incident& into,
                       const std::vector<Entry>& entries, const Settings& settings);

// The way back: `from` is as it was, and what came over goes. `standing`: those of the entries that
// came over which `into` still has.
Result<FoldWhats> unfold(const Incident& from, const Incident& into,
                         const std::vector<Entry>& standing, const std::string& why,
                         const Settings& settings);

}  // namespace muster
