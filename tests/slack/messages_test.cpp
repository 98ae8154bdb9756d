#include "slack/messages.hpp"

#include "commands/button.hpp"
#include "slack/text.hpp"
#include "tests/slack/block_check.hpp"
#include "tests/slack/sample_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> actions_of(const Message& message) {
    std::vector<std::string> actions;
    for (const auto& block : message.blocks)
        if (block["type"] == "actions")
            for (const auto& element : block["elements"])
                actions.push_back(element["action_id"]);
    return actions;
}

// A record in which everything that can be typed is that text.
View typed_everywhere(const std::string& text) {
    auto view = closed_view();
    auto& incident = view.dossier.incident;
    incident.title = text;
    incident.severity = text;
    incident.closing_words = text;
    incident.reporter = {{}, {}, text};
    incident.roles["commander"] = {{}, {}, text};
    incident.roles[text] = {UserId(text), {}, text};
    incident.components[text] = ComponentState::major;
    for (const auto part : {Part::summary, Part::impact, Part::cause, Part::lesson})
        incident.parts[part] = {text, text};
    for (int i = 0; i < 5; ++i) {
        add_entry(view, text);
        add_update(view, text);
        add_follow_up(view, text, FollowUp::State::open);
    }
    view.dossier.updates[2].withdrawn = true;
    view.dossier.updates[2].why_withdrawn = text;
    view.places.refusals = {{"a", Words(text)}, {"b", Words(text)}};
    view.places.channel_name = text;
    return view;
}

std::vector<Message> all_messages(View view) {
    std::vector<Message> messages;
    for (const bool closed : {false, true}) {
        view.dossier.incident.closed = closed;
        messages.push_back(card(view));
        messages.push_back(announcement(view));
        messages.push_back(postmortem_card(view));
        for (int number = 1; number <= 6; ++number)
            messages.push_back(update_post(view, number));
    }
    return messages;
}

}  // namespace

TEST_CASE("a card counts the entries that it was not given, too") {
    auto view = open_view();
    for (const auto* const text : {"first", "second", "third", "fourth"})
        add_entry(view, text);
    view.dossier.earlier_entries = 996;
    CHECK(read_blocks(card(view).blocks).find("997 earlier entries: /incident timeline\n") !=
          std::string::npos);
}

TEST_CASE("the card tells at a glance what is wrong, how bad, who leads and what is due") {
    auto view = open_view();
    view.dossier.incident.roles["commander"] = person("U0GRACE", "grace");
    add_update(view, "We are looking into it.");
    for (const auto* const text : {"first", "second", "third", "fourth"})
        add_entry(view, text);
    add_follow_up(view, "add an alert", FollowUp::State::open);
    add_follow_up(view, "done already", FollowUp::State::done);
    const auto message = card(view);
    CHECK(check_message(message) == Faults{});
    const auto read = read_blocks(message.blocks);
    CHECK(read ==
          "🟠 INC-7 Checkout latency\n"
          "sev2: Many are affected, or a main function is down\n"
          "Status: investigating\n"
          "Declared: 2026-11-20 14:02 UTC by <@U0ADA>\n"
          "Commander: <@U0GRACE>\n"
          "Roles still free: communications, operations, scribe\n"
          "Next update due: 2026-11-20 15:12 UTC\n"
          "Follow-ups open: 1\n"
          "What happened last\n"
          "2026-11-20 14:04 UTC  second\n"
          "2026-11-20 14:05 UTC  third\n"
          "2026-11-20 14:06 UTC  fourth\n"
          "1 earlier entry: /incident timeline\n"
          "Note what you see and do: `/incident log TEXT`\n"
          "Log\nUpdate\nAssign\nSeverity\nClose\n");
    CHECK(actions_of(message) ==
          std::vector<std::string>{"log", "update", "assign", "severity", "close"});
    const auto& buttons = message.blocks.back()["elements"];
    const auto state = read_button_value(buttons[0]["value"].get<std::string>());
    REQUIRE(state);
    CHECK(*state == state_of(view.dossier.incident));
    for (const auto* const part :
         {"INC-7 Checkout latency", "investigating", "<@U0GRACE>", "fourth", "/incident log TEXT"})
        CHECK(has(message.text, part));
}

