#include "sandbox/socket_mode.hpp"

#include "sandbox/interactions.hpp"
#include "tests/sandbox/fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

#include <deque>

namespace asio = boost::asio;
using namespace muster::sandbox;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

// A client's end without a socket: keeps what it is sent, and acknowledges if told how.
struct Client : SocketLink {
    void send(std::string text) override {
        const json frame = json::parse(text);
        frames.push_back(frame);
        if (answer && frame.contains("envelope_id"))
            answer(frame);
    }
    void ping(std::string) override { ++pings; }
    void close() override { closed = true; }
    void cut() override { closed = true; }
    void go_deaf() override { deaf = true; }

    std::vector<json> envelopes() const {
        std::vector<json> found;
        for (const auto& frame : frames)
            if (frame.contains("envelope_id"))
                found.push_back(frame);
        return found;
    }

    std::vector<json> frames;
    std::function<void(const json&)> answer;
    int pings = 0;
    bool closed = false;
    bool deaf = false;
};

struct Sockets {
    Fixture slack;
    asio::io_context context{1};
    Faults faults;
    SocketTimes times;
    std::shared_ptr<SocketMode> sockets;

    Sockets() {
        times.acknowledged_within = milliseconds(30);
        times.retries = {milliseconds(1), milliseconds(1), milliseconds(1)};
        times.ping_every = milliseconds(1);
        times.warning_before_close = milliseconds(1);
        sockets =
            std::make_shared<SocketMode>(context.get_executor(), slack.workspace, faults, times);
        slack.workspace.on_event = [this](json event) { sockets->tell(std::move(event)); };
    }
    ~Sockets() {
        sockets->stop();
        context.restart();
        context.run();
    }

    // A connection that acknowledges each envelope with `payload`, null for a bare one.
    std::shared_ptr<Client> connect(const json& payload = nullptr) {
        auto client = std::make_shared<Client>();
        const int number = sockets->connected(client);
        client->answer = [this, number, payload](const json& frame) {
            json ack = {{"envelope_id", frame["envelope_id"]}};
            if (!payload.is_null())
                ack["payload"] = payload;
            sockets->received(number, ack.dump());
        };
        return client;
    }

    template <class T>
    T wait(asio::awaitable<T> task) {
        auto result = asio::co_spawn(context, std::move(task), asio::use_future);
        context.restart();
        while (result.wait_for(milliseconds(0)) != std::future_status::ready)
            context.run_one();
        return result.get();
    }
    // Until all that is under way has ended.
    void settle() {
        context.restart();
        context.poll();
        while (sockets->unanswered() > 0 && context.run_one() > 0) {
        }
        context.poll();
    }

    Delivery ask() { return wait(sockets->ask("slash_commands", {{"text", "x"}}, true)); }
};

}  // namespace

TEST_CASE("a ticket opens one connection") {
    Sockets slack;
    const std::string ticket = slack.sockets->new_ticket();
    CHECK(slack.sockets->admit(ticket) == 101);
    CHECK(slack.sockets->admit(ticket) == 401);
    Fault fault;
    fault.where = "socket.handshake";
    fault.action = Fault::Action::status;
    fault.status = 409;
    slack.faults.add(fault);
    CHECK(slack.sockets->admit(slack.sockets->new_ticket()) == 409);
}

TEST_CASE("hello comes first and counts the connections; the eleventh is one too many") {
    Sockets slack;
    std::vector<std::shared_ptr<Client>> clients;
    for (int n = 1; n <= 10; ++n) {
        clients.push_back(slack.connect());
        CHECK(clients.back()->frames.at(0)["type"] == "hello");
        CHECK(clients.back()->frames.at(0)["num_connections"] == n);
    }
    const auto extra = slack.connect();
    CHECK(extra->frames.at(0)["reason"] == "too_many_websockets");
    CHECK(extra->closed);
    CHECK(slack.sockets->connections() == 10);
}

TEST_CASE("an acknowledgement brings its payload, and each envelope goes to one connection") {
    Sockets slack;
    const auto first = slack.connect({{"text", "first"}});
    const auto second = slack.connect({{"text", "second"}});
    CHECK(slack.ask().payload["text"] == "first");
    CHECK(slack.ask().payload["text"] == "second");
    CHECK(slack.ask().payload["text"] == "first");
    CHECK(first->envelopes().size() == 2);
    CHECK(second->envelopes().size() == 1);
    CHECK(first->envelopes()[0]["envelope_id"] != first->envelopes()[1]["envelope_id"]);
}

