#include "slack/paging.hpp"

#include "slack/people.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

constexpr int a_page = 200;  // Slack advises no more
constexpr int most_restarts = 3;
constexpr int most_doublings = 7;
constexpr std::chrono::seconds first_pause{5};
constexpr std::chrono::seconds longest_pause{600};

}  // namespace

Form Paging::arguments(Form form) const {
    form.number("limit", a_page);
    if (!cursor_.empty())
        form.text("cursor", cursor_);
    return form;
}

Paging::Step Paging::take(const Answer& answer) {
    switch (answer.kind) {
        case Answer::Kind::ok:
        case Answer::Kind::benign: {
            failures_ = 0;
            auto next = next_cursor(answer.body);
            ++pages_;
            cut_short_ = !next.empty() && (next == cursor_ || pages_ >= most_pages_);
            const bool leads_on = !next.empty() && !cut_short_;
            cursor_ = leads_on ? std::move(next) : std::string();
            return leads_on ? Step::page : Step::last;
        }
        case Answer::Kind::rate_limited:
            // Slack says when; a second more than it says does no harm.
            pause_ =
                std::max<std::chrono::milliseconds>(answer.retry_after, std::chrono::seconds(1));
            return Step::again;
        case Answer::Kind::transient:
        case Answer::Kind::unknown_outcome:
            pause_ = std::min<std::chrono::milliseconds>(
                first_pause * (1 << std::min(failures_, most_doublings)), longest_pause);
            ++failures_;
            return Step::again;
        case Answer::Kind::refused:
            // Cursors expire: a day's pause in the middle ends them.
            if (answer.error != "invalid_cursor" || cursor_.empty() || ++restarts_ > most_restarts)
                return Step::given_up;
            cursor_.clear();
            pages_ = 0;
            pause_ = std::chrono::seconds(1);
            return Step::again;
        case Answer::Kind::token_dead:
            break;
    }
    return Step::given_up;
}

}  // namespace muster::slack
