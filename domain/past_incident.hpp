#pragma once

#include "domain/change.hpp"
#include "domain/csv.hpp"
#include "domain/past_fields.hpp"
#include "domain/settings.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

struct PastCell {
    std::string where;  // "column 5 (detected)"
    std::string text;
};
// One incident as somebody wrote it down.
struct PastRow {
    int line = 0;
    std::map<PastField, PastCell> cells;
};

// Makes past incidents of rows: each as if it had been declared, worked on and closed when the row
// says. All come in closed, and owe nothing to anybody.
class PastIncidents {
public:
    // `taken`: whether there is an incident of that id already. Times without a zone are in the
    // organisation's; none may lie after `now`.
    PastIncidents(const Settings& settings, Instant now, std::function<bool(IncidentId)> taken);

    void take(PastRow row);

    // Once all are taken: those without an id get the numbers from `next_number` on that no other
    // has, the earliest first.
    void number(int next_number);
    // The changes of one incident after the other, by id; none at the end.
    std::vector<Change> next();

    [[nodiscard]] const LineFaults& faults() const { return faults_; }
    // What the writer should know, though it was taken: "Line 3, column 5 (detected): 01:30
    // happened twice that night; …".
    [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }

private:
    struct Past {
        std::optional<IncidentId> id;
        Instant declared_at{};
        PastRow row;  // read again when its turn comes: the changes of many would fill the memory
    };

    const Settings& settings_;
    Instant now_;
    std::function<bool(IncidentId)> taken_;
    std::map<IncidentId, int> lines_;  // of the ids that rows have
    std::vector<Past> incidents_;
    std::size_t given_ = 0;
    LineFaults faults_;
    std::vector<std::string> remarks_;
};

}  // namespace muster
