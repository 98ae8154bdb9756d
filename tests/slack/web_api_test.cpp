#include "slack/web_api.hpp"

#include "slack/methods_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace muster::slack;
using Kind = Answer::Kind;

namespace {

HttpAnswer response(int status, std::string body, std::string retry_after = {}) {
    HttpAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.retry_after = std::move(retry_after);
    return answer;
}

std::string refused(const std::string& code) {
    return R"({"ok":false,"error":")" + code + R"("})";
}

}  // namespace

namespace doctest {
template <>
struct StringMaker<Kind> {
    static String convert(Kind kind) {
        const auto text = to_string(kind);
        return {text.data(), static_cast<unsigned>(text.size())};
    }
};
}  // namespace doctest

TEST_CASE("an answer is read by its method and its code") {
    struct Row {
        const char* method;
        const char* code;
        Kind kind;
    };
    const Row rows[] = {
        // benign is what is so already, for that method alone
        {"pins.add", "already_pinned", Kind::benign},
        {"pins.remove", "no_pin", Kind::benign},
        {"chat.delete", "message_not_found", Kind::benign},
        {"chat.update", "message_not_found", Kind::refused},
        {"conversations.archive", "already_archived", Kind::benign},
        {"conversations.unarchive", "not_archived", Kind::benign},
        {"conversations.invite", "already_in_channel", Kind::benign},
        {"conversations.invite", "cant_invite_self", Kind::benign},
        {"reactions.add", "already_reacted", Kind::benign},
        {"conversations.canvases.create", "channel_canvas_already_exists", Kind::benign},
        // transient, whoever is asked or by the method
        {"users.info", "internal_error", Kind::transient},
        {"users.info", "service_unavailable", Kind::transient},
        {"chat.update", "fatal_error", Kind::transient},
        {"chat.update", "update_failed", Kind::transient},
        {"conversations.setTopic", "request_timeout", Kind::transient},
        {"chat.postMessage", "team_added_to_org", Kind::transient},
        {"chat.postMessage", "message_limit_exceeded", Kind::transient},
        {"views.update", "hash_conflict", Kind::transient},
        {"files.completeUploadExternal", "file_update_failed", Kind::transient},
        // failed midway, and must not happen twice
        {"chat.postMessage", "internal_error", Kind::unknown_outcome},
        {"chat.postMessage", "fatal_error", Kind::unknown_outcome},
        {"conversations.create", "request_timeout", Kind::unknown_outcome},
        {"bookmarks.add", "internal_error", Kind::unknown_outcome},
        {"new.method", "internal_error", Kind::unknown_outcome},
        // too much
        {"chat.postMessage", "rate_limited", Kind::rate_limited},
        {"users.info", "ratelimited", Kind::rate_limited},
        {"bookmarks.add", "too_many_requests", Kind::rate_limited},
        // the token
        {"chat.postMessage", "invalid_auth", Kind::token_dead},
        {"users.info", "account_inactive", Kind::token_dead},
        {"users.info", "token_revoked", Kind::token_dead},
        {"auth.test", "not_authed", Kind::token_dead},
        // permanent, and whatever nobody has heard of
        {"conversations.create", "name_taken", Kind::refused},
        {"conversations.create", "restricted_action", Kind::refused},
        {"chat.postMessage", "is_archived", Kind::refused},
        {"chat.postMessage", "missing_scope", Kind::refused},
        {"chat.postMessage", "invalid_blocks", Kind::refused},
        {"chat.postMessage", "brand_new_code", Kind::refused},
        {"chat.postMessage", "", Kind::refused},
        {"new.method", "unknown_method", Kind::refused},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        CAPTURE(row.code);
        const auto answer = read_answer(row.method, response(200, refused(row.code)));
        CHECK(answer.kind == row.kind);
        CHECK(answer.error == row.code);
        CHECK(answer.good() == (row.kind == Kind::benign));
    }
}

TEST_CASE("an invitation is a success only when everyone who was not invited is there already") {
    const auto some = read_answer(
        "conversations.invite", response(200, R"({"ok":false,"error":"already_in_channel","errors":[
            {"user":"U1","ok":false,"error":"already_in_channel"},
            {"user":"U2","ok":false,"error":"user_not_found"}]})"));
    CHECK(some.kind == Kind::refused);
    CHECK(some.detail == "U1: already_in_channel; U2: user_not_found");
    const auto all = read_answer(
        "conversations.invite", response(200, R"({"ok":false,"error":"already_in_channel","errors":[
            {"user":"U1","ok":false,"error":"already_in_channel"},
            {"user":"U2","ok":false,"error":"cant_invite_self"}]})"));
    CHECK(all.kind == Kind::benign);
}

