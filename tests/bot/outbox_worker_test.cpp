#include "bot/outbox_worker.hpp"

#include "tests/bot/outbox_run.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace muster;
using namespace muster::sample;
using namespace muster::testing;
using Kind = Effect::Kind;

namespace {

// All that an incident owes from declare to postmortem.
Job whole_incident(IncidentId id) {
    const auto update = [&](int number) {
        Update made;
        made.number = number;
        made.at = at(number);
        made.author = ada;
        made.text = "update " + std::to_string(number);
        return change(id, UpdateMade{made});
    };
    auto members = effect(Kind::show_members, id);
    members.people = {"U0ADA", "@dba"};
    auto note = effect(Kind::post_note, id);
    note.words = Words("Ada is commander now.");
    std::vector<Effect> effects{effect(Kind::create_channel, id),
                                effect(Kind::post_card, id),
                                effect(Kind::post_announcement, id),
                                effect(Kind::show_topic, id),
                                effect(Kind::show_purpose, id),
                                effect(Kind::show_pin, id),
                                effect(Kind::show_bookmark, id),
                                members,
                                note,
                                effect(Kind::post_update, id, 2),
                                effect(Kind::show_announcement, id),
                                effect(Kind::show_card, id),
                                effect(Kind::post_postmortem, id),
                                effect(Kind::upload_document, id, 1)};
    return job({declared(id), update(1), update(2), change(id, Closed{"done"}),
                change(id, RevisionMade{Revision{1, "standard", ada, at(3), "closed"}})},
               effects);
}

// What there is of an incident at Slack after all of that, each thing once; empty when it is so.
std::string wrong_with(const DeliverySlack& slack, const Places& places) {
    const auto made = slack.made_by("U0BOT");
    if (made.size() != 1)
        return std::to_string(made.size()) + " channels";
    const auto& channel = made.front();
    std::set<std::string> marks;
    for (const auto& message : slack.messages)
        if (!marks.insert(message.mark).second)
            return "two messages of one mark";
    const auto room = slack.posted(channel.id);
    const auto announced = slack.posted("C0INCIDENTS");
    if (room.size() != 4)  // card, note, update, postmortem
        return std::to_string(room.size()) + " messages in the room";
    if (announced.size() != 1)
        return std::to_string(announced.size()) + " announcements";
    if (slack.posted("C0INCIDENTS", announced[0].ts).size() != 1)
        return "not one update in the announcement's thread";
    if (slack.posted("C0POSTMORTEMS").size() != 1)
        return "not one copy of the postmortem";
    int shared = 0;
    for (const auto& [id, file] : slack.files)
        shared += file.shared;
    if (shared != 1)
        return "a document shared " + std::to_string(shared) + " times";
    if (channel.pins.size() != 1 || channel.bookmarks.size() != 1 || channel.topic.empty() ||
        channel.purpose.empty() || channel.members.size() != 2)
        return "the channel is not furnished";
    if (places.channel.str() != channel.id || places.card.str() != channel.pins[0] ||
        places.announcement.str() != announced[0].ts || places.document.empty() ||
        places.updates.size() != 1 || places.room_updates.size() != 1)
        return "the places are not those at Slack";
    return "";
}

Places places_in(Run& run) {
    return run.read<Places>([](Store& store) {
        CHECK(store.backlog() == 0);
        return store.record().places(inc_1);
    });
}

}  // namespace

TEST_CASE("an incident's effects reach Slack, each once") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    run.keep(whole_incident(inc_1));
    run.finish();
    CHECK(run.worker.counts().put_off == 0);
    CHECK(run.worker.counts().in_doubt == 0);
    CHECK(run.worker.last_ended());
    CHECK(wrong_with(slack, places_in(run)) == "");
}

TEST_CASE("the program dies at any call, before or after Slack has it: each thing is there once") {
    for (int call = 1; call <= 30; ++call) {
        for (const bool after : {false, true}) {
            CAPTURE(call);
            CAPTURE(after);
            const Folder folder;
            DeliverySlack slack;
            {
                Run run(folder.file(), slack);
                run.keep(whole_incident(inc_1));
                run.api.dies_at = call;
                run.api.dies_after = after;
                run.finish();
            }
            Run run(folder.file(), slack);
            run.finish();
            CHECK(wrong_with(slack, places_in(run)) == "");
        }
    }
}

