#include "status/feed.hpp"

#include "status/dates.hpp"
#include "status/text.hpp"
#include "templates/markdown_piece.hpp"

#include <algorithm>
#include <tuple>

namespace muster::status {
namespace {

constexpr std::size_t most_items = 50;
constexpr std::size_t most_entries = 25;

struct Item {
    const PublicIncident* incident = nullptr;
    const PublicUpdate* update = nullptr;
    Instant date{};  // its own, so that no two are equal
};

// A text as HTML: escaped, line breaks kept.
std::string html_of(std::string_view text) {
    std::string html;
    for (const char c : escape_markup(text)) {
        if (c == '\n')
            html += "<br>";
        else
            html += c;
    }
    return html;
}

// As a piece of HTML, with what stands before its first words.
std::string paragraphs(const PublicUpdate& update, const std::string& before = {}) {
    const auto name = "<p>" + before + "<strong>" + std::string(label(update)) + "</strong>";
    if (update.markdown)
        return name + "</p>" + markdown_piece(update.text);
    return name + " - " + html_of(update.text) + "</p>";
}

// Every update, newest first. Readers take equal dates for one item, so of two updates in the same
// second the later is dated a second on.
std::vector<Item> items_of(const PublicRecord& record) {
    std::vector<Item> items;
    for (const auto* const all : {&record.incidents, &record.windows})
        for (const auto& incident : *all)
            for (const auto& update : incident.updates)
                items.push_back({&incident, &update, update.at});
    std::ranges::sort(items, {}, [](const Item& item) {
        return std::tuple(item.update->at, item.incident->id, item.update->number);
    });
    for (std::size_t i = 1; i < items.size(); ++i)
        items[i].date = std::max(items[i].date, items[i - 1].date + std::chrono::seconds(1));
    std::ranges::reverse(items);
    return items;
}

void add_item(std::string& xml, const PublicPage& page, const Item& item) {
    const auto link = escape_markup(address(page, *item.incident));
    xml += "    <item>\n      <title>" + escape_markup(item.incident->title) + "</title>\n";
    xml += "      <link>" + link + "</link>\n";
    xml += "      <guid isPermaLink=\"true\">" + link + "#" +
           anchor(item.incident->id, item.update->number) + "</guid>\n";
    xml += "      <pubDate>" + rss_date(item.date) + "</pubDate>\n";
    xml += "      <description>" + escape_markup(paragraphs(*item.update)) +
           "</description>\n    </item>\n";
}

void add_entry(std::string& xml, const PublicPage& page, const PublicIncident& incident) {
    std::string content;
    for (const auto& update : incident.updates)
        content += paragraphs(
            update, "<small>" + escape_markup(moment_text(update.at, page.zone)) + "</small><br>");
    xml += "  <entry>\n    <id>tag:" + escape_markup(host_of(page)) + ",2005:Incident/" +
           to_string(incident.id) + "</id>\n";
    xml += "    <published>" + to_rfc3339(incident.updates.back().at) + "</published>\n";
    xml += "    <updated>" + to_rfc3339(incident.updated_at) + "</updated>\n";
    xml += "    <link rel=\"alternate\" type=\"text/html\" href=\"" +
           escape_markup(address(page, incident)) + "\"/>\n";
    xml += "    <title>" + escape_markup(incident.title) + "</title>\n";
    xml += "    <content type=\"html\">" + escape_markup(content) + "</content>\n  </entry>\n";
}

}  // namespace

std::string rss(const PublicRecord& record) {
    const auto name = escape_markup(record.page.name);
    const auto url = escape_markup(record.page.url);
    const auto items = items_of(record);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    xml += "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n  <channel>\n";
    xml += "    <title>Incidents | " + name + "</title>\n";
    xml += "    <link>" + url + "/</link>\n";
    xml += "    <description>Incidents reported on status page for " + name + "</description>\n";
    xml += "    <language>en</language>\n";
    if (!items.empty())
        xml += "    <lastBuildDate>" + rss_date(items.front().date) + "</lastBuildDate>\n";
    xml += "    <atom:link href=\"" + url +
           "/history.rss\" rel=\"self\" type=\"application/rss+xml\"/>\n";
    for (std::size_t i = 0; i < items.size(); ++i)
        if (i < most_items || items[i].incident->open())
            add_item(xml, record.page, items[i]);
    xml += "  </channel>\n</rss>\n";
    return xml;
}

std::string atom(const PublicRecord& record) {
    const auto name = escape_markup(record.page.name);
    const auto url = escape_markup(record.page.url);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    xml += "<feed xml:lang=\"en\" xmlns=\"http://www.w3.org/2005/Atom\">\n";
    xml += "  <id>tag:" + escape_markup(host_of(record.page)) + ",2005:/history</id>\n";
    xml += "  <link rel=\"alternate\" type=\"text/html\" href=\"" + url + "/\"/>\n";
    xml +=
        "  <link rel=\"self\" type=\"application/atom+xml\" href=\"" + url + "/history.atom\"/>\n";
    xml += "  <title>" + name + " Status - Incident History</title>\n";
    xml += "  <updated>" + to_rfc3339(record.updated_at().value_or(Instant{})) + "</updated>\n";
    xml += "  <author><name>" + name + "</name></author>\n";
    for (std::size_t i = 0; i < record.incidents.size(); ++i)
        if (i < most_entries || record.incidents[i].open())
            add_entry(xml, record.page, record.incidents[i]);
    xml += "</feed>\n";
    return xml;
}

}  // namespace muster::status