TEST_CASE("what is no answer of Slack's is tried again, unless it may have happened") {
    struct Row {
        const char* method;
        int status;
        const char* body;
        Kind kind;
        const char* error;
    };
    const Row rows[] = {
        {"users.info", 200, "<html>please sign in</html>", Kind::transient, "not_json"},
        {"chat.update", 200, "", Kind::transient, "not_json"},
        {"chat.postMessage", 200, "<html>", Kind::unknown_outcome, "not_json"},
        {"chat.postMessage", 200, "[]", Kind::unknown_outcome, "not_json"},
        {"chat.postMessage", 200, R"({"ok":"yes"})", Kind::unknown_outcome, "not_json"},
        {"chat.postMessage", 403, "<html>", Kind::transient, "not_json"},
        {"users.info", 503, "busy", Kind::transient, "http_503"},
        {"conversations.invite", 500, "", Kind::transient, "http_500"},
        {"chat.postMessage", 500, R"({"ok":false,"error":"fatal_error"})", Kind::unknown_outcome,
         "fatal_error"},
        {"conversations.create", 502, "", Kind::unknown_outcome, "http_502"},
        {"chat.postMessage", 302, "", Kind::transient, "redirected"},
        {"upload_url.post", 200, "OK - 12", Kind::ok, ""},
        {"upload_url.post", 200, R"({"ok":false,"error":"service_unavailable"})", Kind::transient,
         "service_unavailable"},
        {"upload_url.post", 404, "gone", Kind::refused, "http_404"},
        {"upload_url.post", 500, "", Kind::transient, "http_500"},
        {"response_url.post", 200, "ok", Kind::ok, ""},
        {"response_url.post", 200, R"({"ok":true})", Kind::ok, ""},
        {"response_url.post", 200, R"({"ok":false,"error":"used_url"})", Kind::refused, "used_url"},
        {"response_url.post", 410, "", Kind::refused, "http_410"},
        {"response_url.post", 500, "", Kind::unknown_outcome, "http_500"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        CAPTURE(row.status);
        CAPTURE(row.body);
        const auto answer = read_answer(row.method, response(row.status, row.body));
        CHECK(answer.kind == row.kind);
        CHECK(answer.error == row.error);
    }
}

TEST_CASE("429 says how long, in whole seconds, or it is half a minute") {
    struct Row {
        const char* header;
        std::chrono::seconds wait;
    };
    const Row rows[] = {
        {"7", 7s},
        {"0", 1s},
        {"", 30s},
        {"soon", 30s},
        {"-3", 30s},
        {"99999999999999", 24h},
        {"999999999999999999999", 30s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.header);
        const auto answer =
            read_answer("chat.postMessage", response(429, refused("ratelimited"), row.header));
        CHECK(answer.kind == Kind::rate_limited);
        CHECK(answer.retry_after == row.wait);
    }
    CHECK(read_answer("chat.postMessage", response(200, refused("rate_limited"))).retry_after ==
          1s);
    CHECK(read_answer("chat.postMessage", response(429, "<html>", "3")).error == "ratelimited");
}

TEST_CASE("a refusal says why, in one line, and what a token lacks") {
    auto raw = response(200, R"({"ok":false,"error":"invalid_blocks","response_metadata":{
        "messages":["[ERROR] too long [json-pointer:/blocks/0/text/text]","second\nline"]}})");
    raw.date = "Sat, 21 Nov 2026 09:12:05 GMT";
    raw.request_id = "abc";
    const auto answer = read_answer("chat.postMessage", raw);
    CHECK(answer.detail == "[ERROR] too long [json-pointer:/blocks/0/text/text]; second line");
    CHECK(answer.words() == "invalid_blocks: " + answer.detail);
    CHECK(answer.request_id == "abc");
    CHECK(answer.slack_date == read_http_date("Sat, 21 Nov 2026 09:12:05 GMT"));

    const auto scope = read_answer(
        "pins.add",
        response(
            200,
            R"({"ok":false,"error":"missing_scope","needed":"pins:write","provided":"commands"})"));
    CHECK(scope.words() == "missing_scope (needs pins:write; the token has commands)");

    const auto longest =
        read_answer("pins.add", response(200, R"({"ok":false,"error":"x","detail":")" +
                                                  std::string(50'000, 'y') + R"("})"));
    CHECK(longest.detail.size() < 1'100);
}

TEST_CASE("foreign shapes in an answer do no harm") {
    for (
        const auto* const body : {
            R"({"ok":false})",
            R"({"ok":false,"error":7})",
            R"({"ok":false,"error":null,"errors":"x","response_metadata":[]})",
            R"({"ok":false,"error":"x","errors":[1,{"user":2}],"response_metadata":{"messages":3}})",
            R"({"ok":false,"error":"x","response_metadata":{"messages":[{},7,null]}})",
        }) {
        CAPTURE(body);
        CHECK(read_answer("chat.postMessage", response(200, body)).kind == Kind::refused);
    }
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    CHECK_FALSE(read_json(deep));
    CHECK(read_json(R"({"a":"[[[[\"[["})"));
    CHECK_FALSE(read_json("{\"a\":\"\xff\"}"));
    CHECK_FALSE(read_json(""));
}

TEST_CASE("when no answer came, it matters whether anything was sent, and what") {
    CHECK(no_answer("chat.postMessage", false, "refused").kind == Kind::transient);
    CHECK(no_answer("chat.postMessage", true, "reset").kind == Kind::unknown_outcome);
    CHECK(no_answer("chat.update", true, "reset").kind == Kind::transient);
    CHECK(no_answer("users.info", true, "reset").kind == Kind::transient);
    CHECK(no_answer("new.method", true, "reset").kind == Kind::unknown_outcome);
    CHECK(no_answer("response_url.post", true, "reset").kind == Kind::unknown_outcome);
    CHECK(no_answer("chat.update", true, "reset").error == "no_answer");
    CHECK(no_answer("chat.update", false, "").error == "not_sent");
}

TEST_CASE("a form is encoded so that any text comes back as it was") {
    Form form;
    form.text("channel", "C1")
        .text("text", "a b&c=d+e%\n\xC3\xA9~<script>")
        .json("blocks", nlohmann::json::array({{{"type", "divider"}}}))
        .flag("unfurl_links", false)
        .number("limit", 200);
    CHECK(form.encoded() ==
          "channel=C1&text=a+b%26c%3Dd%2Be%25%0A%C3%A9%7E%3Cscript%3E"
          "&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D&unfurl_links=false&limit=200");
    CHECK(*form.find("channel") == "C1");
    CHECK(form.find("missing") == nullptr);
    CHECK(Form().encoded().empty());
    CHECK(*Form().json("x", nlohmann::json("\xff")).find("x") == "\"\xEF\xBF\xBD\"");
}

TEST_CASE("an HTTP date is read, and nothing else") {
    CHECK(muster::Instant(1s * 1'795'252'325) == read_http_date("Sat, 21 Nov 2026 09:12:05 GMT"));
    for (const auto* const text :
         {"", "Sat, 21 Nov 2026 09:12:05 CET", "21 Nov 2026 09:12:05 GMT",
          "Sat, 31 Feb 2026 09:12:05 GMT", "Sat, 21 Nov 2026 24:12:05 GMT",
          "Sat, 21 Foo 2026 09:12:05 GMT", "Sat, -1 Nov 2026 09:12:05 GMT"}) {
        CAPTURE(text);
        CHECK_FALSE(read_http_date(text));
    }
}

TEST_CASE("the table of methods is ordered, and no code is in two of a method's lists") {
    const auto split = [](std::string_view codes) {
        std::vector<std::string> words(1);
        for (const char c : codes)
            if (c == ' ')
                words.emplace_back();
            else
                words.back() += c;
        return words;
    };
    CHECK(std::ranges::is_sorted(methods(), {}, &Method::name));
    CHECK(methods().size() >= 52);
    for (const auto& method : methods()) {
        CAPTURE(std::string(method.name));
        CHECK(find_method(method.name) == &method);
        for (const auto& code : split(method.permanent)) {
            CHECK_FALSE(lists(method.transient, code));
            CHECK_FALSE(lists(method.benign, code));
        }
        for (const auto& code : split(method.benign))
            CHECK_FALSE(lists(method.transient, code));
    }
    CHECK(find_method("chat.post") == nullptr);
    CHECK(find_method("") == nullptr);
    CHECK_FALSE(lists("name_taken too_long", "name"));
    CHECK_FALSE(lists("name_taken", ""));
}
