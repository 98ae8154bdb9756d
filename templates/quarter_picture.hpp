#pragma once

#include "domain/quarter_bars.hpp"

#include <string>

namespace muster {

// The figures as a picture: above, how many incidents each quarter had, by severity; below, the
// mean times to repair and to resolve, each bar with its figure. A quarter without a mean has a
// dash. The same bars give the same bytes on one machine: letters are drawn with its sans-serif
// font.

enum class Palette { light, dark };

// For Slack: on an opaque ground, which reads in its light and its dark theme.
std::string bars_as_png(const QuarterBars& bars);
// Letters are shapes: it needs no font where it is shown.
std::string bars_as_svg(const QuarterBars& bars, Palette palette);
// Both palettes as a piece of a page, which loads nothing; the reader's browser chooses.
std::string bars_as_html(const QuarterBars& bars);

}  // namespace muster
