#pragma once

#include <string>
#include <string_view>

namespace muster::status {

// SHA-256 as 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);
// SHA-256 as a Content-Security-Policy source wants it: base64.
std::string sha256_base64(std::string_view bytes);
std::string base64(std::string_view bytes);

// As small as gzip and brotli make it, the same bytes for the same input. Throw when out of memory.
std::string gzip(std::string_view bytes);
std::string brotli(std::string_view bytes);

}  // namespace muster::status