TEST_CASE("a card without a commander says how to take the lead") {
    const auto free = card(open_view());
    CHECK(has(free.text, "Commander: nobody yet. Take it: /incident assign commander @YOU"));
    CHECK(actions_of(free) ==
          std::vector<std::string>{"claim", "log", "update", "assign", "severity", "close"});
    const auto& take = free.blocks.back()["elements"][0];
    CHECK(take["text"]["text"] == "Take command");
    CHECK(take["value"] == "INC-7 commander");
    CHECK(take["style"] == "primary");
    CHECK_FALSE(free.blocks.back()["elements"][1].contains("style"));
}

TEST_CASE("a card outside a channel of its own names the id in every command") {
    auto view = open_view();
    view.places.channel = view.places.announce_channel;
    const auto text = card(view).text;
    CHECK(has(text, "/incident INC-7 log TEXT"));
    CHECK(has(text, "/incident INC-7 assign commander @YOU"));
}

TEST_CASE("every message shows the configured command") {
    auto view = open_view();
    view.settings.command = "/fire";
    add_entry(view, "x");
    for (const auto& message : all_messages(view)) {
        CHECK_FALSE(has(message.text, "/incident "));
        CHECK_FALSE(has(message.blocks.dump(), "/incident "));
    }
}

TEST_CASE("a drill says DRILL wherever it shows") {
    auto view = open_view();
    view.dossier.incident.id = {Series::drill, 2};
    add_update(view, "Pretend it is down.");
    add_update(view, "Pretend more.");
    view.dossier.updates.back().withdrawn = true;
    for (const auto& message : {card(view), announcement(view), update_post(view, 1),
                                update_post(view, 2), postmortem_card(view)}) {
        CHECK(has(message.text, "DRILL"));
        CHECK(has(read_blocks(message.blocks), "DRILL"));
    }
    CHECK(has(topic(view), "DRILL"));
    CHECK(has(purpose(view), "drill"));
}

TEST_CASE("a closed card says how long it took, and offers to reopen") {
    auto view = closed_view();
    view.dossier.incident.closing_words = "A cache was too small.";
    const auto message = card(view);
    CHECK(check_message(message) == Faults{});
    CHECK(has(message.text, "closed"));
    CHECK(has(message.text, "Took: 3h 20m, detected to resolved"));
    CHECK(has(message.text, "A cache was too small."));
    CHECK_FALSE(has(message.text, "Next update due"));
    CHECK(actions_of(message) == std::vector<std::string>{"reopen", "postmortem"});
}

TEST_CASE("nothing is due once it is resolved, and withdrawn updates do not count") {
    auto view = open_view();
    add_update(view, "One");
    add_update(view, "Two");
    view.dossier.updates.back().withdrawn = true;
    CHECK(has(card(view).text, "15:12 UTC"));
    view.dossier.incident.status = Status::resolved;
    CHECK_FALSE(has(card(view).text, "Next update due"));
}

TEST_CASE("what Slack refused stands on the card") {
    auto view = open_view();
    view.places.refusals = {{"show_pin", Words("The card could not be pinned. Pin it by hand.")}};
    CHECK(has(card(view).text, "The card could not be pinned. Pin it by hand."));
}

TEST_CASE("a title that the head cannot hold is told whole below it") {
    auto view = open_view();
    view.dossier.incident.title = std::string(200, '&');
    const auto message = card(view);
    CHECK(check_message(message) == Faults{});
    CHECK(has(read_blocks(message.blocks), view.dossier.incident.title));
}

TEST_CASE("the announcement says what, how bad, how it stands and where to go") {
    auto view = open_view();
    add_update(view, "We found the cause.");
    const auto message = announcement(view);
    CHECK(check_message(message) == Faults{});
    for (const auto* const part :
         {"INC-7 Checkout latency", "sev2", "investigating", "nobody yet", "<#C0INC7>",
          "We found the cause.", "http://127.0.0.1:8080/incidents/INC-7"})
        CHECK(has(message.text, part));
    CHECK(actions_of(message).empty());
    view.dossier.incident.published = false;
    CHECK_FALSE(has(announcement(view).text, "127.0.0.1"));
}

