#pragma once

#include "domain/capture.hpp"
#include "storage/database.hpp"

#include <optional>
#include <vector>

namespace muster {

// The messages that became timeline entries, in their tables. `database` outlives it.
class Captures {
public:
    explicit Captures(Database& database) : database_(database) {}

    [[nodiscard]] std::optional<Capture> of(IncidentId id, const MessagePlace& message) const;
    [[nodiscard]] std::vector<Capture> of(const MessagePlace& message) const;
    [[nodiscard]] std::optional<Capture> of(IncidentId id, int entry) const;
    [[nodiscard]] std::optional<SlackMessage> shown(const MessagePlace& message) const;

    void keep(const Capture& capture);
    void show(const SlackMessage& message, Instant now);
    // The channel has another id from now on.
    void move(const ChannelId& from, const ChannelId& to);
    void forget_shown(Instant before);

private:
    Database& database_;
};

}  // namespace muster
