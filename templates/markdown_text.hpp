#pragma once

#include <string>
#include <string_view>

namespace muster {

// The one way by which text gets into Markdown: what was typed reads as it was typed and is never
// mark-up, at the beginning of a line and within one, in a list, a heading or a table's cell.
// Line breaks become hard ones, empty lines end a paragraph; http and https addresses stay links.
std::string markdown_text(std::string_view text);

}  // namespace muster
