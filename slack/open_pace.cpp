#include "slack/open_pace.hpp"

#include <algorithm>
#include <cmath>

namespace muster::slack {
namespace {

using std::chrono::milliseconds;

constexpr double budget = 20;
constexpr double refill_per_second = 10.0 / 60;
constexpr double first_backoff_seconds = 0.5;
constexpr double longest_backoff_seconds = 60;
constexpr milliseconds reconnect_jitter{250};

}  // namespace

void OpenPace::start(SteadyInstant now) {
    not_before_ = now;
    left_ = budget;
    as_of_ = now;
}

bool OpenPace::take(SteadyInstant now) {
    if (now < not_before_)
        return false;
    if (!budgeted_)
        return true;
    const double waited = std::chrono::duration<double>(now - as_of_).count();
    left_ = std::min(budget, left_ + waited * refill_per_second);
    as_of_ = now;
    if (left_ < 1) {
        // A millisecond more, lest rounding leave a hair missing then.
        const double seconds = (1 - left_) / refill_per_second;
        not_before_ = now + milliseconds(static_cast<long long>(std::ceil(seconds * 1'000)) + 1);
        return false;
    }
    left_ -= 1;
    return true;
}

void OpenPace::failed(SteadyInstant now) {
    const double most = std::min(longest_backoff_seconds,
                                 first_backoff_seconds * std::exp2(std::min(failures_, 10)));
    ++failures_;
    pause(now, milliseconds(0), milliseconds(static_cast<long long>(most * 1'000)));
}

void OpenPace::lost(SteadyInstant now) {
    pause(now, milliseconds(0), reconnect_jitter);
}

void OpenPace::pause(SteadyInstant now, milliseconds least, milliseconds jitter) {
    const auto part = std::chrono::duration_cast<milliseconds>(jitter * random_());
    not_before_ = std::max(not_before_, now + least + part);
}

}  // namespace muster::slack
