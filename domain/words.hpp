#pragma once

#include "domain/id.hpp"
#include "domain/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// A run of text of one kind. What people typed and what Muster says travel apart from any
// mark-up: each exit (Slack's blocks, HTML, Markdown, a terminal) renders spans in its own way and
// escapes there, so nothing typed can become mark-up anywhere.
struct Span {
    enum class Kind { plain, bold, italic, code, user, group, channel, instant, link };
    Kind kind = Kind::plain;
    std::string
        text;  // what is read; for user, group and channel: the name where an id means nothing
    std::string target;  // link: its URL; user, group, channel: the Slack id
    Instant at{};        // instant only: shown to each reader in their own zone

    friend bool operator==(const Span&, const Span&) = default;
};

// A piece of writing: spans in order; "\n" within a plain span breaks the line.
class Words {
public:
    Words() = default;
    Words(std::string_view text) { plain(text); }    // NOLINT: text is words
    Words(const char* text) { plain(text); }         // NOLINT
    Words(const std::string& text) { plain(text); }  // NOLINT

    Words& plain(std::string_view text) {
        return add({Span::Kind::plain, std::string(text), {}, {}});
    }
    Words& bold(std::string_view text) {
        return add({Span::Kind::bold, std::string(text), {}, {}});
    }
    Words& italic(std::string_view text) {
        return add({Span::Kind::italic, std::string(text), {}, {}});
    }
    Words& code(std::string_view text) {
        return add({Span::Kind::code, std::string(text), {}, {}});
    }
    Words& user(const UserId& id, std::string_view name) {
        return add({Span::Kind::user, std::string(name), id.str(), {}});
    }
    Words& group(const GroupId& id, std::string_view name) {
        return add({Span::Kind::group, std::string(name), id.str(), {}});
    }
    Words& channel(const ChannelId& id, std::string_view name) {
        return add({Span::Kind::channel, std::string(name), id.str(), {}});
    }
    // `text` is the fallback for readers without a zone of their own, e.g. "14:02 UTC".
    Words& instant(Instant at, std::string_view text) {
        return add({Span::Kind::instant, std::string(text), {}, at});
    }
    Words& link(std::string_view url, std::string_view text) {
        return add({Span::Kind::link, std::string(text), std::string(url), {}});
    }
    Words& add(const Words& more) {
        spans_.insert(spans_.end(), more.spans_.begin(), more.spans_.end());
        return *this;
    }
    Words& add(Span span) {
        if (!span.text.empty() || !span.target.empty())
            spans_.push_back(std::move(span));
        return *this;
    }

    [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
    [[nodiscard]] bool empty() const { return spans_.empty(); }
    friend bool operator==(const Words&, const Words&) = default;

private:
    std::vector<Span> spans_;
};

// The words alone, for a terminal, a log or a test: users as "@name", channels as "#name".
std::string plain_text(const Words& words);

}  // namespace muster
