#include "storage/store.hpp"

#include "storage/database.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

using namespace muster;
using namespace muster::sample;

namespace {

std::string refusal_to_open(const std::filesystem::path& file) {
    try {
        open_store(file, {});
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

// While it stands, no file of this process grows beyond `bytes`.
class NoMoreDisk {
public:
    explicit NoMoreDisk(std::uintmax_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~NoMoreDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    NoMoreDisk(const NoMoreDisk&) = delete;
    NoMoreDisk& operator=(const NoMoreDisk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what a request leaves is there for the next one") {
    const auto store = memory_store();
    const auto outcome = perform(*store, job({declared(inc_1)}));
    CHECK(outcome.answer == "done");
    CHECK(outcome.touched == std::vector{inc_1});
    const auto& record = store->record();
    REQUIRE(record.incident(inc_1));
    CHECK(record.incident(inc_1)->title == "Checkout is slow");
    CHECK(record.next_number(Series::incident) == 2);
    CHECK(record.next_number(Series::drill) == 1);
    CHECK(record.count(IncidentFilter::open) == 1);
    CHECK_FALSE(record.incident(inc_2));
}

TEST_CASE("a later job of one batch sees what an earlier one decided") {
    const auto store = memory_store();
    int seen = 0;
    auto second = job({});
    second.decide = [&](const Record& record) {
        seen = record.count(IncidentFilter::all);
        return Kept{};
    };
    store->perform({job({declared(inc_1)}), second});
    CHECK(seen == 1);
}

TEST_CASE("a request seen before under any of its names gets the same answer and changes nothing") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1)}, {}, {"event:Ev1", "envelope:a"}, "first \"answer\""));
    for (const auto* name : {"event:Ev1", "envelope:a"}) {
        const auto again =
            perform(*store, job({declared(inc_2)}, {}, {"envelope:b", name}, "second"));
        CHECK(again.repeated);
        CHECK(again.answer == "first \"answer\"");
        CHECK(again.touched.empty());
    }
    CHECK(store->record().count(IncidentFilter::all) == 1);

    store->forget_requests(at(1));
    CHECK_FALSE(perform(*store, job({declared(inc_2)}, {}, {"event:Ev1"})).repeated);
}

TEST_CASE("the outbox has work only for a row that it did not have") {
    const auto store = memory_store();
    const auto owes = [&](std::vector<Effect> effects) {
        return store->perform({job({}, std::move(effects))}).front().value().owes;
    };
    perform(*store, job({declared(inc_1)}));
    const Effect card{Effect::Kind::show_card, inc_1, 0, {}, {}};
    const Effect note{Effect::Kind::post_note, inc_1, 0, Words("hello"), {}};
    CHECK_FALSE(owes({}));
    CHECK(owes({card}));
    CHECK_FALSE(owes({card}));
    CHECK(owes({note, card}));
}

TEST_CASE("the same request twice in one batch is done once") {
    const auto store = memory_store();
    const auto results = store->perform({job({declared(inc_1)}, {}, {"envelope:a"}, "one"),
                                         job({declared(inc_2)}, {}, {"envelope:a"}, "two")});
    CHECK(results.at(1).value().repeated);
    CHECK(results.at(1).value().answer == "one");
    CHECK(store->record().count(IncidentFilter::all) == 1);
}

TEST_CASE("a job that fails is undone alone") {
    const auto store = memory_store();
    auto thrower = job({});
    thrower.identities = {"envelope:t"};
    thrower.decide = [](const Record&) -> Kept { throw std::runtime_error("a bug"); };
    // Its first change is fine, its second one is not.
    const auto half =
        job({declared(inc_2), change(inc_2, EntryRemoved{7})}, {effect(Effect::Kind::post_card)});
    const auto results = store->perform({job({declared(inc_1)}), thrower, half,
                                         job({change(inc_1, Renamed{"Checkout fails", ""})})});
    CHECK(results.at(0).has_value());
    CHECK(results.at(1).error().message == "a bug");
    CHECK(results.at(2).error().message == "INC-2 has no entry 7");
    CHECK(results.at(3).has_value());
    CHECK_FALSE(store->record().incident(inc_2));
    CHECK(store->record().incident(inc_1)->title == "Checkout fails");
    CHECK(store->backlog() == 0);
    CHECK(store->check_rebuild().empty());
    CHECK_FALSE(perform(*store, job({}, {}, {"envelope:t"})).repeated);
}

TEST_CASE("an incident is declared once, and before anything else happens to it") {
    const auto store = memory_store();
    CHECK_FALSE(store->perform({job({change(inc_1, Closed{})})}).at(0).has_value());
    perform(*store, job({declared(inc_1)}));
    CHECK_FALSE(store->perform({job({declared(inc_1)})}).at(0).has_value());
}

