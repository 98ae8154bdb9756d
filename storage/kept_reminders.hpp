#pragma once

#include "domain/reminder.hpp"
#include "storage/database.hpp"

#include <optional>
#include <vector>

namespace muster {

// What became of reminders and Home tabs, in their tables. `database` outlives it.
class KeptReminders {
public:
    explicit KeptReminders(Database& database) : database_(database) {}

    void keep(const Reminder& reminder);
    void keep(const HomeTab& home);
    // What Slack calls what that Home tab shows now; nothing for one that was never opened.
    void keep_hash(const UserId& user, const std::string& hash);

    [[nodiscard]] std::vector<Reminder> reminders(IncidentId id) const;
    [[nodiscard]] std::optional<HomeTab> home(const UserId& user) const;
    [[nodiscard]] std::vector<UserId> home_readers(Instant since, int limit) const;

private:
    Database& database_;
};

}  // namespace muster