TEST_CASE("any mixture of faults and deaths ends with each thing once") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 40; ++round) {
        CAPTURE(round);
        const Folder folder;
        DeliverySlack slack;
        for (int count = 0; count < 60; ++count)
            slack.faults.push_back(random() % 3 != 0
                                       ? DeliverySlack::Fault::none
                                       : static_cast<DeliverySlack::Fault>(1 + random() % 4));
        for (int life = 0; life < 3; ++life) {
            Run run(folder.file(), slack);
            if (life == 0)
                run.keep(whole_incident(inc_1));
            run.api.dies_at = 1 + static_cast<int>(random() % 25);
            run.api.dies_after = random() % 2 == 0;
            run.finish();
        }
        Run run(folder.file(), slack);
        run.finish();
        CHECK(wrong_with(slack, places_in(run)) == "");
    }
}

TEST_CASE("different incidents are delivered at once, but not without bound") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    for (int number = 1; number <= 40; ++number)
        run.keep(job({declared({Series::incident, number})},
                     {effect(Kind::create_channel, {Series::incident, number})}));
    run.api.gathers = 16;
    run.finish();
    CHECK(slack.made_by("U0BOT").size() == 40);
    CHECK(run.api.most_at_once == 16);
}

TEST_CASE("what changes while a Show is under way is shown by another one") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    run.keep(job({declared(inc_1)}, {effect(Kind::create_channel), effect(Kind::post_card)}));
    slack.refusals["conversations.create"] = "restricted_action";
    run.keep(job({}, {effect(Kind::post_announcement), effect(Kind::show_announcement)}));
    run.api.meanwhile = [&] {
        run.keep(job({change(inc_1, Renamed{"Checkout is down", ""})},
                     {effect(Kind::show_announcement)}));
    };
    run.finish();
    REQUIRE(slack.posted("C0INCIDENTS").size() == 1);
    CHECK(slack.posted("C0INCIDENTS")[0].text.find("Checkout is down") != std::string::npos);
    CHECK(places_in(run).refusals.size() == 1);
}

TEST_CASE("nothing is sent before it is known who we are") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    run.worker.identify({});
    run.keep(job({declared(inc_1)}, {effect(Kind::create_channel)}));
    run.clock.advance(std::chrono::seconds(1));
    CHECK_FALSE(run.worker.idle());
    run.worker.identify(Run::self());
    run.finish();
    CHECK(slack.made_by("U0BOT").size() == 1);
}

TEST_CASE("the document is rendered when it is sent, and its link is kept") {
    const Folder folder;
    DeliverySlack slack;
    Run run(folder.file(), slack);
    run.keep(whole_incident(inc_1));
    run.finish();
    CHECK(places_in(run).document_link == "https://files.example/p/F1");
    CHECK(slack.files.at("F1").bytes == "INC-1 revision 1");
}

TEST_CASE("a workspace without canvases is asked again after six hours, not at each incident") {
    const Folder folder;
    DeliverySlack slack;
    slack.refusals["conversations.canvases.create"] = "canvas_disabled_user_team";
    Run run(folder.file(), slack, true);
    run.keep(whole_incident(inc_1));
    const auto soon = [&] {
        CHECK(slack.count_calls("conversations.canvases.create") == 1);
        CHECK(slack.files.size() == 1);
        run.keep(whole_incident(inc_2));
    };
    const auto later = [&] {
        CHECK(slack.count_calls("conversations.canvases.create") == 1);
        CHECK(slack.files.size() == 2);
        slack.refusals.clear();
        run.clock.advance(std::chrono::hours(7));
        run.keep(whole_incident({Series::incident, 3}));
    };
    run.finish({soon, later});
    CHECK(slack.count_calls("conversations.canvases.create") == 2);
    CHECK(slack.files.size() == 2);
    CHECK(slack.canvases.size() == 1);
}
