#include "bot/precedence.hpp"

#include <thread>

namespace muster {

void Precedence::give_way() {
    if (claims_.load() > 0) {
        std::unique_lock lock(mutex_);
        answered_.wait_for(lock, times_.longest, [&] { return claims_.load() == 0; });
    } else if (Clock::now().time_since_epoch().count() < calm_at_.load()) {
        std::this_thread::sleep_for(times_.rest);
    }
}

void Precedence::begin_claim() {
    claims_.fetch_add(1);
}

void Precedence::end_claim() {
    calm_at_.store((Clock::now() + times_.calm).time_since_epoch().count());
    {
        const std::lock_guard lock(mutex_);
        if (claims_.fetch_sub(1) > 1)
            return;
    }
    answered_.notify_all();
}

}  // namespace muster
