#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text of strangers, made harmless to handle at the door, and measured as Slack measures it.
namespace muster::slack {

// Every byte that is no UTF-8 becomes U+FFFD.
std::string repair_utf8(std::string_view bytes);

// JSON as it came from a socket, made fit for a strict parser: invalid UTF-8 and the escapes of
// lone surrogates ("\ud800") become U+FFFD. Everything else stays, byte for byte.
std::string repair_json(std::string_view json);

// How deep arrays and objects nest, at most; brackets in strings do not count.
std::size_t json_depth(std::string_view json);

// Control characters (NUL, ESC, C1 …) become U+FFFD; \n and \t stay, \r\n and \r become \n.
std::string without_controls(std::string_view text);

// Slack's three: & < > as &amp; &lt; &gt;, and back, each exactly once (CONTRACT 5.1).
std::string escape(std::string_view text);
std::string decode_entities(std::string_view text);

// Code points.
std::size_t characters(std::string_view text);

// The text, or its beginning and `mark`, together at most `most` characters.
std::string cut(std::string_view text, std::size_t most, std::string_view mark = "…");
// The same of the escaped text: an entity is never cut in two.
std::string escape_within(std::string_view text, std::size_t most, std::string_view mark = "…");

}  // namespace muster::slack
