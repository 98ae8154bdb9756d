#include "tests/bot/outbox_run.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace muster;
using namespace muster::sample;
using namespace muster::testing;
using Kind = Effect::Kind;

namespace {

constexpr int incidents = 3;
constexpr int changes = 20;  // of each incident, while Slack is away
constexpr int notes = 3;

IncidentId nth(int number) {
    return {Series::incident, number};
}

Effect note(IncidentId id, int number) {
    auto said = effect(Kind::post_note, id);
    said.words = Words("note " + std::to_string(number) + ".");
    return said;
}

// An incident is declared, and much happens in it.
void live_through(Run& run, IncidentId id) {
    auto members = effect(Kind::show_members, id);
    members.people = {"U0ADA"};
    run.keep(job({declared(id)}, {effect(Kind::create_channel, id), effect(Kind::post_card, id),
                                  effect(Kind::post_announcement, id), effect(Kind::show_topic, id),
                                  effect(Kind::show_purpose, id), effect(Kind::show_pin, id),
                                  effect(Kind::show_bookmark, id), members}));
    for (int number = 1; number <= changes; ++number)
        run.keep(job({change(id, Renamed{"Title " + std::to_string(number), ""})},
                     {effect(Kind::show_card, id), effect(Kind::show_topic, id),
                      effect(Kind::show_announcement, id), effect(Kind::show_purpose, id)}));
    for (int number = 1; number <= notes; ++number)
        run.keep(job({}, {note(id, number)}));
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("after an hour without Slack it agrees with the record, by nearly the fewest calls") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    slack.away_until = slack.clock + 3600;
    for (int number = 1; number <= incidents; ++number)
        live_through(run, nth(number));
    run.finish();

    // What cannot be done without: for each incident a channel, its card, announcement and notes,
    // its topic, description, pin and bookmark, and its people; and once, where the
    // announcements go.
    const int needed = incidents * (8 + notes) + 1;
    const auto first_back = std::ranges::find_if(
        slack.calls, [](const std::string& method) { return method != "conversations.create"; });
    const auto tries = first_back - slack.calls.begin();
    const auto made = slack.calls.end() - first_back + incidents;
    MESSAGE("calls after Slack came back: " << made << ", needed: " << needed
                                            << "; tries while it was away: " << tries - incidents);
    CHECK(made >= needed);
    CHECK(made <= needed + incidents);
    CHECK(tries <= incidents * 75);  // one a minute each
    CHECK(slack.count_calls("chat.update") == 0);
    CHECK(slack.made_by("U0BOT").size() == incidents);
    for (const auto& channel : slack.made_by("U0BOT")) {
        const auto said = slack.posted(channel.id);
        REQUIRE(said.size() == 1 + notes);
        CHECK(has(said[0].text, "Title 20"));
        for (int number = 1; number <= notes; ++number)
            CHECK(has(said[static_cast<std::size_t>(number)].text,
                      "note " + std::to_string(number) + "."));
        for (const auto& message : said)
            CHECK(has(message.text, "Sent late"));
        CHECK(has(channel.topic, "Title 20"));
        CHECK(channel.pins == std::vector<std::string>{said[0].ts});
        CHECK(channel.bookmarks.size() == 1);
    }
    REQUIRE(slack.posted("C0INCIDENTS").size() == incidents);
    for (const auto& message : slack.posted("C0INCIDENTS"))
        CHECK((has(message.text, "Title 20") && has(message.text, "Sent late")));
}

TEST_CASE("what was put off goes as soon as something else gets through") {
    const Folder folder;
    DeliverySlack slack;
    {
        Run run(folder.file(), slack);
        live_through(run, nth(1));
        run.finish();
    }
    Run run(folder.file(), slack);
    const auto begin = run.clock.now();
    run.keep(
        job({change(nth(1), Renamed{"Another title", ""})}, {effect(Kind::show_topic, nth(1))}));
    constexpr int failures = 6;  // after which it waits for half a minute
    slack.faults.assign(failures, DeliverySlack::Fault::busy);
    int calls = 0;
    run.api.before_call = [&] {
        if (++calls == failures)
            run.keep(job({}, {note(nth(1), 11)}));
    };
    run.finish();
    CHECK(has(slack.made_by("U0BOT").at(0).topic, "Another title"));
    CHECK(run.clock.now() - begin < std::chrono::seconds(40));
}

TEST_CASE("a card that was deleted by hand is back, pinned, and there once") {
    const Folder folder;
    DeliverySlack slack;
    {
        Run run(folder.file(), slack);
        live_through(run, nth(1));
        run.finish();
    }
    auto& channel = slack.channels.at(slack.made_by("U0BOT").at(0).id);
    const auto card = slack.posted(channel.id).at(0).ts;
    slack.remove_message(card);
    channel.pins.clear();
    Run run(folder.file(), slack);
    run.keep(job({}, {effect(Kind::show_card, nth(1)), effect(Kind::show_pin, nth(1))}));
    run.finish();
    int cards = 0;
    for (const auto& message : slack.posted(channel.id))
        cards += has(message.text, "What happened last") ? 1 : 0;
    CHECK(cards == 1);
    REQUIRE(channel.pins.size() == 1);
    CHECK(channel.pins[0] != card);
}

TEST_CASE("an archived channel brings what it missed, in order, when it is back") {
    const Folder folder;
    DeliverySlack slack;
    {
        Run run(folder.file(), slack);
        live_through(run, nth(1));
        run.finish();
    }
    auto& channel = slack.channels.at(slack.made_by("U0BOT").at(0).id);
    channel.archived = true;
    const auto before = slack.posted(channel.id).size();
    Run run(folder.file(), slack);
    for (int number = 11; number <= 14; ++number)
        run.keep(job({}, {note(nth(1), number)}));
    run.keep(job({}, {effect(Kind::show_card, nth(1))}));
    int calls = 0;
    run.api.before_call = [&] {
        if (++calls == 12)
            channel.archived = false;
    };
    run.finish();
    const auto said = slack.posted(channel.id);
    REQUIRE(said.size() == before + 4);
    for (std::size_t index = 0; index < 4; ++index) {
        CHECK(has(said[before + index].text, "note " + std::to_string(11 + index) + "."));
        CHECK(has(said[before + index].text, "Sent late"));
    }
    const auto places = run.read<Places>([](Store& store) {
        CHECK(store.backlog() == 0);
        return store.record().places(inc_1);
    });
    CHECK(places.room == RoomState::open);
    CHECK(places.refusals.empty());
}

TEST_CASE("a backlog of decoration leaves slots for what a person waits for") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    for (int number = 1; number <= 30; ++number) {
        const IncidentId id = nth(number);
        slack.add_channel("C0ROOM" + std::to_string(number), "room-" + std::to_string(number),
                          "U0OTHER", true);
        run.keep(job({declared(id)}, {effect(Kind::post_announcement, id)}));
    }
    // None of them comes back until so many are under way: the rest of the slots stays free.
    run.api.gathers = 12;
    run.finish();
    CHECK(run.api.most_at_once == 12);
    CHECK(slack.posted("C0INCIDENTS").size() == 30);
}
