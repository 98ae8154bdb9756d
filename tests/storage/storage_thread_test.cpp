#include "storage/storage_thread.hpp"

#include "storage/fault_point.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

using namespace muster;
using namespace muster::sample;

namespace {

// Posts and waits for the outcome.
Result<Outcome> ask(StorageThread& thread, Job job) {
    std::promise<Result<Outcome>> promise;
    thread.post(std::move(job), [&](Result<Outcome> result) { promise.set_value(result); });
    return promise.get_future().get();
}

// Lets nothing run on the thread until release().
class Pause {
public:
    explicit Pause(StorageThread& thread) {
        thread.read([released = released_.get_future().share(), this](Store&) {
            reached_.set_value();
            released.wait();
        });
        reached_.get_future().wait();
    }
    void release() { released_.set_value(); }

private:
    std::promise<void> reached_;
    std::promise<void> released_;
};

}  // namespace

TEST_CASE("a posted job is answered after it is kept") {
    StorageThread thread(memory_store());
    CHECK(ask(thread, job({declared(inc_1)}, {}, {}, "hello")).value().answer == "hello");
    std::promise<bool> there;
    thread.read([&](Store& store) { there.set_value(store.record().incident(inc_1).has_value()); });
    CHECK(there.get_future().get());
}

TEST_CASE("all jobs that wait are one transaction") {
    // Counts the batches on their way to a real store.
    class Counting : public Store {
    public:
        explicit Counting(std::vector<std::size_t>& batches) : batches_(batches) {}
        std::vector<Result<Outcome>> perform(const std::vector<Job>& jobs) override {
            batches_.push_back(jobs.size());
            return store_->perform(jobs);
        }
        [[nodiscard]] const Record& record() const override { return store_->record(); }
        [[nodiscard]] std::optional<Dossier> dossier(IncidentId) const override { return {}; }
        [[nodiscard]] std::optional<Dossier> newest(IncidentId, int) const override { return {}; }
        [[nodiscard]] std::vector<Owed> owed(Instant, Slots,
                                             const std::vector<long long>&) const override {
            return {};
        }
        [[nodiscard]] int backlog() const override { return 0; }
        [[nodiscard]] Waiting waiting() const override { return {}; }
        void move_owed(std::chrono::seconds, long long, Instant) override {}
        void owe_by(Instant) override {}
        [[nodiscard]] std::vector<StandingProblem> problems() const override { return {}; }
        void keep_problems(const std::vector<StandingProblem>&, const std::vector<Effect>&,
                           Instant) override {}
        [[nodiscard]] std::optional<Instant> next_due(const std::vector<long long>&,
                                                      Slots) const override {
            return {};
        }
        bool begin(const Owed&, Instant, const std::string&) override { return true; }
        void settle(const Owed&, const Settlement&, Instant) override {}
        void learn(const std::vector<Told>&) override {}
        [[nodiscard]] std::string note(std::string_view) const override { return {}; }
        void keep_note(std::string_view, const std::string&) override {}
        std::string export_record(bool, int&) const override { return {}; }
        Result<int> import_record(const std::string&) override { return 0; }
        Result<int> import_changes(const std::function<std::vector<Change>()>&) override {
            return 0;
        }
        [[nodiscard]] std::vector<std::string> check_rebuild() const override { return {}; }
        void forget_requests(Instant) override {}
        [[nodiscard]] std::vector<ChannelId> channels() const override { return {}; }
        [[nodiscard]] std::vector<ChannelId> private_channels() const override { return {}; }
        void rest() override {}

    private:
        std::vector<std::size_t>& batches_;
        std::unique_ptr<Store> store_ = memory_store();
    };

    std::vector<std::size_t> batches;
    {
        StorageThread thread(std::make_unique<Counting>(batches));
        Pause pause(thread);
        for (int number = 1; number <= 600; ++number)
            thread.post(job({declared({Series::incident, number})}), [](const auto&) {});
        pause.release();
        thread.stop();
    }
    CHECK(batches == std::vector<std::size_t>{256, 256, 88});
}

