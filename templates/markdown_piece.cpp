#include "templates/markdown_piece.hpp"

#include "templates/parsed_markdown.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

namespace muster {
namespace {

constexpr int headings_above = 3;  // the page's, the list's, and the update's own
constexpr int deepest_heading = 6;

struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
cmark_node* new_node(cmark_node_type type) {
    auto* node = cmark_node_new(type);
    if (node == nullptr)
        throw std::bad_alloc();
    return node;
}

void turn_into_text(cmark_node* html) {
    auto* text = new_node(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, cmark_node_get_literal(html));
    auto* stands = text;
    if (cmark_node_get_type(html) == CMARK_NODE_HTML_BLOCK) {
        stands = new_node(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(stands, text);
    }
    cmark_node_insert_before(html, stands);
    cmark_node_unlink(html);
    cmark_node_free(html);
}

void turn_into_link(cmark_node* image) {
    auto* link = new_node(CMARK_NODE_LINK);
    cmark_node_set_url(link, cmark_node_get_url(image));
    cmark_node_insert_before(image, link);
    while (auto* child = cmark_node_first_child(image))
        cmark_node_append_child(link, child);
    cmark_node_unlink(image);
    cmark_node_free(image);
}

void fit_into_page(cmark_node* document) {
    std::vector<cmark_node*> images;
    std::vector<cmark_node*> html;
    const std::unique_ptr<cmark_iter, FreeIterator> each(cmark_iter_new(document));
    for (auto event = cmark_iter_next(each.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(each.get())) {
        if (event != CMARK_EVENT_ENTER)
            continue;
        auto* node = cmark_iter_get_node(each.get());
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING)
            cmark_node_set_heading_level(
                node,
                std::min(cmark_node_get_heading_level(node) + headings_above, deepest_heading));
        if (type == CMARK_NODE_IMAGE)
            images.push_back(node);
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
            html.push_back(node);
    }
    for (auto* raw : html)
        turn_into_text(raw);
    for (auto* image : images)
        turn_into_link(image);
}

}  // namespace

std::string markdown_piece(std::string_view markdown) {
    const ParsedMarkdown document(markdown, {"table", "strikethrough", "autolink"});
    fit_into_page(document.root());
    return document.html();
}

}  // namespace muster
