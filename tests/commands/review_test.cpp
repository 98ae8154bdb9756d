#include "commands/documents_due.hpp"
#include "commands/reminder_words.hpp"
#include "commands/revision_words.hpp"
#include "tests/commands/postmortem_world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::PostmortemWorld;

namespace {

using Kind = Effect::Kind;

// Friday, 2026-11-20, is the day on which the incidents here are closed, at 14:00 UTC.
Instant at(const std::string& text) {
    return PostmortemWorld::instant(text);
}

}  // namespace

TEST_CASE("reviewers are asked directly, and the state says who has read it") {
    PostmortemWorld world;
    world.closed_incident();
    CHECK(world.incident().document_state() == DocumentState::documenting);
    const auto reply = world.types("postmortem ask " + PostmortemWorld::at("U2GRACE", "grace") +
                                   ", " + PostmortemWorld::at("U3LINUS", "linus"));
    CHECK_FALSE(reply.refused);
    CHECK(plain_text(reply.words).starts_with("@Grace and @Linus are asked to read"));
    CHECK(world.told(Kind::tell_person) == std::vector<std::string>{"U2GRACE", "U3LINUS"});
    CHECK(world.incident().document_state() == DocumentState::in_review);
    CHECK(world.answer("show").find("postmortem: in review, revision 2, waits for @Grace and "
                                    "@Linus") != std::string::npos);

    world.user = UserId("U2GRACE");
    CHECK(world.answer("postmortem reviewed").find("1 other has not read") != std::string::npos);
    CHECK(world.types("postmortem reviewed").refused);
    world.user = UserId("U3LINUS");
    const auto last = world.types("postmortem reviewed");
    CHECK(plain_text(last.words).find("everybody who was asked") != std::string::npos);
    CHECK_FALSE(world.clicks(last, "postmortem_done").refused);
    CHECK(world.incident().document_state() == DocumentState::done);
    CHECK(world.answer("show").find("done, revision 3, read by @Grace and @Linus") !=
          std::string::npos);
}

TEST_CASE("without names whoever has a part in it is asked, but for the asker") {
    PostmortemWorld world;
    world.closed_incident();
    CHECK_FALSE(world.types("postmortem ask").refused);
    CHECK(world.told(Kind::tell_person) == std::vector<std::string>{"U2GRACE"});
    PostmortemWorld alone;
    alone.declare_in("C1");
    alone.types("close done");
    CHECK(alone.types("postmortem ask").refused);
}

TEST_CASE("a review that cannot be asked is refused, and nobody is asked") {
    struct Row {
        std::string typed;
        std::string said;
    };
    const Row rows[] = {
        {"postmortem ask the others", "is nobody"},
        {"postmortem ask \"Jo (hosting)\"", "people of this workspace"},
        {"postmortem ask @nobody", ""},
        {"postmortem reviewed", "Nobody asked you"},
    };
    PostmortemWorld world;
    world.closed_incident();
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto answer = world.types(row.typed);
        CHECK(answer.refused);
        CHECK(plain_text(answer.words).find(row.said) != std::string::npos);
        CHECK(world.changes.empty());
    }
    PostmortemWorld open;
    open.declare_in("C1");
    CHECK(open.answer("postmortem ask @grace").find("has no postmortem yet") != std::string::npos);
    CHECK(open.types("postmortem done").refused);
}

TEST_CASE("of a private incident only members of its channel are asked") {
    PostmortemWorld world;
    world.closed_private_incident();
    const auto answer =
        world.types("PRV-1 postmortem ask " + PostmortemWorld::at("U2GRACE", "grace"));
    CHECK(answer.refused);
    CHECK(world.told(Kind::tell_person).empty());
}

TEST_CASE("done can be undone, and a reopened incident's postmortem is written on again") {
    PostmortemWorld world;
    world.closed_incident();
    const auto reply = world.types("postmortem done");
    CHECK(world.incident().document_state() == DocumentState::done);
    CHECK(world.types("postmortem done").refused);
    CHECK_FALSE(world.clicks(reply, "undo").refused);
    CHECK(world.incident().document_state() == DocumentState::documenting);
    world.types("postmortem done");
    world.types("reopen it is back");
    CHECK(world.incident().document_state() == DocumentState::documenting);
}

