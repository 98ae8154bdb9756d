#pragma once

#include <cairo.h>

#include <memory>
#include <string>
#include <string_view>

namespace muster {

struct Colour {
    double red = 0;
    double green = 0;
    double blue = 0;
};

// "#2563a8".
constexpr Colour colour(std::string_view hex) {
    const auto part = [hex](std::size_t at) {
        int value = 0;
        for (const char digit : hex.substr(at, 2))
            value = value * 16 + (digit <= '9' ? digit - '0' : digit - 'a' + 10);
        return value / 255.0;
    };
    return {part(1), part(3), part(5)};
}

// A drawing of a fixed size, which ends as PNG or SVG. Lengths are in units of the drawing.
class Canvas {
public:
    enum class Align { left, centre, right };
    struct Writing {
        double size = 11;
        Colour ink;
        Align align = Align::left;
        bool bold = false;
    };

    // Of that many pixels to a unit.
    static Canvas for_png(double width, double height, double scale);
    static Canvas for_svg(double width, double height);

    void fill(Colour ink, double x, double y, double width, double height);
    // `y` is the line on which the letters stand.
    void write(std::string_view text, double x, double y, const Writing& how);
    [[nodiscard]] double width_of(std::string_view text, const Writing& how);

    // The finished drawing; nothing can be drawn afterwards. Throws std::runtime_error when it
    // could not be drawn.
    std::string finish() &&;

private:
    struct Free {
        void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
        void operator()(cairo_t* context) const { cairo_destroy(context); }
    };

    Canvas() = default;
    void begin(double scale);
    void choose(const Writing& how);

    std::unique_ptr<std::string> out_ =
        std::make_unique<std::string>();  // the surface writes to it
    std::unique_ptr<cairo_surface_t, Free> surface_;
    std::unique_ptr<cairo_t, Free> context_;
    bool svg_ = false;
};

}  // namespace muster
