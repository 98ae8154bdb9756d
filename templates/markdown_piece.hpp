#pragma once

#include <string>
#include <string_view>

namespace muster {

// Markdown as a piece of HTML inside another page, below that page's own headings: "# Title" is an
// <h4>. Raw HTML in it is text, links other than http, https and mailto lead nowhere, and an
// image is a link to it: nothing is loaded from elsewhere.
std::string markdown_piece(std::string_view markdown);

}  // namespace muster