TEST_CASE("an update says its status and its author; a withdrawn one only that it is withdrawn") {
    auto view = open_view();
    add_update(view, "The cause is found.");
    view.dossier.updates[0].status = Status::identified;
    view.dossier.updates[0].edited = true;
    const auto text = update_post(view, 1).text;
    for (const auto* const part : {"INC-7 Checkout latency", "identified", "Update 1",
                                   "The cause is found.", "<@U0GRACE>", "edited"})
        CHECK(has(text, part));
    view.dossier.updates[0].withdrawn = true;
    view.dossier.updates[0].why_withdrawn = "it was another fault";
    const auto withdrawn = update_post(view, 1);
    CHECK(check_message(withdrawn) == Faults{});
    CHECK(has(withdrawn.text, "Withdrawn, please disregard it: it was another fault"));
    CHECK_FALSE(has(withdrawn.text, "The cause is found."));
    CHECK(check_message(update_post(view, 99)) == Faults{});
}

TEST_CASE("an update that is too long says where the whole can be read") {
    auto view = open_view();
    add_update(view, std::string(40000, 'x'));
    const auto message = update_post(view, 1);
    CHECK(check_message(message) == Faults{});
    CHECK(has(message.text, "the status page> has all of it)"));
    CHECK(has(read_blocks(message.blocks), "has all of it)"));
    view.dossier.incident.published = false;
    CHECK(has(update_post(view, 1).text, "the postmortem has all of it"));
}

TEST_CASE("the postmortem's card says what, how long, who was affected, why, what follows") {
    auto view = closed_view();
    auto& incident = view.dossier.incident;
    incident.parts[Part::summary] = {"Payments were slow."};
    incident.parts[Part::impact] = {"One customer in five waited over 10 s."};
    incident.parts[Part::cause] = {"The cache was too small.", "Nobody watched it."};
    incident.closing_words = "Thank you all.";
    add_follow_up(view, "watch the cache", FollowUp::State::open);
    add_follow_up(view, "make it larger", FollowUp::State::done);
    add_follow_up(view, "never mind", FollowUp::State::dropped);
    view.dossier.revisions.push_back(
        {1, "standard", person("U0ADA", "ada"), two_o_clock, "closed"});
    view.places.document_link = "https://example.com/files/F1";
    const auto message = postmortem_card(view);
    CHECK(check_message(message) == Faults{});
    for (const auto* const part :
         {"Postmortem INC-7 Checkout latency", "Payments were slow.",
          "Time to resolve: 3h 20m, detected to resolved", "One customer in five",
          "• The cache was too small.", "• Nobody watched it.",
          "To do: watch the cache · Margaret (database)", "Done: make it larger", "Thank you all.",
          "https://example.com/files/F1", "Revision 1"})
        CHECK(has(message.text, part));
    CHECK_FALSE(has(message.text, "never mind"));
    CHECK(actions_of(message) == std::vector<std::string>{"link"});
}

TEST_CASE("the postmortem's card says how far people are with it, and offers what comes next") {
    struct Row {
        std::optional<DocumentState> state;
        std::vector<std::string> buttons;
        std::string says;
    };
    const Row rows[] = {
        {std::nullopt,
         {"link", "postmortem_done", "postmortem_preview"},
         "documenting, revision 2"},
        {DocumentState::in_review,
         {"link", "postmortem_done", "postmortem_preview"},
         "in review, revision 2"},
        {DocumentState::done, {"link", "postmortem_preview"}, "done, revision 2"},
        {DocumentState::published, {"link"}, "published, revision 2 · on the status page: "},
    };
    for (const auto& row : rows) {
        CAPTURE(row.says);
        auto view = closed_view();
        view.settings.page_url = "https://status.example";
        view.dossier.incident.revisions = 2;
        view.dossier.incident.document = row.state;
        view.places.document_link = "https://example.com/files/F1";
        if (row.state == DocumentState::published) {
            add_update(view, "# The whole of it");
            view.dossier.updates.back().postmortem = true;
        }
        const auto message = postmortem_card(view);
        CHECK(check_message(message) == Faults{});
        CHECK(actions_of(message) == row.buttons);
        CHECK(has(message.text, row.says));
    }
    // What is never published offers no such thing.
    auto view = closed_view();
    view.dossier.incident.id.series = Series::private_incident;
    view.dossier.incident.revisions = 1;
    CHECK(actions_of(postmortem_card(view)) == std::vector<std::string>{"postmortem_done"});
}

