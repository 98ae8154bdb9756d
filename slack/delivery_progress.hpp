#pragma once

#include "domain/id.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster::slack {

// What an attempt at delivery leaves for the next one, kept as JSON in the outbox. An effect that
// makes several things names its parts; a single one has the name "".
struct DeliveryProgress {
    std::map<std::string, std::string> done;  // part → what was made; empty: refused for good
    std::map<std::string, int> looked;        // part → how often it was looked for in vain
    std::set<std::string> absent;             // parts that are certainly not there
    // Part → when it was sent, in seconds since 1970, while no answer or failure came: what stands
    // here after a restart may have been on its way when Muster died.
    std::map<std::string, long long> sent;
    std::vector<std::string> tried;  // names under which a channel may have been made
    std::string file;                // uploaded, perhaps shared
    std::string frozen;  // a text whose pieces must all come from one and the same rendering

    [[nodiscard]] std::string text() const;
    // What cannot be read counts as nothing noted.
    static DeliveryProgress read(std::string_view text);
};

}  // namespace muster::slack
