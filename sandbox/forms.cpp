#include "sandbox/forms.hpp"

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t part_limit = 1000;

int hex(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[at] == '%') {
            if (at + 2 >= text.size() || hex(text[at + 1]) < 0 || hex(text[at + 2]) < 0)
                return std::nullopt;
            out += static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

// The value of `name="…"` in a header line.
std::string parameter(std::string_view line, std::string_view name) {
    const std::string key = std::string(name) + "=";
    for (auto at = line.find(key); at != line.npos; at = line.find(key, at + 1)) {
        if (at > 0 && line[at - 1] != ' ' && line[at - 1] != ';')
            continue;  // "filename=" holds "name="
        auto value = line.substr(at + key.size());
        if (value.starts_with('"'))
            return std::string(value.substr(1, value.find('"', 1) - 1));
        return std::string(value.substr(0, value.find_first_of("; \r\n")));
    }
    return {};
}

}  // namespace

std::optional<json> read_form(std::string_view text) {
    json form = json::object();
    for (std::size_t count = 0; !text.empty() && count < part_limit; ++count) {
        const auto end = text.find('&');
        const auto part = text.substr(0, end);
        const auto equals = part.find('=');
        const auto name = percent_decoded(part.substr(0, equals), true);
        const auto value = percent_decoded(
            equals == part.npos ? std::string_view() : part.substr(equals + 1), true);
        if (!name || !value)
            return std::nullopt;
        if (!name->empty())
            form[*name] = *value;
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
    }
    return form;
}

std::optional<json> read_multipart(std::string_view body, std::string_view content_type,
                                   std::string* file) {
    const std::string boundary = "--" + parameter(content_type, "boundary");
    if (boundary.size() == 2)
        return std::nullopt;
    json form = json::object();
    auto at = body.find(boundary);
    for (std::size_t count = 0; at != body.npos && count < part_limit; ++count) {
        at += boundary.size();
        if (body.substr(at).starts_with("--"))
            return form;
        const auto head_end = body.find("\r\n\r\n", at);
        const auto next = body.find("\r\n" + boundary, at);
        if (head_end == body.npos || next == body.npos || head_end > next)
            return std::nullopt;
        const auto head = body.substr(at, head_end - at);
        const auto content = body.substr(head_end + 4, next - head_end - 4);
        if (head.find("filename=") != head.npos) {
            if (file)
                *file = content;
        } else if (const std::string name = parameter(head, "name"); !name.empty()) {
            form[name] = content;
        }
        at = next + 2;
    }
    return std::nullopt;
}

std::string decoded(std::string_view text) {
    return percent_decoded(text, false).value_or(std::string(text));
}

std::string to_text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace muster::sandbox
