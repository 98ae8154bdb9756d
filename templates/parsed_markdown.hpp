#pragma once

#include <cmark-gfm.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

// Markdown read by cmark-gfm, so that its tree can be changed before it becomes HTML. Throws
// std::bad_alloc.
class ParsedMarkdown {
public:
    // `extensions`: GitHub's, by cmark-gfm's names for them.
    ParsedMarkdown(std::string_view markdown, std::initializer_list<const char*> extensions);

    // The document; it lives as long as this.
    [[nodiscard]] cmark_node* root() const { return root_.get(); }
    // Raw HTML in it is left out, and links other than http, https and mailto lead nowhere.
    [[nodiscard]] std::string html() const;

private:
    struct Free {
        void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
        void operator()(cmark_node* node) const { cmark_node_free(node); }
    };
    std::unique_ptr<cmark_parser, Free> parser_;
    std::unique_ptr<cmark_node, Free> root_;
};

}  // namespace muster