TEST_CASE("a job waits for one read at most, and a read for the jobs before it") {
    StorageThread thread(memory_store());
    std::vector<std::string> order;  // on the storage thread alone
    const auto post = [&](IncidentId id) {
        thread.post(job({declared(id)}), [&](Result<Outcome>) { order.emplace_back("job"); });
    };
    const auto note = [&](const char* name, Store& store) {
        order.push_back(name + std::to_string(store.record().count(IncidentFilter::all)));
    };
    Pause pause(thread);  // all of these wait
    thread.read([&](Store& store) {
        note("first ", store);
        post(inc_2);
    });
    thread.read([&](Store& store) { note("second ", store); });
    post(inc_1);
    std::promise<void> ended;
    thread.read([&](Store& store) {
        note("third ", store);
        ended.set_value();
    });
    pause.release();
    ended.get_future().wait();
    std::string said;
    for (const auto& step : order)
        said += step + ", ";
    CHECK(said == "job, first 1, job, second 2, third 2, ");
}

TEST_CASE("stopping does all that was posted, and refuses what comes later") {
    StorageThread thread(memory_store());
    Pause pause(thread);
    int kept = 0;
    for (int number = 1; number <= 300; ++number)
        thread.post(job({declared({Series::incident, number})}),
                    [&](const auto& result) { kept += result.has_value() ? 1 : 0; });
    pause.release();
    thread.stop();
    CHECK(kept == 300);
    const auto late = ask(thread, job({declared(inc_1)}));
    CHECK(late.error().kind == Error::Kind::unavailable);
}

TEST_CASE("what a callback throws is reported, and the thread goes on") {
    std::promise<std::string> reported;
    StorageThread thread(memory_store(),
                         [&](const std::string& reason) { reported.set_value(reason); });
    thread.read([](Store&) { throw std::runtime_error("oh"); });
    CHECK(reported.get_future().get() == "oh");
    CHECK(ask(thread, job({})).has_value());
}

TEST_CASE("the same requests from many threads are each done once") {
    StorageThread storage(memory_store());
    static_cast<void>(ask(storage, job({declared(inc_1)})));
    std::vector<std::thread> threads;
    std::atomic<int> done = 0;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int number = 0; number < 50; ++number) {
                auto add = job({});
                add.identities = {"envelope:" + std::to_string(number)};
                add.decide = [](const Record& record) {
                    const auto next = record.incident(inc_1)->entries + 1;
                    return Kept{{change(inc_1, EntryAdded{entry(next, "x")})}, {}, ""};
                };
                storage.post(std::move(add),
                             [&](const auto& result) { done += result.has_value() ? 1 : 0; });
            }
        });
    for (auto& thread : threads)
        thread.join();
    std::promise<int> entries;
    storage.read([&](Store& store) { entries.set_value(store.record().incident(inc_1)->entries); });
    CHECK(entries.get_future().get() == 50);
    storage.stop();
    CHECK(done == 200);
}

#ifdef MUSTER_FAULT_POINTS
TEST_CASE("a crash at any point of a transaction leaves all of it or nothing") {
    for (const auto point : fault_points()) {
        if (!point.starts_with("store."))
            continue;
        CAPTURE(point);
        const Folder folder;
        perform(*open_store(folder.file(), {}), job({declared(inc_1)}));
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            setenv("MUSTER_FAULT", std::string(point).c_str(), 1);
            const auto store = open_store(folder.file(), {});
            store->perform(
                {job({change(inc_1, Renamed{"x", ""}), change(inc_1, EntryAdded{entry(1, "y")})},
                     {effect(Effect::Kind::show_card)}, {"envelope:a"})});
            std::_Exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        CHECK(WIFSIGNALED(status));
        const auto store = open_store(folder.file(), {});
        CHECK(store->check_rebuild().empty());
        const bool kept = store->record().incident(inc_1)->title == "x";
        CHECK(kept == (point == "store.committed"));
        CHECK(store->record().entry_count(inc_1) == (kept ? 1 : 0));
        CHECK(store->backlog() == (kept ? 1 : 0));
        CHECK(perform(*store, job({}, {}, {"envelope:a"})).repeated == kept);
    }
}
#endif
