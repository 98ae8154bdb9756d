#include "commands/commands.hpp"
#include "tests/commands/postmortem_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using muster::tests::PostmortemWorld;
using muster::tests::with_documents;

namespace {

std::string text_of(const Reply& reply) {
    return plain_text(reply.words);
}

bool has_button(const Reply& reply, const std::string& action) {
    return std::ranges::any_of(reply.buttons,
                               [&](const Button& button) { return button.action == action; });
}

}  // namespace

TEST_CASE("publishing shows the exact text first and changes nothing; the second click publishes") {
    PostmortemWorld world;
    world.closed_incident();
    const auto before = world.incident();
    const auto shown = world.types("postmortem publish");
    CHECK_FALSE(shown.refused);
    CHECK(world.incident() == before);
    CHECK(world.changes.empty());
    CHECK(text_of(shown).find("# Checkout is slow (public)\nstate: published\n") !=
          std::string::npos);
    REQUIRE(has_button(shown, "postmortem_publish"));

    const auto done = world.clicks(shown, "postmortem_publish");
    CHECK_FALSE(done.refused);
    CHECK(text_of(done).find("https://status.example.com/incidents/INC-1") != std::string::npos);
    const auto published = world.updates().back();
    CHECK(published.postmortem);
    CHECK(text_of(shown).ends_with(published.text));
    CHECK(published.number == static_cast<int>(world.updates().size()));
    CHECK(world.incident().document_state() == DocumentState::published);
    CHECK_FALSE(world.owes(Effect::Kind::post_update));
    CHECK(world.owes(Effect::Kind::show_postmortem));
    CHECK(world.store->record().revisions(world.incident().id).back().reason == "published");
    // The same click again changes nothing.
    CHECK(world.clicks(shown, "postmortem_publish").refused);
}

TEST_CASE("people of the workspace go by their roles in what is published") {
    PostmortemWorld world;
    world.declare_in("C1", "Checkout is slow for Grace");
    const auto grace = PostmortemWorld::at("U2GRACE", "grace");
    const auto linus = PostmortemWorld::at("U3LINUS", "linus");
    for (const auto& typed : std::vector<std::string>{
             "assign " + grace, "assign scribe " + linus, "log " + grace + " rolled it back",
             "log asked Linus and Sam North, not Graceland", "log see #checkout with @ada",
             "impact Grace's shop was down", "action " + linus + " tell Ada about it",
             "action \"Jo (hosting)\" call Jo", "update " + grace + " is on it",
             "lesson Ask Ada first", "close Thanks to Grace"})
        REQUIRE_FALSE(world.types(typed).refused);
    const auto shown = world.types("postmortem publish");
    const auto text = text_of(shown);
    CAPTURE(text);
    for (const auto* name : {"Ada", "ada", "Grace ", "Grace'", "Grace\n", "@grace", "Linus",
                             "linus", "Sam North", "#checkout", "U2GRACE"})
        CHECK(text.find(name) == std::string::npos);
    for (const auto* words :
         {"# Checkout is slow for the commander", "The commander rolled it back",
          "asked the scribe and a responder, not Graceland", "see a channel with a responder",
          "The commander's shop was down", "action of Scribe: tell a responder about it",
          "action of Jo (hosting): call Jo", "Thanks to the commander", "declared by Responder"})
        CHECK(text.find(words) != std::string::npos);
}

TEST_CASE("what changed between the two clicks is shown anew and not published") {
    PostmortemWorld world;
    world.closed_incident();
    const auto shown = world.types("postmortem publish");
    world.types("impact 312 orders were lost");
    const auto again = world.clicks(shown, "postmortem_publish");
    CHECK(text_of(again).starts_with("The record has changed since you read it"));
    CHECK(text_of(again).find("312 orders were lost") != std::string::npos);
    CHECK(world.incident().document_state() == DocumentState::documenting);
    CHECK_FALSE(world.clicks(again, "postmortem_publish").refused);
    CHECK(world.incident().document_state() == DocumentState::published);
}

