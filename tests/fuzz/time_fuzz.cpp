#include "domain/time.hpp"
#include "domain/time_ahead.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Reads anything as the beginning of a log entry, as a time, a due date and a maintenance window:
// no text may crash, hang, give a time on the wrong side of now, or lose its rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace muster;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const Zone writer = Zone::named("America/New_York").value();
    static const Zone organisation = Zone::named("Australia/Lord_Howe").value();
    const Instant now{std::chrono::seconds{1'730'008'800}};  // 2024-10-27, an hour put back
    const TimeContext context{writer, organisation, now};
    const auto timed = read_timed_text(text, context);
    if (timed) {
        if (!timed->when && timed->text != text)
            std::abort();
        if (timed->when && (timed->when->at > now || timed->when->at < Instant{} ||
                            timed->when->until.value_or(now) > now ||
                            timed->when->until.value_or(now) < timed->when->at))
            std::abort();
        if (text.find(timed->text) == std::string_view::npos)
            std::abort();
    } else if (timed.error().message.empty()) {
        std::abort();
    }
    (void)read_time(text, context);
    (void)read_due_date(text, context);
    (void)read_length(text);
    (void)read_rfc3339(text);
    const auto ahead = read_span_ahead(text, context);
    if (ahead) {
        if (ahead->start < now || ahead->end <= ahead->start ||
            text.find(ahead->rest) == std::string_view::npos)
            std::abort();
    } else if (ahead.error().message.empty()) {
        std::abort();
    }
    return 0;
}
