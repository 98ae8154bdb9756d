// What is wrong reaches the log, /readyz, /metrics and, when it lasted, the administrators.
#include "bot/admin.hpp"
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <string>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

namespace {

Config with_administrators() {
    Config config;
    config.administrators = {"U0ADA", "U4SAM"};
    return config;
}

// What the bot wrote to somebody directly.
std::vector<std::string> told(Whole& whole, const std::string& person) {
    return whole.in_slack([&](sandbox::Server& server) {
        std::vector<std::string> texts;
        const auto& workspace = server.workspace();
        for (const auto& [id, channel] : workspace.channels())
            if (channel.is_im() && channel.has(person) && channel.has(workspace.bot_user))
                for (const auto& [ts, message] : channel.messages)
                    texts.push_back(message.text);
        return texts;
    });
}

// Lets `time` pass, with looks in between.
void pass(Whole& whole, std::chrono::seconds time) {
    for (auto passed = 0s; passed < time; passed += 30s) {
        whole.clock().advance(30s);
        whole.look_around();
    }
}

void refuse_handshakes(Whole& whole, bool refused) {
    whole.in_slack([&](sandbox::Server& server) {
        server.faults().clear();
        if (!refused)
            return 0;
        sandbox::Fault fault;
        fault.where = "socket.handshake";
        fault.action = sandbox::Fault::Action::status;
        fault.count = -1;
        server.faults().add(fault);
        server.sockets().cut_all();
        return 0;
    });
}

}  // namespace

TEST_CASE("an outage that lasted is told to each administrator, once, when it is over") {
    spdlog::set_level(spdlog::level::off);
    Whole whole(with_administrators());
    whole.look_around();
    refuse_handshakes(whole, true);
    Whole::until([&] {
        const auto state = whole.session();
        return state.ready == 0 && state.problem.find("503") != std::string::npos;
    });
    whole.look_around();
    pass(whole, 5min);
    const auto problems = whole.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].kind == ProblemKind::slack_unreachable);
    CHECK(problems[0].what.find("503") != std::string::npos);
    CHECK(told(whole, "U0ADA").empty());

    refuse_handshakes(whole, false);
    Whole::until([&] { return whole.session().ready > 0; });
    pass(whole, 3min);
    whole.settle();
    for (const auto* person : {"U0ADA", "U4SAM"}) {
        const auto texts = told(whole, person);
        REQUIRE(texts.size() == 1);
        CHECK(texts[0].find("Slack could not be reached") != std::string::npos);
    }
    CHECK(whole.problems().empty());
    pass(whole, 10min);
    whole.settle();
    CHECK(told(whole, "U0ADA").size() == 1);
    spdlog::set_level(spdlog::level::info);
}

TEST_CASE("a message to an administrator whose outcome is unknown is not sent twice") {
    spdlog::set_level(spdlog::level::off);
    Whole whole(with_administrators());
    whole.look_around();
    refuse_handshakes(whole, true);
    Whole::until([&] { return whole.session().ready == 0; });
    whole.look_around();
    pass(whole, 5min);
    refuse_handshakes(whole, false);
    whole.in_slack([](sandbox::Server& server) {
        sandbox::Fault cut;
        cut.where = "chat.postMessage";
        cut.action = sandbox::Fault::Action::cut_after;
        cut.count = 2;
        server.faults().add(cut);
        return 0;
    });
    Whole::until([&] { return whole.session().ready > 0; });
    pass(whole, 3min);
    int looks = 0;
    Whole::until([&] {
        if (++looks % 20 == 0)
            whole.clock().advance(1s);
        return whole.asked("conversations.history") >= 2;
    });
    whole.settle();
    CHECK(told(whole, "U0ADA").size() == 1);
    CHECK(told(whole, "U4SAM").size() == 1);
    spdlog::set_level(spdlog::level::info);
}

TEST_CASE("a list that may not be read is a problem with its scope, told while it stands") {
    spdlog::set_level(spdlog::level::off);
    Config config = with_administrators();
    Whole whole(config);
    whole.look_around();
    CHECK(whole.problems().empty());
    whole.in_slack([](sandbox::Server& server) {
        sandbox::Fault fault;
        fault.where = "users.info";
        fault.error = "missing_scope";
        fault.count = -1;
        server.faults().add(fault);
        sandbox::Person newcomer;  // nobody has heard of her yet
        newcomer.id = "U9NEW";
        newcomer.handle = "edith";
        server.workspace().add_person(newcomer);
        return 0;
    });
    auto* const server = whole.in_slack([](sandbox::Server& all) { return &all; });
    asio::co_spawn(whole.slack_executor(),
                   server->slash_command("U9NEW", whole.place, "/incident help"), asio::use_future)
        .get();
    Whole::until([&] {
        whole.look_around();
        return !whole.problems().empty();
    });
    CHECK(whole.problems().at(0).kind == ProblemKind::missing_scope);
    CHECK(whole.problems().at(0).what.find("users.info") != std::string::npos);
    pass(whole, 3min);
    whole.settle();
    const auto texts = told(whole, "U0ADA");
    REQUIRE(texts.size() == 1);
    CHECK(texts[0].find("install the app again") != std::string::npos);
    spdlog::set_level(spdlog::level::info);
}

TEST_CASE("readiness and metrics name what stands") {
    Health health;
    health.slack.ready = 2;
    health.record.emplace();
    CHECK(readiness(health).status == 200);
    struct Row {
        ProblemKind kind;
        int status;
    };
    const Row rows[] = {
        {ProblemKind::missing_scope, 200},
        {ProblemKind::too_many_connections, 200},
        {ProblemKind::token_refused, 503},
        {ProblemKind::database, 503},
    };
    for (const auto& row : rows) {
        LastingProblem problem;
        problem.kind = row.kind;
        problem.since = read_rfc3339("2026-11-20T14:02:00Z").value();
        problem.what = "It is wrong.";
        problem.advice = "Put it right.";
        health.problems = {problem};
        const auto answer = readiness(health);
        CHECK(answer.status == row.status);
        CHECK(answer.body.find("2026-11-20T14:02:00Z") != std::string::npos);
        CHECK(answer.body.find("Put it right.") != std::string::npos);
        const std::string name(to_string(row.kind));
        CHECK(metrics(health).body.find("muster_problem{kind=\"" + name + "\"} 1") !=
              std::string::npos);
        CHECK(metrics(health).body.find("muster_problem{kind=\"slack_unreachable\"} 0") !=
              std::string::npos);
    }
    health.problems.clear();
    health.record->oldest_wait = stuck_after;
    CHECK(readiness(health).status == 503);
}

TEST_CASE("a disk that does not answer is said, and no figure is made up for it") {
    Health health;
    health.slack.ready = 2;
    CHECK(readiness(health).status == 503);
    CHECK(readiness(health).body.find("the disk did not answer within a second") !=
          std::string::npos);
    CHECK(readiness(health).body.find("\"backlog\": null") != std::string::npos);
    CHECK(metrics(health).body.find("muster_outbox_backlog") == std::string::npos);
    CHECK(metrics(health).body.find("muster_page_behind") == std::string::npos);
    health.record = RecordHealth{.backlog = 3, .page_behind = 2};
    CHECK(readiness(health).status == 200);
    CHECK(metrics(health).body.find("\nmuster_outbox_backlog 3") != std::string::npos);
    CHECK(metrics(health).body.find("\nmuster_page_behind 2") != std::string::npos);
}
