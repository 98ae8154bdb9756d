#pragma once

#include "domain/time.hpp"
#include "status/overall.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace muster::status {

// From one moment to another (or on) a part of the service was so, by one account.
struct Stretch {
    Instant from{};
    std::optional<Instant> to;  // nothing: it still is
    ComponentStatus status = ComponentStatus::operational;

    friend bool operator==(const Stretch&, const Stretch&) = default;
};

// From that moment on it is so, until the next.
struct StateChange {
    Instant at{};
    ComponentStatus status = ComponentStatus::operational;

    friend bool operator==(const StateChange&, const StateChange&) = default;
};

// How a part was by all accounts together, the worst wherever they overlap: in the order of time,
// each other than the one before; operational before the first and where nobody speaks.
std::vector<StateChange> merged(const std::vector<Stretch>& accounts);

// One day of a part's past: by the clocks of the page's zone, so 23 or 25 hours at a change.
struct UptimeDay {
    Day day{};
    bool known = false;  // records had begun
    ComponentStatus worst = ComponentStatus::operational;
    std::chrono::seconds partial{0};
    std::chrono::seconds major{0};
    bool going_on = false;  // the last day: an outage has not ended, and is longer than that

    [[nodiscard]] bool outage() const { return worst >= ComponentStatus::partial_outage; }
    friend bool operator==(const UptimeDay&, const UptimeDay&) = default;
};

// The days that end with one, oldest first.
struct Uptime {
    std::vector<UptimeDay> days;
    int known_days = 0;
    int outage_days = 0;
    // 1 − (major + 0.3 × partial) / time, cut to hundredths of a per cent: 9995 is 99.95 %. Over
    // the known days; nothing where none has passed.
    std::optional<int> share;

    friend bool operator==(const Uptime&, const Uptime&) = default;
};

// Which days, of whose clocks.
struct UptimeSpan {
    Zone zone;
    Day last{};
    int days = 90;
    std::optional<Day> since;  // from when on records count; nothing: never
    // How far the record tells: of the last day nothing later counts, so that the figure follows
    // from the record alone and not from when somebody looks.
    Instant until{};
};

Uptime uptime(const std::vector<StateChange>& past, const UptimeSpan& span);

// "99.95 %"; "100 %" only where nothing was out.
std::string percent_text(int share);

// The first moment of that day in the zone.
Instant day_begins(Day day, const Zone& zone);

}  // namespace muster::status
