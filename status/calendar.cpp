#include "status/calendar.hpp"

#include "domain/text.hpp"

#include <string_view>

namespace muster::status {
namespace {

constexpr std::size_t most_line = 75;  // octets, without the break

// A text as a property's value: RFC 5545, section 3.3.11.
std::string value_of(std::string_view text) {
    std::string value;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',')
            value += '\\';
        if (c == '\n')
            value += "\\n";
        else
            value += c;
    }
    return value;
}

// "20261120T140000Z".
std::string moment_of(Instant at) {
    std::string moment;
    for (const char c : to_rfc3339(at))
        if (c != '-' && c != ':')
            moment += c;
    return moment;
}

// A line, folded where it is too long, no character cut in two; ended as the format wants it.
void add_line(std::string& calendar, std::string_view line) {
    auto room = most_line;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U)
            --cut;
        calendar += line.substr(0, cut);
        calendar += "\r\n ";
        line.remove_prefix(cut);
        room = most_line - 1;  // the space counts
    }
    calendar += line;
    calendar += "\r\n";
}

// Its newest words, and what it is done on.
std::string description_of(const PublicRecord& record, const PublicIncident& window) {
    auto text = window.updates.front().text;
    if (const auto affected = affected_names(record, window); !affected.empty())
        text += "\nAffects " + affected;
    return text;
}

void add_event(std::string& calendar, const PublicRecord& record, const PublicIncident& window) {
    const auto& page = record.page;
    add_line(calendar, "BEGIN:VEVENT");
    add_line(calendar, "UID:" + lower(to_string(window.id)) + "@" + host_of(page));
    add_line(calendar, "DTSTAMP:" + moment_of(window.updated_at));
    add_line(calendar, "DTSTART:" + moment_of(window.window->start));
    add_line(calendar, "DTEND:" + moment_of(window.window->end));
    add_line(calendar, "SEQUENCE:" + std::to_string(window.updates.size() - 1));
    add_line(calendar, "SUMMARY:" + value_of(window.title));
    add_line(calendar, "DESCRIPTION:" + value_of(description_of(record, window)));
    add_line(calendar, "URL:" + address(page, window));
    add_line(calendar,
             std::string("STATUS:") + (window.window->cancelled ? "CANCELLED" : "CONFIRMED"));
    add_line(calendar, "END:VEVENT");
}

}  // namespace

std::string calendar(const PublicRecord& record) {
    std::string text;
    add_line(text, "BEGIN:VCALENDAR");
    add_line(text, "VERSION:2.0");
    add_line(text, "PRODID:-//Muster//Maintenance windows//EN");
    add_line(text, "METHOD:PUBLISH");
    add_line(text, "X-WR-CALNAME:" + value_of(record.page.name + " maintenance"));
    for (const auto& window : record.windows)
        add_event(text, record, window);
    add_line(text, "END:VCALENDAR");
    return text;
}

}  // namespace muster::status
