#pragma once

#include "commands/home.hpp"

#include <nlohmann/json.hpp>

namespace muster::slack {

// A view for views.publish: within 100 blocks, whatever is open.
nlohmann::json home_view(const Home& home);

}  // namespace muster::slack
