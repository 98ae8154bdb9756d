#pragma once

#include "domain/time.hpp"

#include <array>
#include <string>
#include <string_view>

namespace muster {

// Header fields of every answer that no snapshot holds.
constexpr std::string_view http_safe_fields =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\n";

// What a refused client reads: all after the first lines, a sentence included.
std::string http_refusal(int status);

// How an answer says what becomes of the connection.
enum class HttpAfter { stays, closes, stays_1_0 };

// An answer's first lines: status line, Date, Connection. Made anew once a second; not thread-safe.
class HttpFirstLines {
public:
    // Valid until the next call.
    std::string_view of(int status, HttpAfter after, Instant now);

private:
    Instant second_{};
    std::string date_;                 // "Date: …\r\n" of that second
    std::array<std::string, 2> made_;  // 200 and 304 of connections that stay
    std::string other_;
};

}  // namespace muster
