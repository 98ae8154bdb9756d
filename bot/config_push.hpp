#pragma once

#include "bot/config.hpp"
#include "bot/config_table.hpp"

#include <string>

namespace muster {

// [[push]]: the status pages and programs that are told what ours says. The keys that a table names
// a file of are read with it; the components must have been read before.
void read_pushes(Table& root, const std::string& file, Faults& faults, Config& config);

// "MUSTER_PUSH_KEY_EXAMPLE_COM" for "example.com".
std::string push_key_variable(const std::string& name);

// The keys that the environment has, which win, and what is wrong with any or missing.
void check_pushes(const std::string& where, const Environment& environment, Faults& faults,
                  Config& config);

}  // namespace muster
