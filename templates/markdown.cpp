#include "templates/markdown.hpp"

#include "domain/time.hpp"
#include "templates/parsed_markdown.hpp"

namespace muster {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; margin: 0; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .6rem; border-bottom: 1px solid #8886; padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
h1, h2, h3 { break-after: avoid; text-wrap: balance; }
ul, ol { padding-left: 1.3rem; margin: .5rem 0; }
li { margin: .25rem 0; font-variant-numeric: tabular-nums; }
li, tr { break-inside: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top;
         font-weight: inherit; font-variant-numeric: tabular-nums; }
th { background: #8881; }
th, td { overflow-wrap: break-word; }
td a { overflow-wrap: anywhere; }
time { white-space: nowrap; }
code { font: .9em ui-monospace, monospace; background: #8882; padding: .1em .3em; }
@media (max-width: 30rem) {
  main { margin: 1rem auto; }
  h1 { font-size: 1.4rem; }
  table { display: block; overflow-x: auto; font-size: .85rem; }
  th, td { padding: .2rem .35rem; }
}
@page { margin: 18mm 16mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; }
  main { margin: 0; padding: 0; max-width: none; }
  a { color: inherit; }
}
)";

// Nothing is loaded and nothing runs, whatever a page holds.
constexpr std::string_view policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

void replace_all(std::string& text, std::string_view part, std::string_view by) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size()))
        text.replace(at, part.size(), by);
}

// The HTML with each date that stands in its text marked as one, so that no line breaks within it.
std::string with_marked_dates(std::string_view html) {
    constexpr std::size_t size = 10;
    const auto is_digit = [&](std::size_t i) {
        return i < html.size() && html[i] >= '0' && html[i] <= '9';
    };
    std::string out;
    out.reserve(html.size() + html.size() / 8);
    bool in_tag = false;
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (html[i] == '<' || html[i] == '>')
            in_tag = html[i] == '<';
        const bool may_begin = !in_tag && i + size <= html.size() && is_digit(i) &&
                               (i == 0 || !is_digit(i - 1)) && html.substr(i + 4, 1) == "-" &&
                               !is_digit(i + size);
        if (may_begin && read_rfc3339(std::string(html.substr(i, size)) + "T00:00:00Z")) {
            out.append("<time>").append(html.substr(i, size)).append("</time>");
            i += size - 1;
            continue;
        }
        out += html[i];
    }
    return out;
}

}  // namespace

std::string markdown_to_html(std::string_view markdown) {
    return ParsedMarkdown(markdown, {"table", "strikethrough", "autolink", "tasklist"}).html();
}

std::string html_text(std::string_view text) {
    std::string html;
    html.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

std::string html_document(std::string_view title, std::string_view markdown) {
    auto content = with_marked_dates(markdown_to_html(markdown));
    // As HTML has it; no text holds a "<" of its own.
    replace_all(content, "<br />", "<br>");
    replace_all(content, "<th>", "<th scope=\"col\">");
    std::string page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"").append(policy);
    page.append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>").append(html_text(title)).append("</title>\n<style>").append(style);
    page.append("</style>\n</head>\n<body>\n<main>\n").append(content);
    return page.append("</main>\n</body>\n</html>\n");
}

}  // namespace muster
