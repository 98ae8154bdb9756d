#pragma once

#include "domain/alert.hpp"
#include "domain/result.hpp"

#include <string_view>
#include <vector>

namespace muster {

// So many alerts are taken of one body.
inline constexpr std::size_t most_alerts = 1'000;

// What Alertmanager's webhook posts, version 4 of it
// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). An Error says which
// member is wrong, and what would be right. Texts come out on one line where they are names, cut to
// what a message has room for, without control characters.
Result<std::vector<HeardAlert>> read_alertmanager(std::string_view body);

// Muster's own (docs/alerts.md): one alert, a list of them, or {"alerts": [...]}.
Result<std::vector<HeardAlert>> read_generic_alerts(std::string_view body);

}  // namespace muster
