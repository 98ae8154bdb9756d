#pragma once

#include "domain/time.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace muster::status {

// How a body is packed for its way.
enum class Coding { identity, gzip, br };
constexpr std::size_t coding_count = 3;

// One answer in one coding as it goes out, but for its first lines: status line, Date and
// Connection are the server's, everything else is here and never changes.
struct Representation {
    std::string etag;           // strong, quotes included: "h", "h-gz", "h-br"
    std::string ok;             // the other header fields, an empty line, the body
    std::size_t head_size = 0;  // how much of `ok` answers HEAD
    std::string not_modified;   // the header fields of a 304, and an empty line
};

// One thing that can be asked for, in all its codings. Immutable once made.
class Document {
public:
    struct Kind {
        int status = 200;
        std::string type;       // "application/json; charset=utf-8"
        std::string cache;      // Cache-Control
        std::string policy;     // Content-Security-Policy
        bool anywhere = false;  // Access-Control-Allow-Origin: *
        std::string more;       // further header fields, each ended by CR LF
    };

    // `made_at`: when these bytes became what they are. Not `dated` when that second has seen other
    // bytes too: then no date tells them apart, and none is sent.
    Document(Kind kind, std::string_view body, Instant made_at, bool dated = true);

    [[nodiscard]] int status() const { return kind_.status; }
    // What identity sends after its head.
    [[nodiscard]] std::string_view body() const;
    [[nodiscard]] const Kind& kind() const { return kind_; }
    [[nodiscard]] Instant made_at() const { return made_at_; }
    // Last-Modified, where there is one.
    [[nodiscard]] std::optional<Instant> changed_at() const {
        return dated_ ? std::optional(made_at_) : std::nullopt;
    }
    // A coding that would not make it smaller is answered in identity.
    [[nodiscard]] const Representation& in(Coding coding) const;

private:
    Kind kind_;
    Instant made_at_;
    bool dated_;
    std::array<std::optional<Representation>, coding_count> codings_;
};

}  // namespace muster::status
