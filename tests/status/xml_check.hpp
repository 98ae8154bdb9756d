#pragma once

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster::status {

// A strict look at a document of ours: what is wrong with it as XML, or nothing. Knows elements,
// attributes in double quotes, the five entities and decimal references; no CDATA, no comments.
class XmlCheck {
public:
    static std::string problem(std::string_view xml) {
        XmlCheck check(xml);
        check.run();
        return check.problem_;
    }

private:
    explicit XmlCheck(std::string_view xml) : rest_(xml) {}

    void run() {
        constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        if (!rest_.starts_with(declaration))
            return fail("no declaration");
        rest_.remove_prefix(declaration.size());
        bool root = false;
        while (problem_.empty() && !rest_.empty()) {
            if (rest_.starts_with("</")) {
                const auto end = rest_.find('>');
                if (end == std::string_view::npos || open_.empty() ||
                    open_.back() != rest_.substr(2, end - 2))
                    return fail("an end that does not fit");
                open_.pop_back();
                rest_.remove_prefix(end + 1);
            } else if (rest_.front() == '<') {
                if (open_.empty() && root)
                    return fail("a second root");
                root = true;
                element();
            } else {
                text('<', open_.empty());
            }
        }
        if (problem_.empty() && !open_.empty())
            fail("not closed: " + open_.back());
    }

    void element() {
        rest_.remove_prefix(1);
        const auto name = take_name();
        if (name.empty())
            return fail("no element name");
        std::set<std::string> attributes;
        while (rest_.starts_with(' ')) {
            rest_.remove_prefix(1);
            const auto attribute = take_name();
            if (attribute.empty() || !rest_.starts_with("=\""))
                return fail("not an attribute of " + name);
            if (!attributes.insert(attribute).second)
                return fail("twice: " + attribute);
            rest_.remove_prefix(2);
            text('"', false);
            if (!rest_.starts_with('"'))
                return fail("an attribute without end");
            rest_.remove_prefix(1);
        }
        if (rest_.starts_with("/>")) {
            rest_.remove_prefix(2);
        } else if (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
            open_.push_back(name);
        } else {
            fail("an element without end: " + name);
        }
    }

    std::string take_name() {
        std::string name;
        while (!rest_.empty() && (std::isalnum(static_cast<unsigned char>(rest_[0])) != 0 ||
                                  rest_[0] == ':' || rest_[0] == '-')) {
            name += rest_[0];
            rest_.remove_prefix(1);
        }
        return name;
    }

    // Characters up to `end`; only white space where `blank`.
    void text(char end, bool blank) {
        while (!rest_.empty() && rest_.front() != end && problem_.empty()) {
            const auto c = static_cast<unsigned char>(rest_.front());
            if (c == '<' || rest_.starts_with("]]>"))
                return fail("mark-up in text");
            if (c < 0x20 && c != '\n' && c != '\t')
                return fail("a forbidden character");
            if (blank && c != '\n')
                return fail("text outside");
            if (c == '&') {
                const auto semicolon = rest_.find(';');
                const auto entity = rest_.substr(0, semicolon + 1);
                if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" &&
                    entity != "&quot;" && entity != "&#39;")
                    return fail("unknown entity");
                rest_.remove_prefix(entity.size());
            } else {
                rest_.remove_prefix(1);
            }
        }
    }

    void fail(std::string why) {
        if (problem_.empty())
            problem_ = std::move(why) + " at: " + std::string(rest_.substr(0, 60));
    }

    std::string_view rest_;
    std::vector<std::string> open_;
    std::string problem_;
};

}  // namespace muster::status
