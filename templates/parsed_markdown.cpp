#include "templates/parsed_markdown.hpp"

#include <cmark-gfm-core-extensions.h>

#include <cstdlib>
#include <new>

namespace muster {
namespace {

constexpr int options = CMARK_OPT_VALIDATE_UTF8;  // and not CMARK_OPT_UNSAFE: no raw HTML

struct FreeText {
    void operator()(char* text) const { std::free(text); }
};

}  // namespace

ParsedMarkdown::ParsedMarkdown(std::string_view markdown,
                               std::initializer_list<const char*> extensions)
    : parser_(cmark_parser_new(options)) {
    static const bool registered = [] {
        cmark_gfm_core_extensions_ensure_registered();
        return true;
    }();
    (void)registered;
    if (!parser_)
        throw std::bad_alloc();
    for (const char* name : extensions)
        if (auto* extension = cmark_find_syntax_extension(name))
            cmark_parser_attach_syntax_extension(parser_.get(), extension);
    cmark_parser_feed(parser_.get(), markdown.data(), markdown.size());
    root_.reset(cmark_parser_finish(parser_.get()));
}

std::string ParsedMarkdown::html() const {
    const std::unique_ptr<char, FreeText> html(
        cmark_render_html(root(), options, cmark_parser_get_syntax_extensions(parser_.get())));
    return html ? std::string(html.get()) : std::string();
}

}  // namespace muster
