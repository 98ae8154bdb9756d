// Messages that become timeline entries, through the whole program.
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <set>
#include <string>

using namespace muster;
using muster::testing::Whole;
using nlohmann::json;

namespace {

struct Scene {
    Scene() {
        whole.types("declare sev3 Checkout is slow");
        whole.settle();
        channel = whole.newest_channel();
    }

    std::string writes(const std::string& user, const std::string& text,
                       const std::string& thread = "", const std::string& where = "") {
        return whole.in_slack([&](sandbox::Server& server) {
            return server.post_message(user, where.empty() ? channel : where, text, thread);
        });
    }
    void does(const std::function<void(sandbox::Workspace&, sandbox::Channel&)>& deed) {
        whole.in_slack([&](sandbox::Server& server) {
            deed(server.workspace(), *server.workspace().find_channel(channel));
            return 0;
        });
    }
    void reacts(const std::string& user, const std::string& ts, bool on = true) {
        does([&](auto& workspace, auto& place) {
            if (on)
                workspace.react(place, ts, "pushpin", user);
            else
                workspace.unreact(place, ts, "pushpin", user);
        });
    }
    // Its timeline without what Muster wrote, "1 Grace: …" a line each.
    std::string timeline(int number = 1) {
        std::string text;
        const auto store = open_store_to_read(whole.config().database, whole.config().settings);
        for (const auto& entry : store->record().entries({Series::incident, number}, 0, 1'000))
            if (entry.source == Entry::Source::message)
                text += std::to_string(entry.number) + " " + entry.author.name + ": " + entry.text +
                        "\n";
        return text;
    }
    Entry newest_entry() {
        const auto store = open_store_to_read(whole.config().database, whole.config().settings);
        const IncidentId id{Series::incident, 1};
        return store->record().entry(id, store->record().incident(id)->entries).value();
    }
    void shows(const std::string& expected, int number = 1) {
        CAPTURE(expected);
        Whole::until([&] { return timeline(number) == expected; });
    }
    // What only that person sees in that channel, the newest.
    std::string told(const std::string& user, const std::string& where) {
        return whole.in_slack([&](sandbox::Server& server) {
            std::string text;
            for (const auto& [ts, message] : server.workspace().find_channel(where)->messages)
                if (message.ephemeral_to == user)
                    text = message.text;
            return text;
        });
    }

    Whole whole;
    std::string channel;
};

}  // namespace

TEST_CASE("a pushpin puts a message into the timeline, in a thread too; taken off, it is undone") {
    Scene scene;
    const auto first = scene.writes("U0GRACE", "failover by @ada");
    const auto reply = scene.writes("U0LINUS", "it was the pool", first);
    scene.reacts("U0ADA", first);
    scene.shows("1 Grace: failover by @ada\n");
    scene.reacts("U0ADA", reply);
    scene.shows("1 Grace: failover by @ada\n2 Linus: it was the pool\n");
    const auto link = scene.newest_entry().link;
    CHECK(link.find("/archives/" + scene.channel + "/p") != std::string::npos);
    CHECK(link.find("thread_ts=" + first) != std::string::npos);
    scene.reacts("U0GRACE", first);
    scene.reacts("U0ADA", first, false);
    scene.reacts("U0ADA", reply, false);
    scene.shows("1 Grace: failover by @ada\n");
    scene.reacts("U0GRACE", first, false);
    scene.shows("");
    scene.does([&](auto& workspace, auto& place) { workspace.pin(place, first, "U0LINUS"); });
    scene.shows("1 Grace: failover by @ada\n");
    scene.does([&](auto& workspace, auto& place) { workspace.unpin(place, first, "U0ADA"); });
    scene.shows("");
    // Muster's own pinned card never was an entry.
    CHECK(scene.newest_entry().number == 2);
}

TEST_CASE("files on a message are linked, its edits are followed, and it goes when it is deleted") {
    Scene scene;
    std::string ts;
    scene.does([&](auto& workspace, auto& place) {
        sandbox::File file;
        file.name = "graph.png";
        file.title = "Graph";
        file.user = "U0GRACE";
        file.state = sandbox::File::State::complete;
        const auto id = workspace.promise_file(file).id;
        sandbox::Post post;
        post.channel = place.id;
        post.text = "look";
        post.files = {id};
        ts = workspace.post(post, "U0GRACE").ts;
    });
    scene.reacts("U0ADA", ts);
    Whole::until([&] { return scene.timeline().starts_with("1 Grace: look\nGraph (http"); });
    CHECK(scene.whole.asked("files.sharedPublicURL") == 0);

    const auto words = scene.writes("U0GRACE", "failover");
    scene.reacts("U0ADA", words);
    Whole::until([&] { return scene.timeline().ends_with("2 Grace: failover\n"); });
    scene.does([&](auto& workspace, auto& place) {
        sandbox::Edit edit;
        edit.text = "failover ended";
        workspace.edit(place, words, edit, "U0GRACE");
    });
    Whole::until([&] { return scene.timeline().ends_with("2 Grace: failover ended\n"); });
    scene.does([&](auto& workspace, auto& place) { workspace.remove(place, words, "U0GRACE"); });
    Whole::until([&] { return scene.timeline().find("failover") == std::string::npos; });
    const auto history = scene.whole.types("INC-1 history 2").response.value("text", "");
    CHECK(history.find("“failover” became “failover ended”") != std::string::npos);
    CHECK(history.find("its message was deleted") != std::string::npos);
}

TEST_CASE("Add to timeline answers its asker at once in the channel, and elsewhere by a form") {
    Scene scene;
    const auto here = scene.writes("U0GRACE", "failover");
    REQUIRE(scene.whole.chooses("add_to_timeline", scene.channel, here).ok);
    CHECK(scene.timeline() == "1 Grace: failover\n");  // kept before it was acknowledged
    Whole::until(
        [&] { return scene.told("U0ADA", scene.channel).find("Entry 1") != std::string::npos; });

    const auto there = scene.writes("U0LINUS", "mail is slow", "", "C0GENERAL");
    REQUIRE(scene.whole.chooses("add_to_timeline", "C0GENERAL", there).ok);
    Whole::until([&] { return scene.whole.top_view().is_object(); });
    const json incident{{"value", "INC-1"}};
    const auto sent = scene.whole.sends({{"incident", {{"v", {{"selected_option", incident}}}}}});
    CHECK(sent.ok);
    CHECK(scene.timeline() == "1 Grace: failover\n2 Linus: mail is slow\n");
    CHECK(scene.newest_entry().link.find("/archives/C0GENERAL/p") != std::string::npos);
}

TEST_CASE("an incident that was declared from a message begins with it") {
    Scene scene;
    const auto ts = scene.writes("U0GRACE", "Login fails\nsince ten", "", "C0GENERAL");
    REQUIRE(scene.whole.chooses("declare_from_message", "C0GENERAL", ts).ok);
    Whole::until([&] { return scene.whole.top_view().is_object(); });
    const auto sent = scene.whole.sends(json::object());
    CHECK(sent.ok);
    CHECK(scene.timeline(2) == "1 Grace: Login fails\nsince ten\n");
    const auto shown = scene.whole.types("show INC-2").response.value("text", "");
    CHECK(shown.find("Login fails") != std::string::npos);
}

TEST_CASE("scribe reads the channel into a form, and what is chosen is in the timeline") {
    Scene scene;
    const auto first = scene.writes("U0GRACE", "failover");
    const auto second = scene.writes("U0LINUS", "all is well");
    scene.reacts("U0ADA", first);
    scene.shows("1 Grace: failover\n");
    scene.whole.types("INC-1 scribe 30m");
    Whole::until([&] { return scene.whole.top_view().contains("submit"); });
    const auto view = scene.whole.top_view();
    REQUIRE(view["blocks"].size() == 2);
    const auto& options = view["blocks"][1]["element"]["options"];
    REQUIRE(options.size() == 1);
    CHECK(options[0]["value"] == second);
    CHECK(options[0]["text"]["text"] == "all is well");
    const auto sent = scene.whole.sends(
        {{"messages", {{"v", {{"selected_options", json::array({options[0]})}}}}}});
    CHECK(sent.ok);
    CHECK(scene.timeline() == "1 Grace: failover\n2 Linus: all is well\n");
}

TEST_CASE("what Slack does not let Muster read is said to whoever marked it") {
    Scene scene;
    const auto ts = scene.writes("U0GRACE", "failover");
    scene.does(
        [&](auto& workspace, auto& /*place*/) { workspace.scopes.erase("channels:history"); });
    scene.reacts("U0ADA", ts);
    Whole::until([&] {
        return scene.told("U0ADA", scene.channel).find("channels:history") != std::string::npos;
    });
    CHECK(scene.timeline().empty());
    scene.does(
        [&](auto& workspace, auto& /*place*/) { workspace.scopes.insert("channels:history"); });
    scene.reacts("U0ADA", ts, false);
    scene.reacts("U0ADA", ts);
    scene.shows("1 Grace: failover\n");
}
