#include "templates/canvas.hpp"

#include <cairo-svg.h>

#include <stdexcept>

namespace muster {
namespace {

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

void check(cairo_status_t status) {
    if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("The picture cannot be drawn: ") +
                                 cairo_status_to_string(status) + ".");
}

// Cairo numbers what it draws through the life of the process; the same drawing has the same bytes.
void forget_number(std::string& svg) {
    constexpr std::string_view mark = "id=\"surface";
    for (auto at = svg.find(mark); at != std::string::npos; at = svg.find(mark, at)) {
        const auto from = at + mark.size();
        auto end = from;
        while (end < svg.size() && svg[end] >= '0' && svg[end] <= '9')
            ++end;
        svg.erase(from, end - from);
        at = from;
    }
}

}  // namespace

Canvas Canvas::for_png(double width, double height, double scale) {
    Canvas made;
    made.surface_.reset(cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, static_cast<int>(width * scale), static_cast<int>(height * scale)));
    made.begin(scale);
    return made;
}

Canvas Canvas::for_svg(double width, double height) {
    Canvas made;
    made.svg_ = true;
    made.surface_.reset(
        cairo_svg_surface_create_for_stream(append, made.out_.get(), width, height));
    cairo_svg_surface_set_document_unit(made.surface_.get(), CAIRO_SVG_UNIT_PX);
    made.begin(1);
    return made;
}

void Canvas::begin(double scale) {
    context_.reset(cairo_create(surface_.get()));
    cairo_scale(context_.get(), scale, scale);
    // Letters of the same shape at every size, as they stand in the font.
    auto* const options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(context_.get(), options);
    cairo_font_options_destroy(options);
}

void Canvas::fill(Colour ink, double x, double y, double width, double height) {
    cairo_set_source_rgb(context_.get(), ink.red, ink.green, ink.blue);
    cairo_rectangle(context_.get(), x, y, width, height);
    cairo_fill(context_.get());
}

void Canvas::choose(const Writing& how) {
    cairo_select_font_face(context_.get(), "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           how.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(context_.get(), how.size);
}

double Canvas::width_of(std::string_view text, const Writing& how) {
    choose(how);
    cairo_text_extents_t extents;
    cairo_text_extents(context_.get(), std::string(text).c_str(), &extents);
    return extents.x_advance;
}

void Canvas::write(std::string_view text, double x, double y, const Writing& how) {
    if (how.align != Align::left)
        x -= width_of(text, how) / (how.align == Align::centre ? 2 : 1);
    choose(how);
    cairo_set_source_rgb(context_.get(), how.ink.red, how.ink.green, how.ink.blue);
    cairo_move_to(context_.get(), x, y);
    cairo_show_text(context_.get(), std::string(text).c_str());
}

std::string Canvas::finish() && {
    check(cairo_status(context_.get()));
    context_.reset();
    if (!svg_)
        check(cairo_surface_write_to_png_stream(surface_.get(), append, out_.get()));
    cairo_surface_finish(surface_.get());
    check(cairo_surface_status(surface_.get()));
    surface_.reset();
    if (svg_)
        forget_number(*out_);
    return std::move(*out_);
}

}  // namespace muster