TEST_CASE("what nobody wrote is said to be missing") {
    const auto text = postmortem_card(closed_view()).text;
    CHECK(has(text, "Not written yet"));
    CHECK(has(text, "No follow-ups"));
}

TEST_CASE("whatever was typed stays text, within Slack's limits, in every message") {
    for (const auto& typed : hostile_texts()) {
        CAPTURE(typed);
        for (const auto& message : all_messages(typed_everywhere(typed))) {
            CHECK(check_message(message) == Faults{});
            for (const auto* const entity : {"<!channel", "<!here", "<@U0000000A", "<#C0000000A",
                                             "<!subteam", "<script", "<!date^1767225600"})
                CHECK_FALSE(has(message.text, entity));
            CHECK_FALSE(has(message.blocks.dump(), "\"broadcast\""));
            CHECK_FALSE(has(message.blocks.dump(), "\"U0000000A\""));
        }
        const auto shown = read_blocks(card(typed_everywhere(typed)).blocks);
        CHECK(has(shown, typed));
    }
}

TEST_CASE("texts of any length and any bytes keep every message within Slack's limits") {
    const std::string texts[] = {
        std::string(40000, 'x'),
        std::string(40000, '&'),
        std::string(40000, '\n'),
        std::string("a\0b\x01\x1F", 5),
        "\xFF\xC3",
        "",
        " ",
    };
    for (const auto& typed : texts)
        for (const auto& message : all_messages(typed_everywhere(typed))) {
            CHECK(check_message(message) == Faults{});
            CHECK_FALSE(has(message.text, std::string_view("\0", 1)));
        }
}

TEST_CASE("a note says its words") {
    const auto message = note(Words().user(UserId("U0ADA"), "ada").plain(" is commander now."));
    CHECK(message.text == "<@U0ADA> is commander now.");
    CHECK(check_message(message) == Faults{});
}

TEST_CASE("a message more than two minutes late says so in its own text") {
    const auto message = note("x");
    using std::chrono::seconds;
    CHECK(with_lateness(message, two_o_clock, two_o_clock + seconds(120)).text == "x");
    CHECK(with_lateness(message, two_o_clock, two_o_clock - seconds(500)).text == "x");
    const auto late = with_lateness(message, two_o_clock, two_o_clock + seconds(121));
    CHECK(has(late.text, "Sent late: this happened <!date^1795183320^"));
    CHECK(has(read_blocks(late.blocks), "Sent late"));
    CHECK(check_message(late) == Faults{});
    auto view = open_view();
    add_update(view, std::string(40000, '<'));
    const auto full = with_lateness(update_post(view, 1), two_o_clock, two_o_clock + seconds(999));
    CHECK(check_message(full) == Faults{});
    CHECK(has(full.text, "Sent late"));
}

TEST_CASE("topic and purpose fit Slack and mention nobody") {
    auto view = open_view();
    view.dossier.incident.roles["commander"] = person("U0GRACE", "grace");
    CHECK(topic(view) == "🟠 sev2 · investigating · commander grace · Checkout latency");
    CHECK(has(topic(closed_view()), "closed · took 3h 20m"));
    CHECK(has(purpose(view), "/incident log TEXT"));
    for (const auto& typed : hostile_texts()) {
        auto hostile = typed_everywhere(typed);
        CHECK_FALSE(has(topic(hostile) + purpose(hostile), "<"));
    }
    const auto large = typed_everywhere(std::string(40000, '&'));
    CHECK(characters(topic(large)) <= 250);
    CHECK(characters(purpose(large)) <= 250);
}

