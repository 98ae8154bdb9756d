#include "status/negotiate.hpp"

#include "status/dates.hpp"

#include <algorithm>
#include <cctype>

namespace muster::status {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// The next of a list's parts, taken off its front.
std::string_view take(std::string_view& list, char separator) {
    const auto end = list.find(separator);
    const auto part = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    return trimmed(part);
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Whether a weight "q=0.5" is above nothing; one that cannot be read is.
bool above_zero(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = take(parameters, ';');
        if (parameter.size() < 2 || !same(parameter.substr(0, 2), "q="))
            continue;
        const auto weight = trimmed(parameter.substr(2));
        return weight.empty() || weight.find_first_not_of("0.") != std::string_view::npos;
    }
    return true;
}

}  // namespace

Coding best_coding(std::string_view accept_encoding) {
    std::optional<bool> br;
    std::optional<bool> gzip;
    bool others = false;
    while (!accept_encoding.empty()) {
        auto element = take(accept_encoding, ',');
        const auto name = take(element, ';');
        const bool allowed = above_zero(element);
        if (same(name, "br"))
            br = allowed;
        else if (same(name, "gzip") || same(name, "x-gzip"))
            gzip = allowed;
        else if (name == "*")
            others = allowed;
    }
    if (br.value_or(others))
        return Coding::br;
    if (gzip.value_or(others))
        return Coding::gzip;
    return Coding::identity;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
    if (trimmed(if_none_match) == "*")
        return true;
    while (!if_none_match.empty()) {
        auto tag = take(if_none_match, ',');  // ours hold no comma
        if (tag.starts_with("W/"))
            tag.remove_prefix(2);
        if (tag == etag)
            return true;
    }
    return false;
}

bool not_modified(const Conditions& conditions, const Document& document,
                  const Representation& representation) {
    if (document.status() != 200)
        return false;
    if (conditions.if_none_match)
        return names_etag(*conditions.if_none_match, representation.etag);
    if (!conditions.if_modified_since || !document.changed_at())
        return false;
    const auto since = read_http_date(*conditions.if_modified_since);
    return since && *document.changed_at() <= *since;
}

}  // namespace muster::status
