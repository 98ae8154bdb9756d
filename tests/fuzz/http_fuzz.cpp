#include "bot/http_request.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace muster;
using Kind = HttpReading::Kind;

void require(bool holds) {
    if (!holds)
        std::abort();
}

// Nothing that could begin another line, in an answer, a log or a request passed on.
bool is_one_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check(const HttpRequest& request, const HttpLimits& limits) {
    require(!request.method.empty() && is_one_line(request.method));
    require(request.path == "*" || request.path.starts_with('/'));
    require(is_one_line(request.path) && request.path.find_first_of(" ?#") == std::string::npos);
    require(request.path.size() <= limits.target_bytes);
    require(request.fields.size() <= limits.fields);
    for (const auto& [name, value] : request.fields) {
        require(!name.empty() && is_one_line(name) && is_one_line(value));
        require(std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; }));
    }
    require(!request.has_body || !request.reads());
    if (limits.body_bytes > 0)
        require(request.content_length <= limits.body_bytes);
}

void read_all(std::string_view bytes, const HttpLimits& limits) {
    HttpRequest used_again;
    while (!bytes.empty()) {
        const auto reading = read_request(bytes, limits, true, used_again);
        require((reading.kind == Kind::refused) == (reading.status >= 400));
        require((reading.kind == Kind::request) == (reading.consumed > 0));
        require(reading.consumed <= bytes.size());
        if (reading.kind != Kind::request)
            return;
        check(used_again, limits);
        // A head is the same whatever comes after it, and is not known before its last byte.
        HttpRequest alone;
        const auto head = bytes.substr(0, reading.consumed);
        require(read_request(head, limits, true, alone).kind == Kind::request);
        require(alone.method == used_again.method && alone.path == used_again.path &&
                alone.fields == used_again.fields && alone.has_body == used_again.has_body &&
                alone.keep_alive == used_again.keep_alive &&
                alone.content_length == used_again.content_length);
        require(read_request(head.substr(0, head.size() - 1), limits, true, alone).kind ==
                Kind::more);
        bytes.remove_prefix(reading.consumed);
    }
}

}  // namespace

// Reads anything as the heads of pipelined requests: no bytes may crash it, go past a limit, or
// smuggle a second line into a path or a field.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_all(bytes, {});
    HttpLimits narrow;
    narrow.header_bytes = 256;
    narrow.fields = 3;
    narrow.target_bytes = 20;
    narrow.body_bytes = 10;
    read_all(bytes, narrow);
    return 0;
}
