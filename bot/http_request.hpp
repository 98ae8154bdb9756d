#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

// What a client may send. Each limit has its own answer, which ends the connection.
struct HttpLimits {
    std::size_t header_bytes = 8192;  // request line and fields: 431
    std::size_t fields = 100;         // 431
    std::size_t target_bytes = 2048;  // 414
    std::size_t body_bytes = 0;       // 413; with 0, no method may have one
};

// One request's head, as far as answers depend on it. Made to be used again: its strings keep
// their memory.
struct HttpRequest {
    std::string method;  // "GET"
    std::string path;    // of the target, without query; "*" for OPTIONS *
    bool keep_alive = true;
    bool http_1_0 = false;
    std::string accept_encoding;  // several fields joined by commas
    std::optional<std::string> if_none_match;
    std::optional<std::string> if_modified_since;
    std::uint64_t content_length = 0;
    bool has_body = false;  // announces one, of whatever length
    bool expects_continue = false;
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case

    [[nodiscard]] bool reads() const { return method == "GET" || method == "HEAD"; }
    void clear();
};

// What the bytes received so far are.
struct HttpReading {
    enum class Kind { more, request, refused };
    Kind kind = Kind::more;
    std::size_t consumed = 0;  // request: the length of its head
    int status = 0;            // refused: the answer, after which the connection ends
};

// Reads one request's head from the front of `bytes`, which begin with it; `fields` are kept only
// when `keep_fields`. Pure: no sockets, no clock. RFC 9112.
HttpReading read_request(std::string_view bytes, const HttpLimits& limits, bool keep_fields,
                         HttpRequest& request);

}  // namespace muster
