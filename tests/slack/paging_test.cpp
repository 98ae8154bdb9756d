#include "slack/paging.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster::slack;
using namespace std::chrono_literals;
using Step = Paging::Step;
using Kind = Answer::Kind;

namespace {

Answer page(const std::string& next) {
    Answer answer;
    answer.kind = Kind::ok;
    answer.body["response_metadata"]["next_cursor"] = next;
    return answer;
}

Answer trouble(Kind kind, const std::string& error = {}, std::chrono::seconds retry_after = 0s) {
    Answer answer;
    answer.kind = kind;
    answer.error = error;
    answer.retry_after = retry_after;
    return answer;
}

std::string asked(const Paging& paging) {
    const auto form = paging.arguments(Form().text("types", "all"));
    const auto* const cursor = form.find("cursor");
    return *form.find("limit") + (cursor == nullptr ? "" : " from " + *cursor);
}

}  // namespace

TEST_CASE("a list is read page by page to its end") {
    Paging paging(10);
    CHECK(asked(paging) == "200");
    CHECK(paging.take(page("b=")) == Step::page);
    CHECK(asked(paging) == "200 from b=");
    CHECK(paging.take(page("c=")) == Step::page);
    CHECK(asked(paging) == "200 from c=");
    CHECK(paging.take(page("")) == Step::last);
    CHECK_FALSE(paging.cut_short());
    CHECK(paging.cursor().empty());
    CHECK(*paging.arguments(Form().text("types", "all")).find("types") == "all");
}

TEST_CASE("no cursor, an empty one and null all mean the end") {
    for (const auto* const body :
         {R"({})", R"({"response_metadata":{}})", R"({"response_metadata":null})",
          R"({"response_metadata":{"next_cursor":null}})",
          R"({"response_metadata":{"next_cursor":""}})"}) {
        Answer answer;
        answer.kind = Kind::ok;
        answer.body = nlohmann::json::parse(body);
        CHECK(Paging(10).take(answer) == Step::last);
    }
}

TEST_CASE("a list goes on where it was") {
    Paging paging(10, "m=");
    CHECK(asked(paging) == "200 from m=");
    CHECK(paging.take(page("")) == Step::last);
}

TEST_CASE("after a 429 the same page is asked for when Slack says so") {
    Paging paging(10);
    paging.take(page("b="));
    for (const auto said : {30s, 7s, 7s, 60s}) {
        CHECK(paging.take(trouble(Kind::rate_limited, "ratelimited", said)) == Step::again);
        CHECK(paging.pause() == said);
        CHECK(asked(paging) == "200 from b=");
    }
    CHECK(paging.take(trouble(Kind::rate_limited, "budget", 0s)) == Step::again);
    CHECK(paging.pause() == 1s);
    CHECK(paging.take(page("")) == Step::last);
}

TEST_CASE("failures are waited out longer and longer, and a page begins anew") {
    Paging paging(10);
    const auto fail = [&] {
        CHECK(paging.take(trouble(Kind::transient, "internal_error")) == Step::again);
        return paging.pause();
    };
    for (const auto wait : {5s, 10s, 20s, 40s, 80s, 160s, 320s, 600s, 600s})
        CHECK(fail() == wait);
    CHECK(paging.take(page("b=")) == Step::page);
    CHECK(fail() == 5s);
    CHECK(paging.take(trouble(Kind::unknown_outcome, "no_answer")) == Step::again);
    CHECK(paging.pause() == 10s);
}

TEST_CASE("a cursor that expired begins the list anew, but not for ever") {
    Paging paging(10, "old=");
    CHECK(paging.take(trouble(Kind::refused, "invalid_cursor")) == Step::again);
    CHECK(paging.restarts() == 1);
    CHECK(asked(paging) == "200");
    // At the beginning there is no cursor to be wrong.
    CHECK(Paging(10).take(trouble(Kind::refused, "invalid_cursor")) == Step::given_up);
    for (int again = 2; again <= 3; ++again) {
        CHECK(paging.take(page("b=")) == Step::page);
        CHECK(paging.take(trouble(Kind::refused, "invalid_cursor")) == Step::again);
    }
    CHECK(paging.take(page("b=")) == Step::page);
    CHECK(paging.take(trouble(Kind::refused, "invalid_cursor")) == Step::given_up);
}

TEST_CASE("what Slack refuses for good is given up") {
    for (const auto* const error : {"missing_scope", "plan_upgrade_required", "unknown_method"})
        CHECK(Paging(10).take(trouble(Kind::refused, error)) == Step::given_up);
    CHECK(Paging(10).take(trouble(Kind::token_dead, "token_revoked")) == Step::given_up);
}

TEST_CASE("a list without an end is left") {
    Paging paging(3);
    CHECK(paging.take(page("b=")) == Step::page);
    CHECK(paging.take(page("c=")) == Step::page);
    CHECK(paging.take(page("d=")) == Step::last);
    CHECK(paging.cut_short());
    CHECK(paging.pages() == 3);

    Paging circle(100);
    CHECK(circle.take(page("b=")) == Step::page);
    CHECK(circle.take(page("b=")) == Step::last);
    CHECK(circle.cut_short());
}