TEST_CASE("no connection fails at once, no acknowledgement in time") {
    Sockets slack;
    CHECK(slack.ask().outcome == Delivery::Outcome::no_connection);
    const auto silent = slack.connect();
    silent->answer = nullptr;
    CHECK(slack.ask().outcome == Delivery::Outcome::timed_out);
    slack.sockets->received(1, "not json");
    slack.sockets->received(1, R"({"envelope_id":7})");
}

TEST_CASE("an event is sent again until it is acknowledged, three times at most") {
    Sockets slack;
    const auto client = slack.connect();
    const auto acknowledge = std::exchange(client->answer, nullptr);
    slack.slack.post("x");
    slack.settle();
    const auto sent = client->envelopes();
    REQUIRE(sent.size() == 4);
    for (std::size_t attempt = 0; attempt < 4; ++attempt) {
        CHECK(sent[attempt]["retry_attempt"] == attempt);
        CHECK(sent[attempt]["retry_reason"] == (attempt == 0 ? "" : "timeout"));
        CHECK(sent[attempt]["payload"]["event_id"] == sent[0]["payload"]["event_id"]);
    }
    client->frames.clear();
    client->answer = acknowledge;
    slack.slack.post("y");
    slack.settle();
    CHECK(client->envelopes().size() == 1);
}

TEST_CASE("an event that met no connection comes with a retry") {
    Sockets slack;
    slack.times.retries = {milliseconds(1)};
    slack.slack.post("x");
    slack.context.poll();
    const auto client = slack.connect();
    slack.settle();
    REQUIRE(client->envelopes().size() == 1);
    CHECK(client->envelopes()[0]["retry_attempt"].get<int>() > 0);
}

TEST_CASE("what goes wrong on demand goes wrong") {
    Sockets slack;
    const auto strike = [&](Fault::Action action) {
        Fault fault;
        fault.where = "socket.slash_commands";
        fault.action = action;
        slack.faults.add(fault);
    };
    const auto first = slack.connect();
    strike(Fault::Action::duplicate);
    CHECK(slack.ask().acknowledged());
    REQUIRE(first->envelopes().size() == 2);
    CHECK(first->envelopes()[0] == first->envelopes()[1]);

    const auto second = slack.connect();
    first->frames.clear();
    strike(Fault::Action::duplicate_elsewhere);
    CHECK(slack.ask().acknowledged());
    REQUIRE(first->envelopes().size() == 1);
    CHECK(first->envelopes() == second->envelopes());

    strike(Fault::Action::lost);
    CHECK(slack.ask().outcome == Delivery::Outcome::timed_out);

    strike(Fault::Action::disconnect);
    CHECK(slack.ask().acknowledged());  // by the other one
    CHECK(slack.sockets->connections() == 1);
    CHECK(first->closed != second->closed);
}

TEST_CASE("an envelope that its connection took along comes again on the next") {
    Sockets slack;
    Fault fault;
    fault.where = "socket.slash_commands";
    fault.action = Fault::Action::again;
    slack.faults.add(fault);
    const auto first = slack.connect();
    std::shared_ptr<Client> second;
    first->answer = [&](const json&) {
        asio::post(slack.context, [&] {
            slack.sockets->cut_all();
            second = slack.connect();
        });
    };
    CHECK(slack.ask().acknowledged());
    REQUIRE(second);
    REQUIRE(second->envelopes().size() == 1);
    CHECK(second->envelopes() == first->envelopes());
    const std::string id = first->envelopes()[0]["envelope_id"];
    REQUIRE(slack.sockets->sent_twice().contains(id));
    CHECK(slack.sockets->sent_twice().at(id).size() == 1);
}

TEST_CASE("a warning comes before the end, other reasons are the end") {
    Sockets slack;
    const auto warned = slack.connect();
    slack.sockets->disconnect("warning");
    CHECK(warned->frames.back()["reason"] == "warning");
    CHECK_FALSE(warned->closed);
    CHECK(slack.ask().acknowledged());
    while (!warned->closed)
        slack.context.run_one();
    const auto other = slack.connect();
    slack.sockets->disconnect("link_disabled");
    CHECK(other->frames.back()["reason"] == "link_disabled");
    CHECK(other->closed);
}