TEST_CASE("replaying the changes gives the current state, whatever happened") {
    const auto store = memory_store();
    perform(*store, job(whole_life(inc_1)));
    for (const auto& change : whole_life({Series::private_incident, 4}))
        perform(*store, job({change}));
    CHECK(store->check_rebuild().empty());

    const auto dossier = store->dossier(inc_1);
    REQUIRE(dossier);
    CHECK(dossier->entries.size() == 1);  // the removed one is not in it
    CHECK(dossier->entries.at(0).text == "failover ended");
    CHECK(dossier->updates.at(0).withdrawn);
    CHECK_FALSE(dossier->updates.at(0).neutral);
    CHECK(dossier->follow_ups.at(0).state == FollowUp::State::dropped);
    CHECK(dossier->follow_ups.at(0).ended_at == at(40));
    CHECK(dossier->follow_ups.size() == 1);  // one was taken back
    CHECK(dossier->incident.components.at("Checkout") == ComponentState::major);
    CHECK(dossier->revisions.size() == 1);
    CHECK(store->record().entry(inc_1, 2)->removed);
}

TEST_CASE("the current state outlives the program") {
    const Folder folder;
    std::string head;
    {
        const auto store = open_store(folder.file(), {});
        perform(*store, job(whole_life(inc_1)));
    }
    const auto store = open_store(folder.file(), {});
    CHECK(store->check_rebuild().empty());
    CHECK(store->record().incident(inc_1)->closing_words == "All well.");
}

TEST_CASE("a difference between state and changes is named") {
    const Folder folder;
    perform(*open_store(folder.file(), {}), job(whole_life(inc_1)));
    {
        SQLite::Database raw(folder.file().string(), SQLite::OPEN_READWRITE);
        raw.exec("UPDATE entries SET body = replace(body, 'ended', 'went on') WHERE number = 1");
        raw.exec("UPDATE incidents SET head = replace(head, 'sev1', 'sev4')");
        CHECK_THROWS_WITH(raw.exec("UPDATE changes SET body = ''"), "changes are only ever added");
        CHECK_THROWS_WITH(raw.exec("DELETE FROM changes"), "changes are only ever added");
    }
    CHECK(open_store(folder.file(), {})->check_rebuild() ==
          std::vector<std::string>{"INC-1: the head", "INC-1: entry 1"});
}

TEST_CASE("a timeline goes by instant, then number, in pages") {
    const auto store = memory_store();
    perform(*store, job({declared(inc_1), change(inc_1, EntryAdded{entry(1, "c", 30)}),
                         change(inc_1, EntryAdded{entry(2, "a", 10)}),
                         change(inc_1, EntryAdded{entry(3, "d", 30)}),
                         change(inc_1, EntryAdded{entry(4, "b", 20)})}));
    const auto& record = store->record();
    std::string texts;
    for (int offset = 0; offset < 4; offset += 2)
        for (const auto& entry : record.entries(inc_1, offset, 2))
            texts += entry.text;
    CHECK(texts == "abcd");
    CHECK(record.entry_count(inc_1) == 4);
}

TEST_CASE("a card's part of a timeline is its newest entries, and how many stand before them") {
    const auto store = memory_store();
    perform(*store,
            job({declared(inc_1), change(inc_1, EntryAdded{entry(1, "c", 30)}),
                 change(inc_1, EntryAdded{entry(2, "a", 10)}),
                 change(inc_1, EntryAdded{entry(3, "d", 30)}),
                 change(inc_1, EntryAdded{entry(4, "b", 20)}),
                 change(inc_1, EntryAdded{entry(5, "gone", 40)}), change(inc_1, EntryRemoved{5})}));
    const auto brief = store->newest(inc_1, 2);
    REQUIRE(brief);
    std::string texts;
    for (const auto& entry : brief->entries)
        texts += entry.text;
    CHECK(texts == "cd");
    CHECK(brief->earlier_entries == 2);
    CHECK(brief->incident.id == inc_1);
    CHECK(store->newest(inc_1, 9)->earlier_entries == 0);
    CHECK_FALSE(store->newest(inc_2, 2));
}

TEST_CASE("incidents are listed newest first, by what they are") {
    const auto store = memory_store();
    for (int number = 1; number <= 3; ++number)
        perform(*store,
                job({change({Series::incident, number}, Declared{"t", "sev2"}, 10 * number)}));
    perform(*store, job({change(inc_2, Closed{"done"})}));
    const auto numbers = [&](IncidentFilter filter, int offset) {
        std::string text;
        for (const auto& incident : store->record().incidents(filter, offset, 2))
            text += std::to_string(incident.id.number);
        return text;
    };
    CHECK(numbers(IncidentFilter::all, 0) == "32");
    CHECK(numbers(IncidentFilter::all, 2) == "1");
    CHECK(numbers(IncidentFilter::open, 0) == "31");
    CHECK(numbers(IncidentFilter::closed, 0) == "2");
    CHECK(store->record().count(IncidentFilter::closed) == 1);
}

