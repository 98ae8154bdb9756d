#pragma once

#include "domain/incident.hpp"
#include "domain/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// How the cells of a log that was kept by hand are read. Times without a zone are in the
// organisation's; a date belongs to each, and none lies in the future. An Error says what would be
// right, without a full stop.

// "2024-10-14 10:30 (first mail)": a moment, and the remark in brackets.
struct PastMoment {
    When when;
    std::string remark;
};
Result<PastMoment> read_past_moment(std::string_view text, const Settings& settings, Instant now);

// Lines that begin with a date, and a time or a span of it: an entry each. One with a date alone is
// about all of that day, roughly. Other lines go on with the one above them; before the first they
// are no entries but `before`.
struct PastContext {
    std::string before;
    std::vector<std::pair<When, std::string>> entries;
};
Result<PastContext> read_past_context(std::string_view text, const Settings& settings, Instant now);

// A line each: "done: Replace the disk | Grace | 2024-11-01", where the state is done, dropped or
// to do (or [x] and [ ]), and owner and due date may be left out.
struct PastAction {
    FollowUp::State state = FollowUp::State::open;
    std::string text;
    std::string owner;
    std::optional<Day> due;
};
Result<std::vector<PastAction>> read_past_actions(std::string_view text);

}  // namespace muster
