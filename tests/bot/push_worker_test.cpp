#include "bot/push_worker.hpp"

#include "bot/ask_storage.hpp"
#include "tests/bot/loop.hpp"
#include "tests/status/push_statuspage.hpp"
#include "tests/storage/sample.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;
using Kind = Effect::Kind;
using Fault = status::FakeTarget::Fault;

namespace {

constexpr const char* key = "sesame-0123456789";

// Catches all that is logged.
struct Logged {
    Logged() : before(spdlog::default_logger()) {
        auto logger = std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(logger);
    }
    ~Logged() { spdlog::set_default_logger(before); }
    std::ostringstream text;
    std::shared_ptr<spdlog::logger> before;
};

Settings with_targets() {
    Settings settings;
    auto page = status::statuspage_target();
    auto hook = page;
    hook.name = "other";
    hook.kind = PushTarget::Kind::cachet3;
    hook.url = "https://cachet.example";
    settings.pushes = {page, hook};
    return settings;
}

// A worker with its outbox, and a Statuspage that outlives it; the other target never answers.
struct World {
    World() : storage(open_store(file.file(), with_targets()), [](const std::string&) {}) {}

    // Owes update `number` of INC-1 to that target.
    void owe(const std::string& target, int number) {
        Update update;
        update.number = number;
        update.at = sample::at(number);
        update.author = sample::ada;
        update.text = "Update " + std::to_string(number);
        std::vector<Change> changes;
        if (number == 1)
            changes.push_back(sample::declared(sample::inc_1));
        changes.push_back(sample::change(sample::inc_1, UpdateMade{update}));
        auto effect = sample::effect(Kind::push_update, sample::inc_1, number);
        effect.subject = target;
        storage.post(sample::job(changes, {effect}), [](Result<Outcome>) {});
    }
    // Runs the worker until that holds.
    void run(const std::function<bool(const PushWorker&)>& enough) {
        PushWorker worker(io.get_executor(), storage, with_targets(),
                          {{"public", key}, {"other", key}}, clock,
                          [this](status::PushRequest request,
                                 PushFields fields) -> asio::awaitable<status::PushAnswer> {
                              return answer(std::move(request), std::move(fields));
                          });
        const auto scene =
            [](PushWorker& at_work,
               const std::function<bool(const PushWorker&)>& met) -> asio::awaitable<void> {
            TaskGroup tasks(co_await asio::this_coro::executor);
            tasks.start("pushes", at_work.run());
            const bool came = co_await until([&] { return met(at_work); }, 20s);
            tasks.stop();
            co_await tasks.join();
            CHECK(came);
            CHECK(tasks.failed() == 0);
        };
        io.restart();
        play(io, scene(worker, enough));
    }
    asio::awaitable<status::PushAnswer> answer(status::PushRequest request, PushFields fields) {
        if (request.url.starts_with("https://cachet.example")) {
            ++hanging;
            asio::steady_timer never(io, asio::steady_timer::time_point::max());
            co_await never.async_wait(asio::use_awaitable);
        }
        REQUIRE(fields.size() == 1);
        CHECK(fields[0].second == std::string("OAuth ") + key);
        co_return far.take(request);
    }

    Logged logged;
    sample::Folder file;
    asio::io_context io{1};
    StorageThread storage;
    SystemClock clock;
    status::FakeStatuspage far;
    int hanging = 0;
};

std::function<bool(const PushWorker&)> delivered(std::uint64_t count) {
    return [count](const PushWorker& worker) {
        return worker.counts().at("public").delivered == count;
    };
}

}  // namespace

TEST_CASE("a target that hangs holds up no other, and each update arrives once, in order") {
    World world;
    for (const int number : {1, 2, 3}) {
        world.owe("other", number);
        world.owe("public", number + 3);
    }
    world.run(delivered(3));
    CHECK(world.hanging == 1);  // one at a time for one incident
    CHECK(world.far.seen() ==
          "Checkout is slow | investigating: Update 4 · investigating: Update 5 · "
          "investigating: Update 6");
}

TEST_CASE("a Statuspage key sends one request a second") {
    World world;
    for (const int number : {1, 2, 3})
        world.owe("public", number);
    const auto begin = std::chrono::steady_clock::now();
    world.run(delivered(3));
    CHECK(std::chrono::steady_clock::now() - begin >= 2s);
}

TEST_CASE(
    "what a target refuses is kept, said once and without the key, and sent by the next run") {
    World world;
    world.owe("public", 1);
    world.far.faults[1] = {Fault::Kind::answer, 401,
                           std::string(R"({"error":"Could not authenticate )") + key + "\"}"};
    std::string said;
    world.run([&](const PushWorker& worker) {
        said = worker.sign().what;
        return worker.sign().seen == Sign::Seen::yes;
    });
    CHECK(said.find("\"public\" refuses what is pushed to it: it answers 401") !=
          std::string::npos);
    CHECK(said.find(key) == std::string::npos);
    CHECK(world.logged.text.str().find("Could not authenticate") != std::string::npos);
    CHECK(world.logged.text.str().find(key) == std::string::npos);
    CHECK(world.far.calls.size() == 1);

    world.run(delivered(1));
    CHECK(world.far.seen() == "Checkout is slow | investigating: Update 1");
}

TEST_CASE("an answer that did not come is looked for before anything is sent again") {
    World world;
    world.owe("public", 1);
    world.far.faults[1] = {Fault::Kind::cut_after};
    world.run(delivered(1));
    CHECK(world.far.incidents.size() == 1);
    CHECK(world.far.calls.size() == 3);
    CHECK(world.far.calls[1] == "GET /v1/pages/page1/incidents/unresolved");
}