TEST_CASE("every connection is pinged") {
    Sockets slack;
    const auto client = slack.connect();
    slack.sockets->start();
    while (client->pings < 3)
        slack.context.run_one();
    CHECK(client->pings == 3);
}

TEST_CASE("a command's answer is seen by the one who asked, or by all") {
    Sockets slack;
    Interactions people(slack.slack.workspace, *slack.sockets);
    const auto type = [&](const json& payload) {
        slack.connect(payload);
        const Outcome outcome =
            slack.wait(people.slash_command("U0ADA", "C0INCIDENTS", "/incident", "log x"));
        slack.sockets->cut_all();
        return outcome;
    };
    CHECK(type({{"text", "to you"}}).ok);
    const auto& messages = slack.slack.incidents().messages;
    CHECK(messages.rbegin()->second.ephemeral_to == "U0ADA");
    CHECK(type({{"text", "to all"}, {"response_type", "in_channel"}}).ok);
    CHECK(messages.rbegin()->second.text == "to all");
    CHECK(std::next(messages.rbegin())->second.text == "/incident log x");
    const Outcome refused = type({{"blocks", {{{"type", "sektion"}}}}});
    CHECK_FALSE(refused.ok);
    CHECK(refused.error.find("unsupported type") != std::string::npos);
    CHECK_FALSE(type({{"text", 7}}).ok);
    const Outcome nobody =
        slack.wait(people.slash_command("U0ADA", "C0INCIDENTS", "/incident", ""));
    CHECK(nobody.error == "dispatch_failed");
    CHECK(messages.rbegin()->second.text == "/incident failed with the error \"dispatch_failed\"");
    CHECK(messages.rbegin()->second.ephemeral_to == "U0ADA");
}

TEST_CASE("a form's answer closes, keeps, changes, stacks or clears the views") {
    Sockets slack;
    Workspace& workspace = slack.slack.workspace;
    Interactions people(workspace, *slack.sockets);
    const json view = json::parse(R"({"type":"modal","title":{"type":"plain_text","text":"T"},
        "submit":{"type":"plain_text","text":"S"},"blocks":[{"type":"input","block_id":"a",
        "label":{"type":"plain_text","text":"L"},
        "element":{"type":"plain_text_input","action_id":"v","max_length":5}}]})");
    const auto send = [&](const json& payload, const char* typed = "ok") {
        workspace.clear_views("U0ADA");
        const std::string id = workspace.open_view(workspace.new_trigger("U0ADA"), view).id;
        slack.connect(payload);
        const json values = {{"a", {{"v", {{"value", typed}}}}}};
        Outcome outcome = slack.wait(people.submit_view("U0ADA", id, values));
        slack.sockets->cut_all();
        return outcome;
    };
    CHECK(send(nullptr).ok);
    CHECK(workspace.top_view("U0ADA") == nullptr);

    const Outcome kept = send({{"response_action", "errors"}, {"errors", {{"a", "no"}}}});
    CHECK(kept.errors == json{{"a", "no"}});
    CHECK(workspace.top_view("U0ADA") != nullptr);
    const Outcome wrong = send({{"response_action", "errors"}, {"errors", {{"zz", "no"}}}});
    CHECK(wrong.error.find("no input") != std::string::npos);

    CHECK(send({{"response_action", "push"}, {"view", view}}).ok);
    CHECK(workspace.top_view("U0ADA")->previous != "");
    json changed = view;
    changed["title"]["text"] = "Working";
    CHECK(send({{"response_action", "update"}, {"view", changed}}).ok);
    CHECK(workspace.top_view("U0ADA")->body["title"]["text"] == "Working");
    changed["title"]["text"] = std::string(25, 'x');
    CHECK_FALSE(send({{"response_action", "update"}, {"view", changed}}).ok);
    CHECK(send({{"response_action", "clear"}}).ok);
    CHECK(workspace.top_view("U0ADA") == nullptr);

    CHECK(send(nullptr, "").errors.contains("a"));
    CHECK(send(nullptr, "too long").errors.contains("a"));
}
