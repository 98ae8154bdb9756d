#include "storage/json_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace muster {

void JsonWriter::write(std::string_view text) {
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    if (std::ranges::all_of(text, plain)) {
        out_ += '"';
        out_ += text;
        out_ += '"';
        return;
    }
    out_ += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void JsonWriter::write(Instant at) {
    write(std::string_view(to_rfc3339(at)));
}

void JsonWriter::write(const Day& day) {
    write(std::string_view(date_text(day)));
}

void JsonWriter::name(std::string_view key) {
    if (out_.back() != '{')
        out_ += ',';
    write(key);
    out_ += ':';
}

}  // namespace muster
