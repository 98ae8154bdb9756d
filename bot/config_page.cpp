#include "bot/config_page.hpp"

#include "status/encode.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace muster {
namespace {

constexpr std::size_t most_logo = 32 * 1024;  // it is part of every page
constexpr double least_contrast = 4.5;        // WCAG 2.2, 1.4.3: text of ordinary size

// What links stand on, in templates/page/style.css: the page's ground and its cards.
constexpr std::array<std::string_view, 2> light_grounds = {"#fbfbfa", "#ffffff"};
constexpr std::array<std::string_view, 2> dark_grounds = {"#121417", "#1a1d21"};

// How bright "#1a56db" is, from 0 to 1, as WCAG has it; nothing when it is no such colour.
std::optional<double> luminance(std::string_view colour) {
    if (colour.size() != 7 || colour.front() != '#')
        return std::nullopt;
    double sum = 0;
    constexpr std::array weights = {0.2126, 0.7152, 0.0722};
    for (std::size_t i = 0; i < weights.size(); ++i) {
        int value = 0;
        for (const char digit : colour.substr(1 + 2 * i, 2)) {
            if (std::isxdigit(static_cast<unsigned char>(digit)) == 0)
                return std::nullopt;
            value = value * 16 + (std::isdigit(static_cast<unsigned char>(digit)) != 0
                                      ? digit - '0'
                                      : std::tolower(digit) - 'a' + 10);
        }
        const double part = value / 255.0;
        const double linear =
            part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
        sum += weights.at(i) * linear;
    }
    return sum;
}

double contrast(double a, double b) {
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

void read_colour(Table& table, std::string_view key, const std::array<std::string_view, 2>& grounds,
                 std::string_view remedy, std::string& colour) {
    std::string typed;
    table.text(key, typed, 7);
    if (typed.empty())
        return;
    const auto bright = luminance(typed);
    if (!bright) {
        table.wrong(key, "must be a colour like \"#1a56db\", not \"" + typed + "\"");
        return;
    }
    for (const auto ground : grounds) {
        const auto found = contrast(*bright, luminance(ground).value());
        if (found >= least_contrast)
            continue;
        std::array<char, 16> ratio{};
        std::snprintf(ratio.data(), ratio.size(), "%.1f", std::floor(found * 10) / 10);
        table.wrong(key, "\"" + typed + "\" on the page's " + std::string(ground) +
                             " has a contrast of " + ratio.data() +
                             " to 1, and links need 4.5 to be read: take a " + std::string(remedy) +
                             " colour");
        return;
    }
    colour = lower(typed);
}

// What the bytes are, by how they begin; empty: no picture that pages show.
std::string_view picture_type(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"))
        return "image/png";
    if (bytes.starts_with("\xFF\xD8\xFF"))
        return "image/jpeg";
    if (bytes.starts_with("RIFF") && bytes.substr(0, 16).substr(8).starts_with("WEBP"))
        return "image/webp";
    const auto begin = bytes.substr(0, 1000);
    if (const auto tag = begin.find("<svg"); tag != std::string_view::npos)
        if (begin.starts_with("<svg") || begin.starts_with("<?xml") || begin.starts_with("<!--"))
            return "image/svg+xml";
    return {};
}

void read_logo(Table& table, std::string& logo) {
    std::string path;
    table.text("logo", path, 1000);
    if (path.empty())
        return;
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto type = picture_type(bytes);
    if (!in || bytes.empty())
        table.wrong("logo", "names " + path + ", which cannot be read or is empty");
    else if (bytes.size() > most_logo)
        table.wrong("logo", "names " + path + " of " + std::to_string(bytes.size()) +
                                " bytes; it is part of every page, and 32768 is the most");
    else if (type.empty())
        table.wrong("logo", "names " + path + ", which is no SVG, PNG, JPEG or WebP picture");
    else
        logo = "data:" + std::string(type) + ";base64," + status::base64(bytes);
}

bool safe_in_an_address(std::string_view text) {
    return text.find_first_of(" \"'<>\\^`{|}") == std::string_view::npos &&
           std::ranges::all_of(text, [](unsigned char c) { return c > 0x20U && c != 0x7FU; });
}

void read_address(Table& table, std::string_view key, bool mail, std::string& address) {
    std::string typed;
    table.text(key, typed, 500);
    if (typed.empty())
        return;
    const bool web = typed.starts_with("https://") || typed.starts_with("http://");
    if ((web || (mail && typed.starts_with("mailto:"))) && safe_in_an_address(typed))
        address = typed;
    else
        table.wrong(key, mail ? "must be an address that begins with https://, http:// or mailto:"
                              : "must be an address that begins with https:// or http://");
}

// "https://shop.example.com", "https://*.example.com:8443".
bool is_origin(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme)) {
            const auto host = text.substr(scheme.size());
            return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
                return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '*';
            });
        }
    return false;
}

}  // namespace

void read_page(Table& root, const std::string& file, Faults& faults, Settings& settings) {
    constexpr std::size_t most_origins = 20;
    for (const auto* each : root.tables("page", false)) {
        Table table(*each, file, "page.", faults);
        auto& look = settings.page_look;
        table.text("name", settings.page_name, 80);
        table.text("url", settings.page_url, 500);
        read_logo(table, look.logo);
        read_colour(table, "accent", light_grounds, "darker", look.accent);
        read_colour(table, "accent_dark", dark_grounds, "lighter", look.accent_dark);
        table.text("intro", look.intro, 400);
        table.text("footer", look.footer, 200);
        read_address(table, "support_url", true, look.support_url);
        read_address(table, "home_url", false, look.home_url);
        table.texts("embedded_by", look.embedded_by);
        if (look.embedded_by.size() > most_origins)
            table.wrong("embedded_by", "names more than 20 sites");
        for (const auto& origin : look.embedded_by)
            if (!is_origin(origin))
                table.wrong("embedded_by",
                            "must list sites like \"https://shop.example.com\", "
                            "without a path, not \"" +
                                origin + "\"");
        table.nothing_else();
        while (settings.page_url.ends_with('/'))
            settings.page_url.pop_back();
        if (!settings.page_url.starts_with("https://") && !settings.page_url.starts_with("http://"))
            table.wrong("url", "must begin with https:// or http://");
    }
}

}  // namespace muster
