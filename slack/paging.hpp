#pragma once

#include "slack/web_api.hpp"

#include <chrono>
#include <string>

namespace muster::slack {

// Reads a list of Slack's page by page to its end (CONTRACT 2.3): what to ask for next, and when.
// It ends for certain: pages, refused cursors and cursors that lead nowhere are all counted. Pure;
// the caller asks and waits.
class Paging {
public:
    enum class Step {
        page,      // the answer is a page: take it, then ask for the next
        last,      // the answer is the last page
        again,     // no page: wait for pause(), then ask again
        given_up,  // no page, and asking again changes nothing
    };

    explicit Paging(int most_pages, std::string cursor = {})
        : most_pages_(most_pages), cursor_(std::move(cursor)) {}

    // The arguments that ask for the next page, added to the method's own.
    [[nodiscard]] Form arguments(Form form) const;
    // What the answer is.
    Step take(const Answer& answer);
    // How long to wait after `again`.
    [[nodiscard]] std::chrono::milliseconds pause() const { return pause_; }
    // Where the next page begins; "" at the beginning.
    [[nodiscard]] const std::string& cursor() const { return cursor_; }
    // How often the list was begun anew: what was taken before is then void.
    [[nodiscard]] int restarts() const { return restarts_; }
    // How many were taken since the beginning.
    [[nodiscard]] int pages() const { return pages_; }
    // Whether the last page was taken for it because there were too many.
    [[nodiscard]] bool cut_short() const { return cut_short_; }

private:
    int most_pages_;
    std::string cursor_;
    int pages_ = 0;
    int restarts_ = 0;
    int failures_ = 0;  // one after another
    bool cut_short_ = false;
    std::chrono::milliseconds pause_{0};
};

}  // namespace muster::slack