TEST_CASE("a long text is shown whole, part by part, and published from the last one alone") {
    PostmortemWorld world;
    world.declare_in("C1");
    for (int i = 0; i < 40; ++i)
        world.types("log " + std::to_string(i) + " " + std::string(500, 'x'));
    world.types("close done");
    auto shown = world.types("postmortem publish overview");
    std::string all;
    for (int part = 0; part < 10; ++part) {
        const auto text = text_of(shown);
        CHECK(text.size() < 9'000);
        all += text.substr(text.find("\n\n") + 2);
        if (has_button(shown, "postmortem_publish"))
            break;
        shown = world.clicks(shown, "postmortem_preview");
    }
    CHECK_FALSE(world.clicks(shown, "postmortem_publish").refused);
    CHECK(all == world.updates().back().text);
}

TEST_CASE("publishing again replaces the text in its place; after a reopening it is a new update") {
    PostmortemWorld world;
    world.closed_incident();
    world.clicks(world.types("postmortem publish"), "postmortem_publish");
    const auto first = world.updates().back();
    CHECK(text_of(world.clicks(world.types("postmortem publish"), "postmortem_publish"))
              .find("exactly this text already") != std::string::npos);
    world.types("impact 312 orders were lost");
    CHECK(world.incident().document_state() == DocumentState::published);
    world.clicks(world.types("postmortem publish"), "postmortem_publish");
    CHECK(world.updates().back().number == first.number);
    CHECK(world.updates().back().text.find("312") != std::string::npos);

    world.types("reopen it is back");
    CHECK(world.incident().document_state() == DocumentState::documenting);
    CHECK(world.types("update withdraw " + std::to_string(first.number) + " wrong").refused);
    world.types("close now it is well");
    world.clicks(world.types("postmortem publish"), "postmortem_publish");
    const auto updates = world.updates();
    CHECK(updates.back().number > first.number);
    CHECK(updates.back().postmortem);
    CHECK(updates.at(static_cast<std::size_t>(first.number) - 1).withdrawn);
}

TEST_CASE("a published postmortem is taken down by typing, by the button, and by a redaction") {
    const std::string ways[] = {"typed", "clicked", "redacted"};
    for (const auto& way : ways) {
        CAPTURE(way);
        PostmortemWorld world;
        world.declare_in("C1");
        world.types("log the password is hunter2hunter2");
        world.types("close done");
        const auto done = world.clicks(world.types("postmortem publish"), "postmortem_publish");
        const auto answer = way == "typed" ? world.types("postmortem unpublish it names a customer")
                            : way == "clicked" ? world.clicks(done, "postmortem_unpublish")
                                               : world.types("redact 1 it was a password");
        CHECK_FALSE(answer.refused);
        CHECK(world.updates().back().withdrawn);
        CHECK(world.incident().document_state() == DocumentState::documenting);
        CHECK_FALSE(published_postmortem(world.store->record(), world.incident().id));
        if (way == "redacted") {
            int left_out = 0;
            CHECK(world.store->export_record(true, left_out).find("hunter2") == std::string::npos);
        }
        CHECK(world.types("postmortem unpublish again").refused);
    }
}

TEST_CASE("what may not be published is refused with what would be right, and changes nothing") {
    struct Row {
        std::vector<std::string> before;
        std::string typed;
        std::string said;
    };
    const Row rows[] = {
        {{"declare drill Lost data centre", "DRL-1 close done"},
         "DRL-1 postmortem publish",
         "it is a drill"},
        {{"declare Slow"}, "INC-1 postmortem publish", "/incident INC-1 close TEXT"},
        {{"declare Slow", "INC-1 close done", "INC-1 unpublish only staff saw it"},
         "INC-1 postmortem publish",
         "/incident INC-1 publish"},
        {{"declare Slow", "INC-1 close done"}, "INC-1 postmortem publish overvew", "Did you mean"},
        {{"declare Slow", "INC-1 close done"}, "INC-1 postmortem unpublish wrong", "is not on"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        PostmortemWorld world;
        for (const auto& typed : row.before)
            REQUIRE_FALSE(world.types(typed).refused);
        const auto answer = world.types(row.typed);
        CAPTURE(text_of(answer));
        CHECK(answer.refused);
        CHECK(world.changes.empty());
        CHECK(text_of(answer).find(row.said) != std::string::npos);
    }
}

TEST_CASE("the postmortem of a private incident is never published") {
    PostmortemWorld world;
    world.closed_private_incident();
    const auto answer = world.types("PRV-1 postmortem publish");
    CHECK(answer.refused);
    CHECK(text_of(answer) == "The postmortem of PRV-1 is never published: it is private.");
    for (const auto* action : {"postmortem_preview", "postmortem_publish"}) {
        const auto clicked = world.asks(world.button(action, "PRV-1 public 0"));
        CHECK(clicked.refused);
        CHECK(world.changes.empty());
    }
}

TEST_CASE("a template at fault keeps the postmortem from being published, and says where") {
    auto settings = with_documents();
    settings.make_document = [](const Dossier&, std::string_view) -> Result<std::string> {
        return invalid("postmortem/public.md:3: there is no name \"titel\"");
    };
    PostmortemWorld world(settings);
    world.closed_incident();
    CHECK(world.answer("postmortem publish").starts_with("postmortem/public.md:3:"));
}
