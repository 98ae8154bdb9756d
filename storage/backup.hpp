#pragma once

#include <filesystem>

namespace muster {

// Copies the database as it stands at one moment into `copy`, while its owner goes on writing; the
// schema may be an older one. `copy` is there whole or not at all, for its owner alone (mode 0600);
// an older copy of a Muster database in its place is replaced, anything else is not. Throws
// std::runtime_error with a sentence for the operator.
void back_up(const std::filesystem::path& database, const std::filesystem::path& copy);

}  // namespace muster
