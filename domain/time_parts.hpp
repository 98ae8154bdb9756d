#pragma once

#include "domain/time.hpp"
#include "domain/typed_text.hpp"

#include <optional>
#include <string>

namespace muster {

// The pieces that a TIME is made of. Each reader answers nothing when no such piece begins at
// `position`, an Error when one does and cannot be what was meant; otherwise `position` moves
// behind it.
template <class T>
using Piece = std::optional<Result<T>>;

// A time of day as typed. A clock without am or pm may still be one of twelve hours.
struct ClockPiece {
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool half_named = false;  // am or pm was written; hour is of 24 then

    [[nodiscard]] std::chrono::seconds since_midnight() const {
        return std::chrono::hours{hour} + std::chrono::minutes{minute} +
               std::chrono::seconds{second};
    }
};
Piece<ClockPiece> read_clock(const TypedText& text, std::size_t& position);
bool clock_begins(const TypedText& text, std::size_t position);

// "2024-10-14"; also behind it the "T" of RFC 3339, which is left to the caller.
Piece<Day> read_day(const TypedText& text, std::size_t& position);

// The zone that somebody named behind a clock: one of the system's, or a fixed offset.
struct ZonePiece {
    std::optional<Zone> zone;
    std::chrono::seconds offset{0};
    std::string remark;
};
// `near`: when, so that an abbreviation means what it means at that time of year.
// `offset_attached`: "-05:00" right behind a clock is an offset and not the end of a span.
Piece<ZonePiece> read_zone(const TypedText& text, std::size_t& position, const TimeContext& context,
                           Instant near, bool offset_attached);
// Tells the writer of an abbreviation that means nothing here, or empty.
std::string unknown_zone_remark(const TypedText& text, std::size_t position);

// "-15m", "10m ago", "an hour ago": how long before now.
Piece<std::chrono::seconds> read_ago(const TypedText& text, std::size_t& position);

// "2h", "90 minutes", "1h 30m", "half an hour".
Piece<std::chrono::seconds> read_length(const TypedText& text, std::size_t& position);

// "+02:00", "UTC" for none.
std::string offset_text(std::chrono::seconds offset);

}  // namespace muster
