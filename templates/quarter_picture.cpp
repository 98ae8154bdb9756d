#include "templates/quarter_picture.hpp"

#include "domain/text.hpp"
#include "templates/canvas.hpp"
#include "templates/markdown.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster {
namespace {

using std::chrono::seconds;

constexpr double width = 800;
constexpr double panel = 238;
constexpr double height = 3 * panel + 6;
constexpr double left = 62;
constexpr double right = 22;
constexpr double plot_height = 134;
constexpr double widest_bar = 46;
constexpr double pixels_to_a_unit = 2;

struct Inks {
    Colour ground;
    Colour text;
    Colour faint;  // of what is not there
    Colour grid;
    Colour on_bar;
    Colour repair;
    Colour resolve;
    std::array<Colour, 6> severities;  // the gravest first; further ones begin anew
};

constexpr Inks light_inks{colour("#ffffff"),
                          colour("#1f2328"),
                          colour("#59636e"),
                          colour("#d8dee4"),
                          colour("#ffffff"),
                          colour("#0b6e8a"),
                          colour("#7b3fa0"),
                          {colour("#a4161a"), colour("#c4530f"), colour("#8f6700"),
                           colour("#4d7390"), colour("#6f6092"), colour("#5f6b73")}};
constexpr Inks dark_inks{colour("#1b1d21"),
                         colour("#e6e8eb"),
                         colour("#a3abb4"),
                         colour("#3b4047"),
                         colour("#14161a"),
                         colour("#58b7d3"),
                         colour("#c79be6"),
                         {colour("#f0696d"), colour("#f0883e"), colour("#e3b341"),
                          colour("#79a7cf"), colour("#b3a6d9"), colour("#a0a9b0")}};

using Align = Canvas::Align;

// The smallest step of the list by which few lines reach `most`.
template <std::size_t count>
long long step_for(long long most, const std::array<long long, count>& steps) {
    constexpr long long most_lines = 5;
    for (const auto step : steps)
        if (step * most_lines >= most)
            return step;
    const auto last = steps.back();
    return last * ((most / most_lines) / last + 1);
}

class Drawing {
public:
    Drawing(Canvas& canvas, const QuarterBars& bars, const Inks& inks)
        : canvas_(canvas), bars_(bars), inks_(inks) {}

    void draw() {
        canvas_.fill(inks_.ground, 0, 0, width, height);
        draw_counts(28);
        // Each with a scale of its own: they may be days apart.
        draw_times(28 + panel, Measure::repair, inks_.repair, &QuarterBar::repair);
        draw_times(28 + 2 * panel, Measure::resolve, inks_.resolve, &QuarterBar::resolve);
    }

private:
    struct Mark {
        std::string name;
        Colour ink;
    };

    // The heading and what each colour means; returns where the plot begins.
    double head(double y, const std::string& heading, const std::vector<Mark>& marks) {
        canvas_.write(heading, left, y, {15, inks_.text, Align::left, true});
        double x = left;
        y += 22;
        for (const auto& mark : marks) {
            const Canvas::Writing how{12, inks_.text, Align::left, false};
            const auto name = shortened(mark.name, 40);
            const auto room = 22 + canvas_.width_of(name, how) + 18;
            if (x > left && x + room > width)
                break;  // more severities than a picture can name
            canvas_.fill(mark.ink, x, y - 10, 12, 12);
            canvas_.write(name, x + 18, y, how);
            x += room;
        }
        return y + 26;  // a figure may stand above the highest line
    }

    // Lines across the plot from nought to `most`, and the quarters' names below it.
    template <class Name>
    void grid(double top, long long most, long long step, Name name) {
        for (long long at = 0; at <= most; at += step) {
            const auto y = top + plot_height - height_of(at, most);
            canvas_.fill(inks_.grid, left, y, width - left - right, 1);
            canvas_.write(name(at), left - 8, y + 4, {11, inks_.faint, Align::right, false});
        }
        for (std::size_t i = 0; i < bars_.quarters.size(); ++i)
            canvas_.write(to_string(bars_.quarters[i].quarter), middle_of(i),
                          top + plot_height + 18, {12, inks_.text, Align::centre, false});
    }

    static double height_of(long long value, long long most) {
        return most == 0 ? 0 : plot_height * static_cast<double>(value) / static_cast<double>(most);
    }
    [[nodiscard]] double group() const {
        return (width - left - right) / static_cast<double>(bars_.quarters.size());
    }
    [[nodiscard]] double middle_of(std::size_t quarter) const {
        return left + group() * (static_cast<double>(quarter) + 0.5);
    }

