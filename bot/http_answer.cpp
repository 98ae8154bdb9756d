#include "bot/http_answer.hpp"

#include "status/dates.hpp"

#include <boost/beast/http/status.hpp>

namespace muster {
namespace {

std::string_view reason(int status) {
    const auto text =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {text.data(), text.size()};
}

std::string_view sentence(int status) {
    switch (status) {
        case 400:
            return "This is not a request that HTTP/1.1 knows.\n";
        case 411:
            return "A body needs a Content-Length here.\n";
        case 413:
            return "This body is too large, or has no place in such a request.\n";
        case 414:
            return "This address is too long.\n";
        case 431:
            return "These header fields are too many or too long.\n";
        case 500:
            return "Something broke here.\n";
        case 503:
            return "Too many connections. Please try again in a few seconds.\n";
        case 505:
            return "Please use HTTP/1.1.\n";
        default:
            return "This cannot be done.\n";
    }
}

void write_lines(std::string& lines, int status, std::string_view date, HttpAfter after) {
    lines = "HTTP/1.1 ";
    lines += std::to_string(status);
    lines += ' ';
    lines += reason(status);
    lines += "\r\n";
    lines += date;
    if (after == HttpAfter::closes)
        lines += "Connection: close\r\n";
    else if (after == HttpAfter::stays_1_0)
        lines += "Connection: keep-alive\r\n";
}

}  // namespace

std::string http_refusal(int status) {
    const auto body = sentence(status);
    std::string rest = "Content-Type: text/plain; charset=utf-8\r\nContent-Length: ";
    rest += std::to_string(body.size());
    rest += "\r\nCache-Control: no-store\r\n";
    rest += http_safe_fields;
    if (status == 503)
        rest += "Retry-After: 5\r\n";
    rest += "\r\n";
    rest += body;
    return rest;
}

std::string_view HttpFirstLines::of(int status, HttpAfter after, Instant now) {
    if (now != second_ || date_.empty()) {
        second_ = now;
        date_ = "Date: " + status::http_date(now) + "\r\n";
        write_lines(made_[0], 200, date_, HttpAfter::stays);
        write_lines(made_[1], 304, date_, HttpAfter::stays);
    }
    if (after == HttpAfter::stays && (status == 200 || status == 304))
        return made_[status == 200 ? 0 : 1];
    write_lines(other_, status, date_, after);
    return other_;
}

}  // namespace muster
