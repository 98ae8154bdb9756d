#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace muster;
using namespace muster::sample;

namespace {

const std::string secret = "the password is XYZZY-1234";

bool in_export(const Store& store, const std::string& text) {
    int left_out = 0;
    return store.export_record(true, left_out).find(text) != std::string::npos;
}

// The files in that folder which hold those bytes.
std::string files_with(const std::filesystem::path& folder, const std::string& bytes) {
    std::string found;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(stream), {}};
        if (all.find(bytes) != std::string::npos)
            found += file.path().filename().string() + " ";
    }
    return found;
}

// Entry 1 of INC-1 held the secret, in two wordings; others repeat it, and so do an answer and what
// is owed.
void spill(Store& store) {
    auto before = entry(1, secret);
    before.link = "https://example.com/archives/C1/p1";
    auto after = before;
    after.text = secret + " or so";
    auto note = effect(Effect::Kind::post_note);
    note.words = Words("Ada said: " + secret);
    Update update;
    update.number = 1;
    update.text = "We know " + secret + ", all of us";
    perform(store, job({declared(inc_1), change(inc_1, EntryAdded{before}),
                        change(inc_1, EntryEdited{after, before}),
                        change(inc_1, EntryAdded{entry(2, "as said, " + secret)}),
                        change(inc_1, UpdateMade{update}),
                        change(inc_1, PartSet{Part::cause, {"one", secret}, {"one"}}),
                        change(inc_1, Closed{"It was " + secret}), declared(inc_2),
                        change(inc_2, EntryAdded{entry(1, "see INC-1: " + secret)})},
                       {note}, {"envelope:1"}, "Entry 1: " + secret));
}

Job redaction(const std::string& why = "a password") {
    return job({change(inc_1, EntryRedacted{1, why})}, {}, {"envelope:2"}, "Redacted");
}

}  // namespace

TEST_CASE("what was redacted is nowhere in the record; who, when and why stays") {
    const auto store = memory_store();
    spill(*store);
    const auto outcome = perform(*store, redaction());
    CHECK(outcome.touched == std::vector{inc_1, inc_2});
    CHECK_FALSE(in_export(*store, "XYZZY"));
    CHECK_FALSE(in_export(*store, "archives/C1/p1"));
    CHECK(in_export(*store, R"("kind":"entry_redacted","number":1,"why":"a password")"));

    const auto left = store->record().entry(inc_1, 1);
    CHECK(left->text == "Redacted by Ada: a password");
    CHECK(left->author == ada);
    CHECK(left->when.at == at(0));
    CHECK(left->edited);
    CHECK(store->record().entry(inc_1, 2)->text == "as said, [redacted]");
    CHECK(store->record().entry(inc_2, 1)->text == "see INC-1: [redacted]");
    CHECK(store->record().updates(inc_1).at(0).text == "We know [redacted], all of us");
    CHECK(store->record().incident(inc_1)->closing_words == "It was [redacted]");
    CHECK(store->record().incident(inc_1)->parts.at(Part::cause) ==
          std::vector<std::string>{"one", "[redacted]"});
    for (const auto& change : store->record().entry_changes(inc_1, 1))
        if (const auto* edited = std::get_if<EntryEdited>(&change.what))
            CHECK(edited->before.text == "Redacted by Ada: a password");
    for (const auto& owed : store->owed(at(0), 100, {}))
        CHECK(plain_text(owed.effect.words).find("XYZZY") == std::string::npos);
    CHECK(store->check_rebuild().empty());

    // A retry of what showed it is acknowledged, and shows nothing.
    const auto again = perform(*store, job({}, {}, {"envelope:1"}));
    CHECK(again.repeated);
    CHECK(again.answer.empty());
    CHECK(perform(*store, redaction()).answer == "Redacted");
}

TEST_CASE("an import of an export with redactions gives the same export") {
    const auto store = memory_store();
    spill(*store);
    perform(*store, redaction());
    int left_out = 0;
    const auto lines = store->export_record(true, left_out);
    const auto other = memory_store();
    CHECK(other->import_record(lines).value() == 2);
    CHECK(other->export_record(true, left_out) == lines);
    CHECK(other->check_rebuild().empty());
}

TEST_CASE("a reason goes with the entry that Muster made of it, and one that repeats the secret") {
    const auto store = memory_store();
    auto made = entry(1, "Severity changed from sev2 to sev1: XYZZY");
    made.source = Entry::Source::automatic;
    perform(*store, job({declared(inc_1), change(inc_1, SeveritySet{"sev1", "sev2", "XYZZY"}),
                         change(inc_1, EntryAdded{made})}));
    perform(*store, redaction("it said Severity changed from sev2 to sev1: XYZZY"));
    CHECK_FALSE(in_export(*store, "XYZZY"));
    CHECK(store->record().entry(inc_1, 1)->text == "Redacted by Ada: it said [redacted]");
    CHECK(store->record().incident(inc_1)->severity == "sev1");
    CHECK(store->check_rebuild().empty());
}

TEST_CASE("an update that was redacted is withdrawn, and says so in the record alone") {
    const auto store = memory_store();
    spill(*store);
    perform(*store, job({change(inc_1, UpdateRedacted{1, "a password"})}));
    const auto update = store->record().updates(inc_1).at(0);
    CHECK(update.withdrawn);
    CHECK(update.text == "Redacted by Ada: a password");
    CHECK_FALSE(in_export(*store, "We know"));
    CHECK(store->check_rebuild().empty());
}

TEST_CASE("what was redacted is in no byte of the database's files once it rested") {
    const Folder folder;
    const auto store = open_store(folder.file(), {});
    spill(*store);
    CHECK(files_with(folder.path(), "XYZZY") != "");
    perform(*store, redaction());
    store->rest();
    CHECK(files_with(folder.path(), "XYZZY") == "");
    CHECK(store->note("scrub") == "");
    CHECK(store->check_rebuild().empty());
    perform(*store, job({change(inc_1, Renamed{"It goes on", "Checkout is slow"})}));
    CHECK(store->record().incident(inc_1)->title == "It goes on");
}

TEST_CASE("a program that ended before it scrubbed the file does so when it starts again") {
    const Folder folder;
    {
        const auto store = open_store(folder.file(), {});
        spill(*store);
        perform(*store, redaction());
    }
    const auto store = open_store(folder.file(), {});
    CHECK(files_with(folder.path(), "XYZZY") == "");
    CHECK(store->note("scrub") == "");
}

TEST_CASE("while somebody reads an older state the file is scrubbed later") {
    const Folder folder;
    const auto store = open_store(folder.file(), {});
    spill(*store);
    {
        SQLite::Database reader(folder.file().string(), SQLite::OPEN_READONLY);
        SQLite::Statement reading(reader, "SELECT body FROM changes");
        REQUIRE(reading.executeStep());
        perform(*store, redaction());
        store->rest();
        CHECK(store->note("scrub") == "due");
    }
    store->rest();
    CHECK(store->note("scrub") == "");
    CHECK(files_with(folder.path(), "XYZZY") == "");
}