    void draw_counts(double y) {
        std::vector<Mark> marks;
        for (std::size_t i = 0; i < bars_.severities.size(); ++i)
            marks.push_back({bars_.severities[i], inks_.severities.at(i % 6)});
        const auto top = head(y, "Incidents by quarter and severity", marks);
        long long most = 1;
        for (const auto& bar : bars_.quarters)
            most = std::max<long long>(most, bar.count());
        const auto step = step_for(most, std::array<long long, 12>{1, 2, 5, 10, 20, 50, 100, 200,
                                                                   500, 1'000, 2'000, 5'000});
        most = (most + step - 1) / step * step;
        grid(top, most, step, [](long long at) { return std::to_string(at); });
        for (std::size_t i = 0; i < bars_.quarters.size(); ++i)
            draw_count(bars_.quarters[i], middle_of(i), top + plot_height, most);
    }

    void draw_count(const QuarterBar& bar, double middle, double base, long long most) {
        const auto bar_width = std::min(widest_bar, group() * 0.6);
        // The gravest stands at the bottom, where heights compare best.
        for (std::size_t i = 0; i < bar.counts.size(); ++i) {
            if (bar.counts[i] == 0)
                continue;
            const auto high = height_of(bar.counts[i], most);
            canvas_.fill(inks_.severities.at(i % 6), middle - bar_width / 2, base - high, bar_width,
                         std::max(high - 1, 0.5));
            constexpr double room_for_figure = 15;
            if (high >= room_for_figure)
                canvas_.write(std::to_string(bar.counts[i]), middle, base - high / 2 + 4,
                              {11, inks_.on_bar, Align::centre, true});
            base -= high;
        }
        canvas_.write(std::to_string(bar.count()), middle, base - 5,
                      {12, bar.count() == 0 ? inks_.faint : inks_.text, Align::centre, true});
    }

    using Mean = std::optional<seconds> QuarterBar::*;

    void draw_times(double y, Measure measure, Colour ink, Mean mean) {
        const auto top =
            head(y, "Mean " + lower(rule_of(measure).name), {{definition_of(measure), ink}});
        long long most = 60;
        for (const auto& bar : bars_.quarters)
            most = std::max<long long>(most, (bar.*mean).value_or(seconds(0)).count());
        constexpr long long minute = 60;
        constexpr long long hour = 60 * minute;
        const auto step =
            step_for(most, std::array<long long, 17>{
                               minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
                               2 * hour, 4 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour,
                               96 * hour, 200 * hour, 500 * hour, 1'000 * hour, 5'000 * hour});
        most = (most + step - 1) / step * step;
        grid(top, most, step, [](long long at) {
            return at % hour == 0 ? std::to_string(at / hour) + "h"
                                  : std::to_string(at / minute) + "m";
        });
        for (std::size_t i = 0; i < bars_.quarters.size(); ++i)
            draw_time(bars_.quarters[i].*mean, middle_of(i), top + plot_height, most, ink);
    }

    void draw_time(const std::optional<seconds>& length, double middle, double base, long long most,
                   Colour ink) {
        if (!length) {
            canvas_.write("–", middle, base - 5, {12, inks_.faint, Align::centre, false});
            return;
        }
        const auto bar_width = std::min(widest_bar, group() * 0.6);
        // The least there is shows as a line.
        const auto high = std::max(height_of(length->count(), most), 1.5);
        canvas_.fill(ink, middle - bar_width / 2, base - high, bar_width, high);
        canvas_.write(duration_text(*length), middle, base - high - 5,
                      {11, inks_.text, Align::centre, false});
    }

    Canvas& canvas_;
    const QuarterBars& bars_;
    const Inks& inks_;
};

std::string drawn(Canvas canvas, const QuarterBars& bars, const Inks& inks) {
    Drawing(canvas, bars, inks).draw();
    return std::move(canvas).finish();
}

// The picture as an address that holds it.
std::string data_address(const std::string& svg) {
    std::string address = "data:image/svg+xml,";
    for (const char c : svg) {
        switch (c) {
            case '"':
                address += '\'';  // no text in it has either
                break;
            case ' ':
            case '\n':
                address += "%20";  // a list of addresses is parted by spaces
                break;
            case '<':
                address += "%3C";
                break;
            case '>':
                address += "%3E";
                break;
            case '#':
                address += "%23";
                break;
            case '%':
                address += "%25";
                break;
            case '&':
                address += "%26";
                break;
            default:
                address += c;
        }
    }
    return address;
}

}  // namespace

std::string bars_as_png(const QuarterBars& bars) {
    return drawn(Canvas::for_png(width, height, pixels_to_a_unit), bars, light_inks);
}

std::string bars_as_svg(const QuarterBars& bars, Palette palette) {
    return drawn(Canvas::for_svg(width, height), bars,
                 palette == Palette::light ? light_inks : dark_inks);
}

std::string bars_as_html(const QuarterBars& bars) {
    return "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"" +
           data_address(bars_as_svg(bars, Palette::dark)) + "\"><img src=\"" +
           data_address(bars_as_svg(bars, Palette::light)) +
           "\" width=\"800\" height=\"720\" style=\"max-width: 100%; height: auto\" alt=\"" +
           html_text(words_for(bars)) + "\"></picture>\n";
}

}  // namespace muster
