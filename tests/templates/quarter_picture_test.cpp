#include "templates/quarter_picture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

namespace muster {
namespace {

QuarterBars two_years() {
    using std::chrono::minutes;
    QuarterBars bars;
    bars.severities = {"sev1", "sev2", "sev3", "sev4"};
    bars.quarters = {
        {{2025, 1}, {1, 2, 4, 0}, minutes(95), minutes(640)},
        {{2025, 2}, {0, 1, 3, 2}, minutes(40), minutes(2'890)},
        {{2025, 3}, {0, 0, 0, 0}, {}, {}},
        {{2025, 4}, {2, 3, 6, 4}, minutes(210), minutes(8'700)},
        {{2026, 1}, {0, 2, 2, 1}, minutes(3), {}},
        {{2026, 2}, {1, 1, 5, 3}, minutes(130), minutes(1'500)},
        {{2026, 3}, {0, 4, 7, 2}, minutes(75), minutes(700)},
        {{2026, 4}, {1, 0, 2, 0}, minutes(0), minutes(55)},
    };
    return bars;
}

// With MUSTER_PICTURES naming a folder the pictures are kept there, to be looked at.
void keep(const std::string& name, const std::string& bytes) {
    if (const char* const folder = std::getenv("MUSTER_PICTURES"))
        std::ofstream(std::string(folder) + "/" + name, std::ios::binary) << bytes;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the same figures give the same picture, byte for byte, however often it is drawn") {
    const auto bars = two_years();
    const auto png = bars_as_png(bars);
    keep("figures.png", png);
    CHECK(png.starts_with("\x89PNG\r\n"));
    CHECK(png.size() < 300'000);
    CHECK(bars_as_png(bars) == png);
    for (const auto palette : {Palette::light, Palette::dark}) {
        const auto svg = bars_as_svg(bars, palette);
        keep(palette == Palette::light ? "figures-light.svg" : "figures-dark.svg", svg);
        CHECK(has(svg, "<svg "));
        CHECK_FALSE(has(svg, "<text"));  // letters are shapes
        CHECK(bars_as_svg(bars, palette) == svg);
    }
    CHECK(bars_as_svg(bars, Palette::light) != bars_as_svg(bars, Palette::dark));
}

TEST_CASE("the picture changes with its figures, and is drawn from very few and very many") {
    auto bars = two_years();
    const auto before = bars_as_svg(bars, Palette::light);
    bars.quarters[7].counts[3] = 1;
    CHECK(bars_as_svg(bars, Palette::light) != before);

    QuarterBars none;
    none.quarters = {{{2026, 4}, {}, {}, {}}};
    keep("figures-none.png", bars_as_png(none));
    QuarterBars huge;
    for (int i = 0; i < 50; ++i)
        huge.severities.push_back("severity " + std::to_string(i));
    huge.quarters = {{{2026, 4}, std::vector<int>(50, 1'000'000), std::chrono::hours(900'000), {}}};
    keep("figures-huge.png", bars_as_png(huge));
    CHECK(bars_as_png(huge).starts_with("\x89PNG"));
}

TEST_CASE("on a page the picture loads nothing, has both palettes and words of its own") {
    auto bars = two_years();
    bars.severities[0] = "<b>\"sev1\"";
    const auto html = bars_as_html(bars);
    CHECK(has(html, "<source media=\"(prefers-color-scheme: dark)\" srcset=\"data:image/svg+xml,"));
    CHECK(has(html, "<img src=\"data:image/svg+xml,"));
    CHECK(has(html, "alt=\"Bars by quarter: "));
    CHECK(has(html, "2026-Q4: 3 (1 &lt;b&gt;&quot;sev1&quot;, 2 sev3), repair 0m, resolve 55m."));
    CHECK_FALSE(has(html, "<b>"));
    CHECK_FALSE(has(html, "src=\"http"));
}

}  // namespace muster
