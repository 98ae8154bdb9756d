#pragma once

#include "domain/result.hpp"
#include "domain/settings.hpp"
#include "storage/store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct Imported {
    int incidents = 0;
    std::vector<std::string> remarks;  // what its owner should know, a sentence each
};

// Takes a file into the record, all of it or nothing: an export of Muster (JSON Lines), or a log of
// past incidents as CSV or as JSON Lines, told apart by what is in it. docs/import.md says what
// each holds. Nothing is sent anywhere. An Error names every line that is wrong, up to a bound.
Result<Imported> import_file(Store& store, const std::string& text, const Settings& settings,
                             Instant now);

}  // namespace muster