TEST_CASE("channel names keep Slack's rules") {
    const struct {
        const char* title;
        const char* name;
    } rows[] = {
        {"Checkout latency", "inc-7-checkout-latency"},
        {"  Checkout -- latency!! ", "inc-7-checkout-latency"},
        {"Größe übersteigt Maß", "inc-7-grosse-ubersteigt-mass"},
        {"Œuvre à l'æther", "inc-7-oeuvre-a-laether"},
        {"Łódź & Đà Nẵng, Người", "inc-7-lodz-da-nang-nguoi"},
        {"e\xCC\x81te\xCC\x81", "inc-7-ete"},
        {"Сбой оплаты", "inc-7-sboy-oplaty"},
        {"Αθήνα", "inc-7-athina"},
        {"支払い障害", "inc-7"},
        {"🔥🔥", "inc-7"},
        {"___", "inc-7"},
        {"", "inc-7"},
        {"DB_primary down", "inc-7-db_primary-down"},
        {"\xFF\xFE", "inc-7"},
    };
    const IncidentId id{Series::incident, 7};
    const Settings settings;
    for (const auto& row : rows)
        CHECK(channel_name(id, row.title, settings, 0) == row.name);
    CHECK(channel_name(id, "Checkout", settings, 1) == "inc-7-checkout-2");
    CHECK(channel_name({Series::drill, 2}, "Fire", settings, 0) == "drl-2-fire");
}

TEST_CASE("a long channel name loses words of its title, never its id or suffix") {
    Settings settings;
    const IncidentId id{Series::incident, 7};
    const std::string title =
        "The checkout of every shop in Europe answers very slowly since the change of this morning";
    for (const auto* const pattern : {"{id}-{title}", "{title}-{id}", "incident_{id}_{title}_x"}) {
        settings.channel_pattern = pattern;
        for (const int attempt : {0, 1, 9, 99999}) {
            const auto name = channel_name(id, title, settings, attempt);
            CAPTURE(name);
            CHECK(name.size() <= 80);
            CHECK(has(name, "inc-7"));
            if (attempt > 0)
                CHECK(name.ends_with("-" + std::to_string(attempt + 1)));
            CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") ==
                  std::string::npos);
        }
    }
    settings.channel_pattern = "Ops / {id}";
    CHECK(channel_name(id, title, settings, 0) == "ops-inc-7");
    settings.channel_pattern = "…";
    CHECK(channel_name(id, title, settings, 0) == "inc-7");
}

TEST_CASE("a duplicate's card and announcement lead to the incident that goes on") {
    auto view = open_view();
    view.dossier.incident.folded = Fold{{Series::incident, 3}, 5, 2};
    view.dossier.incident.closed = true;
    const auto shown = card(view);
    CHECK(has(shown.text, "INC-7 Checkout latency · duplicate of INC-3"));
    CHECK(has(shown.text, "This is the same incident as "));
    CHECK(actions_of(shown) == std::vector<std::string>{"reopen"});
    CHECK_FALSE(has(shown.text, "/incident log"));
    CHECK(has(announcement(view).text, "It goes on as "));
    CHECK(has(topic(view), "duplicate of INC-3"));
    for (const auto& message : {shown, announcement(view)})
        CHECK(check_message(message) == Faults{});
}

TEST_CASE("the card tells how components are while it lasts, and afterwards which they were") {
    auto view = open_view();
    view.dossier.incident.components = {{"Checkout", ComponentState::partial},
                                        {"Search", ComponentState::operational}};
    CHECK(has(card(view).text, "partly out"));
    CHECK(has(card(view).text, "working"));
    view.dossier.incident.status = Status::resolved;
    CHECK(has(card(view).text, "Affected: Checkout, Search"));
    CHECK_FALSE(has(card(view).text, "partly out"));
}
