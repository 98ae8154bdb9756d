#include "status/document.hpp"

#include "status/dates.hpp"
#include "status/encode.hpp"

#include <utility>

namespace muster::status {
namespace {

constexpr std::string_view end_of_line = "\r\n";

void add_field(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    head += value;
    head += end_of_line;
}

Representation represent(const Document::Kind& kind, std::string_view body, std::string_view etag,
                         std::string_view encoding, const std::optional<Instant>& changed_at) {
    Representation made;
    made.etag = etag;
    std::string shared;  // what a 304 repeats
    add_field(shared, "Cache-Control", kind.cache);
    if (kind.status == 200)
        add_field(shared, "ETag", etag);
    add_field(shared, "Vary", "Accept-Encoding");
    if (kind.anywhere)
        add_field(shared, "Access-Control-Allow-Origin", "*");
    add_field(shared, "Content-Security-Policy", kind.policy);
    add_field(shared, "X-Content-Type-Options", "nosniff");
    add_field(shared, "Referrer-Policy", "strict-origin-when-cross-origin");
    shared += kind.more;

    add_field(made.ok, "Content-Type", kind.type);
    add_field(made.ok, "Content-Length", std::to_string(body.size()));
    if (!encoding.empty())
        add_field(made.ok, "Content-Encoding", encoding);
    if (kind.status == 200 && changed_at)  // a 304 has the ETag (RFC 9110, 15.4.5)
        add_field(made.ok, "Last-Modified", http_date(*changed_at));
    made.ok += shared;
    made.ok += end_of_line;
    made.head_size = made.ok.size();
    made.ok += body;
    made.not_modified = std::move(shared);
    made.not_modified += end_of_line;
    return made;
}

}  // namespace

Document::Document(Kind kind, std::string_view body, Instant made_at, bool dated)
    : kind_(std::move(kind)), made_at_(made_at), dated_(dated) {
    constexpr std::size_t tag_length = 32;
    const auto tag = sha256_hex(body).substr(0, tag_length);
    codings_[static_cast<std::size_t>(Coding::identity)] =
        represent(kind_, body, "\"" + tag + "\"", "", changed_at());
    const auto zipped = gzip(body);
    if (zipped.size() < body.size())
        codings_[static_cast<std::size_t>(Coding::gzip)] =
            represent(kind_, zipped, "\"" + tag + "-gz\"", "gzip", changed_at());
    const auto brotlied = brotli(body);
    if (brotlied.size() < body.size())
        codings_[static_cast<std::size_t>(Coding::br)] =
            represent(kind_, brotlied, "\"" + tag + "-br\"", "br", changed_at());
}

std::string_view Document::body() const {
    const auto& plain = in(Coding::identity);
    return std::string_view(plain.ok).substr(plain.head_size);
}

const Representation& Document::in(Coding coding) const {
    const auto& wanted = codings_[static_cast<std::size_t>(coding)];
    return wanted ? *wanted : *codings_[static_cast<std::size_t>(Coding::identity)];
}

}  // namespace muster::status