TEST_CASE("an unfinished postmortem is asked for after five working days, then every week") {
    struct Row {
        std::string at;
        bool said;
    };
    const Row rows[] = {
        {"2026-11-24T14:00:00Z", false}, {"2026-11-27T13:59:00Z", false},
        {"2026-11-27T14:01:00Z", true},  {"2026-11-27T15:00:00Z", false},
        {"2026-12-03T15:00:00Z", false}, {"2026-12-04T15:00:00Z", true},
    };
    PostmortemWorld world;
    world.closed_incident();
    for (const auto& row : rows) {
        CAPTURE(row.at);
        world.now = at(row.at);
        world.reminds();
        const auto told = world.told(Kind::remind_owner);
        CHECK(told ==
              (row.said ? std::vector<std::string>{"U2GRACE"} : std::vector<std::string>{}));
    }
    const auto notice = follow_up_reminder(world.store->record(), UserId("U2GRACE"), world.now);
    CHECK(plain_text(notice.says.words) == "A postmortem waits for you");
    REQUIRE(notice.says.lines.size() == 1);
    CHECK(
        plain_text(notice.says.lines.front().words).find("documenting, closed Friday 2026-11-20") !=
        std::string::npos);
    world.user = UserId("U2GRACE");
    CHECK_FALSE(world.clicks(notice.says, "postmortem_done").refused);
    CHECK_FALSE(follow_up_reminder(world.store->record(), UserId("U2GRACE"), world.now).is_due);
}

TEST_CASE("whoever has not read it is reminded after two working days") {
    PostmortemWorld world;
    world.closed_incident();
    world.types("postmortem ask " + PostmortemWorld::at("U3LINUS", "linus"));
    world.now = at("2026-11-24T13:59:00Z");
    world.reminds();
    CHECK(world.told(Kind::remind_owner).empty());
    world.now = at("2026-11-24T14:01:00Z");
    world.reminds();
    CHECK(world.told(Kind::remind_owner) == std::vector<std::string>{"U3LINUS"});
    const auto notice = follow_up_reminder(world.store->record(), UserId("U3LINUS"), world.now);
    world.user = UserId("U3LINUS");
    CHECK_FALSE(world.clicks(notice.says, "postmortem_reviewed").refused);
    CHECK_FALSE(follow_up_reminder(world.store->record(), UserId("U3LINUS"), world.now).is_due);
}

TEST_CASE("what is done, published, imported, or months old is not asked for") {
    const std::string ways[] = {"done", "published", "never posted", "months old", "switched off"};
    for (const auto& way : ways) {
        CAPTURE(way);
        auto settings = muster::tests::with_documents();
        settings.reminders.postmortems = way != "switched off";
        PostmortemWorld world(settings);
        if (way == "never posted") {
            world.declare_in("C1");
            world.types("close done");
        } else {
            world.closed_incident();
        }
        if (way == "done")
            world.types("postmortem done");
        if (way == "published")
            world.clicks(world.types("postmortem publish"), "postmortem_publish");
        world.now = at(way == "months old" ? "2027-03-01T12:00:00Z" : "2026-12-01T12:00:00Z");
        CHECK(due_documents(world.store->record(), world.now).empty());
        CHECK(unfinished_words(world.store->record(), world.now).empty());
    }
}

TEST_CASE("the weekly digest names the postmortems that nobody finished, but no private one") {
    PostmortemWorld world;
    world.closed_incident();
    world.place = ChannelId("C0GENERAL");
    world.closed_private_incident();
    world.now = at("2026-11-26T12:00:00Z");
    CHECK(digest_words(world.store->record(), world.now).empty());
    world.now = at("2026-11-30T12:00:00Z");
    const auto digest = plain_text(digest_words(world.store->record(), world.now));
    CAPTURE(digest);
    CHECK(digest.find("Unfinished postmortems: 1\n• INC-1  Checkout is slow (documenting, closed "
                      "2026-11-20) · Grace") != std::string::npos);
    CHECK(digest.find("laptop") == std::string::npos);
}

TEST_CASE("what changed between revisions is told with who did it and where the texts differ") {
    PostmortemWorld world;
    world.closed_incident();
    const auto changed = [&](int from) {
        return plain_text(what_changed(world.store->record(), world.incident().id, from,
                                       world.incident().revisions));
    };
    world.types("impact 312 orders could not be paid in the first hour of the afternoon");
    CHECK(changed(1) ==
          "Revision 2\n• Ada wrote the impact: “312 orders could not be paid in the first hour of "
          "the afternoon”");
    world.types("impact 340 orders could not be paid in the first hour of the afternoon");
    world.types("lesson Watch the pool");
    world.user = UserId("U2GRACE");
    world.types("postmortem overview");
    CHECK(changed(2) ==
          "Revisions 3 to 5\n"
          "• Ada changed the impact: “312 orders could not be …” became “340 orders could not be "
          "…”\n"
          "• Ada added a lesson: “Watch the pool”\n"
          "• Grace had the document made again, in the shape overview");
    CHECK(changed(5).empty());
    CHECK(world.answer("postmortem revisions 2").starts_with("Revision 2\n• Ada wrote the impact"));
    const auto all = world.answer("postmortem revisions");
    CHECK(all.find("\n1  2026-11-20 09:00 EST  @Ada: closed\n") != std::string::npos);
    CHECK(all.find("@Grace: asked for") != std::string::npos);
    CHECK(world.types("postmortem revisions 9").refused);
}
