#include "slack/web_api.hpp"

#include "slack/methods_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace muster::slack {
namespace {

using std::chrono::seconds;

constexpr int deepest_json = 200;
constexpr std::size_t longest_detail = 1'000;
constexpr seconds default_retry_after{30};
constexpr seconds longest_retry_after{std::chrono::hours(24)};

// After these codes nobody knows whether a write happened: they say that Slack failed midway.
constexpr std::string_view open_ended = "internal_error fatal_error request_timeout";

// One line without control characters, of a bounded length: it goes into logs and replies.
std::string one_line(std::string_view text) {
    const bool cut = text.size() > longest_detail;
    text = text.substr(0, longest_detail);
    while (cut && !text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0)
        text.remove_suffix(1);
    std::string line;
    line.reserve(text.size() + 3);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        line += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    return cut ? line + "…" : line;
}

std::string text_in(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The readable causes, as Slack spreads them over an answer.
std::string detail_of(const nlohmann::json& body) {
    std::string detail;
    const auto add = [&detail](const std::string& text) {
        if (text.empty() || detail.size() > longest_detail)
            return;
        if (!detail.empty())
            detail += "; ";
        detail += text;
    };
    if (const auto metadata = body.find("response_metadata");
        metadata != body.end() && metadata->is_object())
        if (const auto messages = metadata->find("messages");
            messages != metadata->end() && messages->is_array())
            for (const auto& message : *messages)
                add(message.is_string() ? message.get<std::string>() : std::string());
    if (const auto errors = body.find("errors"); errors != body.end() && errors->is_array())
        for (const auto& error : *errors) {
            if (error.is_string())
                add(error.get<std::string>());
            else if (error.is_object() && !text_in(error, "error").empty())
                add(text_in(error, "user") + ": " + text_in(error, "error"));
        }
    add(text_in(body, "detail"));
    return one_line(detail);
}

std::optional<seconds> read_seconds(std::string_view text) {
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0)
        return std::nullopt;
    return std::min(seconds(value), longest_retry_after);
}

// conversations.invite names one code for all; it is a success only when it is everyone's.
bool everyone_has(const nlohmann::json& body, std::string_view benign) {
    const auto errors = body.find("errors");
    if (errors == body.end() || !errors->is_array())
        return true;
    return std::ranges::all_of(*errors, [benign](const nlohmann::json& entry) {
        return !entry.is_object() || text_in(entry, "error").empty() ||
               lists(benign, text_in(entry, "error"));
    });
}

Answer::Kind kind_of(const Method& method, const Answer& answer) {
    const std::string_view code = answer.error;
    if (lists(method.benign, code))
        return everyone_has(answer.body, method.benign) ? Answer::Kind::benign
                                                        : Answer::Kind::refused;
    if (lists(token_codes, code))
        return Answer::Kind::token_dead;
    if (lists("ratelimited rate_limited too_many_requests", code))
        return Answer::Kind::rate_limited;
    if (lists(open_ended, code) && method.repeat == Repeat::never)
        return Answer::Kind::unknown_outcome;
    if (lists(method.transient, code) || lists(common_transient, code))
        return Answer::Kind::transient;
    return Answer::Kind::refused;
}

const Method& facts_of(std::string_view name) {
    static const Method unknown;  // nothing is known: never twice, nothing benign
    const Method* method = find_method(name);
    return method != nullptr ? *method : unknown;
}

void limit(Answer& answer, std::string_view header) {
    answer.kind = Answer::Kind::rate_limited;
    // The posting rule comes without a header and is about one message a second.
    const auto unsaid = answer.error == "rate_limited" ? seconds(1) : default_retry_after;
    answer.retry_after = std::max(read_seconds(header).value_or(unsaid), seconds(1));
}

// Addresses that are no methods answer with a status, and "ok" or whatever they like as a body.
void read_plain(Answer& answer, const Method& method, const HttpAnswer& response) {
    if (answer.body.is_object() && answer.body.value("ok", nlohmann::json()) == false) {
        answer.error = text_in(answer.body, "error");
        answer.kind = kind_of(method, answer);
    } else if (response.status >= 200 && response.status < 300) {
        answer.kind = Answer::Kind::ok;
    } else {
        answer.kind = Answer::Kind::refused;
        answer.error = "http_" + std::to_string(response.status);
        if (answer.detail.empty())
            answer.detail = one_line(response.body.substr(0, 200));
    }
}

void percent_encode(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '_' || c == '.' || c == '*') {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        }
    }
}

bool nests_too_deep(std::string_view text) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest_json)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

}  // namespace

Form& Form::text(std::string_view name, std::string_view value) {
    fields_.emplace_back(name, value);
    return *this;
}

