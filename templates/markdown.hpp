#pragma once

#include <string>
#include <string_view>

namespace muster {

// Markdown (GitHub's: tables, strikethrough, bare addresses, task lists) as a piece of HTML. Raw
// HTML in it is left out, and links other than http, https and mailto lead nowhere.
std::string markdown_to_html(std::string_view markdown);

// A whole page by itself: no script, nothing to load, readable on paper and by night. `title` is
// plain text.
std::string html_document(std::string_view title, std::string_view markdown);

// Plain text as HTML shows it.
std::string html_text(std::string_view text);

}  // namespace muster
