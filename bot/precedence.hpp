#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace muster {

// Who goes first where there is more work than processors: responders, who wait to be answered,
// before the crowd that looks at the page. As long as somebody types, the crowd's threads leave
// gaps in which everything else that an answer needs gets its turn, the system's own threads
// included (docs/decisions/0014). Every function may be called from any thread.
class Precedence {
public:
    struct Times {
        std::chrono::milliseconds longest{5};  // the crowd waits for an answer; the disk may hang
        std::chrono::milliseconds rest{2};     // between two rounds of the crowd's work
        std::chrono::milliseconds calm{500};   // after an answer, before the crowd rests no more
    };

    Precedence() = default;
    explicit Precedence(Times times) : times_(times) {}

    // While one lives, somebody waits to be answered.
    class Claim {
    public:
        explicit Claim(Precedence& on) : on_(on) { on_.begin_claim(); }
        ~Claim() { on_.end_claim(); }
        Claim(const Claim&) = delete;
        Claim& operator=(const Claim&) = delete;

    private:
        Precedence& on_;
    };

    // For the crowd's threads, after each round of work. Returns at once when nobody has typed
    // lately, else after the rest, and after the answer that is under way.
    void give_way();

private:
    using Clock = std::chrono::steady_clock;

    void begin_claim();
    void end_claim();

    const Times times_;
    std::atomic<int> claims_{0};
    std::atomic<Clock::rep> calm_at_{Clock::time_point::min().time_since_epoch().count()};
    std::mutex mutex_;
    std::condition_variable answered_;
};

}  // namespace muster