Form& Form::json(std::string_view name, const nlohmann::json& value) {
    // What people typed may hold bytes that are no UTF-8; they become U+FFFD rather than an error.
    fields_.emplace_back(name,
                         value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return *this;
}

Form& Form::flag(std::string_view name, bool value) {
    return text(name, value ? "true" : "false");
}

Form& Form::number(std::string_view name, long long value) {
    return text(name, std::to_string(value));
}

const std::string* Form::find(std::string_view name) const {
    const auto found = std::find_if(fields_.rbegin(), fields_.rend(),
                                    [name](const auto& field) { return field.first == name; });
    return found == fields_.rend() ? nullptr : &found->second;
}

std::string Form::encoded() const {
    std::size_t size = 0;
    for (const auto& [name, value] : fields_)
        size += name.size() + value.size() * 3 / 2 + 2;
    std::string body;
    body.reserve(size);
    for (const auto& [name, value] : fields_) {
        if (!body.empty())
            body += '&';
        percent_encode(body, name);
        body += '=';
        percent_encode(body, value);
    }
    return body;
}

std::string Answer::words() const {
    std::string words = error.empty() ? std::string(to_string(kind)) : error;
    if (!needed.empty())
        words += " (needs " + needed + "; the token has " + provided + ")";
    if (!detail.empty())
        words += ": " + detail;
    return words;
}

std::string_view to_string(Answer::Kind kind) {
    switch (kind) {
        case Answer::Kind::ok:
            return "ok";
        case Answer::Kind::benign:
            return "benign";
        case Answer::Kind::transient:
            return "transient";
        case Answer::Kind::rate_limited:
            return "rate_limited";
        case Answer::Kind::refused:
            return "refused";
        case Answer::Kind::token_dead:
            return "token_dead";
        case Answer::Kind::unknown_outcome:
            return "unknown_outcome";
    }
    return "unknown_outcome";
}

Answer read_answer(std::string_view method_name, HttpAnswer response) {
    const Method& method = facts_of(method_name);
    const bool plain = method_name == "upload_url.post" || method_name == "response_url.post";
    Answer answer;
    answer.slack_date = read_http_date(response.date);
    answer.request_id = one_line(response.request_id);
    answer.scopes = one_line(response.scopes);
    if (auto body = read_json(response.body); body && body->is_object())
        answer.body = *std::move(body);
    if (answer.body.is_object()) {
        answer.error = one_line(text_in(answer.body, "error"));
        answer.detail = detail_of(answer.body);
        answer.needed = one_line(text_in(answer.body, "needed"));
        answer.provided = one_line(text_in(answer.body, "provided"));
    }

    if (response.status == 429) {
        if (answer.error.empty())
            answer.error = "ratelimited";
        limit(answer, response.retry_after);
        return answer;
    }
    if (response.status >= 500) {
        if (answer.error.empty())
            answer.error = "http_" + std::to_string(response.status);
        answer.kind = method.repeat == Repeat::never ? Answer::Kind::unknown_outcome
                                                     : Answer::Kind::transient;
        if (const auto wait = read_seconds(response.retry_after))
            answer.retry_after = *wait;
        return answer;
    }
    if (response.status >= 300 && response.status < 400) {
        // Nothing was done, and following it would hand the token to whoever is named there.
        answer.kind = Answer::Kind::transient;
        answer.error = "redirected";
        answer.detail =
            one_line("answered with a redirect to " + response.location +
                     ", which is not followed; check the API address and the proxy in between");
        return answer;
    }
    if (plain) {
        read_plain(answer, method, response);
        return answer;
    }
    const auto ok = answer.body.is_object() ? answer.body.find("ok") : answer.body.end();
    if (!answer.body.is_object() || ok == answer.body.end() || !ok->is_boolean()) {
        // A proxy's page, most likely. With a 4xx it did not let the call through.
        answer.error = "not_json";
        answer.detail =
            "answered " + std::to_string(response.status) +
            " with something that is not Slack's JSON: " + one_line(response.body.substr(0, 120));
        answer.body = nullptr;
        answer.kind = response.status < 400 && method.repeat == Repeat::never
                          ? Answer::Kind::unknown_outcome
                          : Answer::Kind::transient;
        return answer;
    }
    if (*ok == true) {
        answer.kind = Answer::Kind::ok;
        answer.error.clear();
        return answer;
    }
    answer.kind = kind_of(method, answer);
    if (answer.kind == Answer::Kind::rate_limited)
        limit(answer, response.retry_after);
    return answer;
}

Answer no_answer(std::string_view method, bool sent, std::string_view why) {
    Answer answer;
    answer.kind = sent && facts_of(method).repeat == Repeat::never ? Answer::Kind::unknown_outcome
                                                                   : Answer::Kind::transient;
    answer.error = sent ? "no_answer" : "not_sent";
    answer.detail = one_line(why);
    return answer;
}

std::optional<nlohmann::json> read_json(std::string_view text) {
    if (nests_too_deep(text))
        return std::nullopt;
    auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return std::nullopt;
    return json;
}

std::optional<Instant> read_http_date(std::string_view text) {
    // "Sat, 21 Nov 2026 09:12:00 GMT"
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT")
        return std::nullopt;
    const auto day = digits(text.substr(5, 2));
    const auto month = std::ranges::find(months, text.substr(8, 3));
    const auto year = digits(text.substr(12, 4));
    const auto hour = digits(text.substr(17, 2));
    const auto minute = digits(text.substr(20, 2));
    const auto second = digits(text.substr(23, 2));
    if (!day || month == months.end() || !year || !hour || !minute || !second || *hour > 23 ||
        *minute > 59 || *second > 60)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(*year),
        std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           seconds(*second);
}

}  // namespace muster::slack