TEST_CASE("people are found by handle or name in any case, but those who left") {
    const auto store = memory_store();
    const auto profile = [](const char* id, const char* name, const char* handle) {
        Profile profile;
        profile.person = {UserId(id), {}, name};
        profile.handle = handle;
        profile.zone = "Europe/Lisbon";
        return profile;
    };
    auto gone = profile("U4", "Ada", "ada2");
    gone.gone = true;
    store->learn({{profile("U1", "Ada L", "ada")}, {profile("U2", "Ada", "countess")}, {gone}});
    CHECK(store->record().people_named("ADA").size() == 2);
    CHECK(store->record().people_named("countess").at(0).person.user.str() == "U2");
    store->learn({{profile("U1", "Margaret", "mh")}});
    CHECK(store->record().people_named("ada").size() == 1);
    CHECK(store->record().profile(UserId("U1"))->zone == "Europe/Lisbon");
    CHECK_FALSE(store->record().profile(UserId("U9")));
}

TEST_CASE("a second Muster on the same file refuses to start and names the first") {
    const Folder folder;
    const auto store = open_store(folder.file(), {});
    const auto refusal = refusal_to_open(folder.file());
    CHECK(has(refusal, "is in use by another Muster (process " + std::to_string(getpid()) + ")"));
    const auto reader = open_store_to_read(folder.file(), {});
    perform(*store, job({declared(inc_1)}));
    CHECK(reader->record().incident(inc_1));
    CHECK_FALSE(reader->perform({job({declared(inc_2)})}).at(0).has_value());
}

TEST_CASE("a file that cannot be used says why and what to do") {
    const Folder folder;
    CHECK(has(refusal_to_open(folder.path() / "no" / "muster.db"), "is not there. Make it"));
    CHECK(has(refusal_to_open(folder.path()), "cannot be opened"));
    std::ofstream(folder.path() / "text.db") << std::string(5000, 'x');
    CHECK(has(refusal_to_open(folder.path() / "text.db"), "is not a database, or is damaged"));
    {
        SQLite::Database other((folder.path() / "other.db").string(),
                               SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE songs (title TEXT)");
    }
    CHECK(has(refusal_to_open(folder.path() / "other.db"), "is another program's database"));
    open_store(folder.file(), {});
    {
        SQLite::Database newer(folder.file().string(), SQLite::OPEN_READWRITE);
        newer.exec("PRAGMA user_version = 99");
    }
    CHECK(has(refusal_to_open(folder.file()), "was written by a newer Muster (schema 99"));
    CHECK_THROWS_WITH_AS(open_store_to_read(folder.path() / "none.db", {}),
                         doctest::Contains("is not there yet: start Muster once"),
                         std::runtime_error);
}

TEST_CASE("database, log, index and lock are for their owner alone") {
    const Folder folder;
    std::ofstream(folder.file()).close();
    chmod(folder.file().c_str(), 0644);
    const auto store = open_store(folder.file(), {});
    perform(*store, job({declared(inc_1)}));
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        struct stat status{};
        REQUIRE(stat(file.path().c_str(), &status) == 0);
        CAPTURE(file.path());
        CHECK((status.st_mode & 0777) == 0600);
        ++files;
    }
    CHECK(files == 4);
}

TEST_CASE("a disk that takes no more is every job's answer, and later ones are kept") {
    const Folder folder;
    const auto store = open_store(folder.file(), {});
    perform(*store, job({declared(inc_1)}));
    const auto results = [&] {
        const NoMoreDisk limit(std::filesystem::file_size(folder.file().string() + "-wal") + 100);
        return store->perform(
            {job({declared(inc_2)}, {}, {"envelope:a"}), job({change(inc_1, Renamed{"x", ""})})});
    }();
    REQUIRE(results.size() == 2);
    for (const auto& result : results) {
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == Error::Kind::unavailable);
        CHECK(has(result.error().message, "This was not kept, because the disk of Muster's"));
        CHECK(has(result.error().message, "Try again."));
    }
    CHECK_FALSE(store->record().incident(inc_2));
    CHECK(store->record().incident(inc_1)->title == "Checkout is slow");
    CHECK_FALSE(perform(*store, job({declared(inc_2)}, {}, {"envelope:a"})).repeated);
    CHECK(store->check_rebuild().empty());
}
