#include "bot/local_command.hpp"

#include "bot/local_socket.hpp"
#include "storage/store.hpp"
#include "tests/bot/folder.hpp"
#include "tests/bot/whole.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

using namespace muster;
using namespace muster::testing;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const Instant noon = read_rfc3339("2026-11-20T12:00:00Z").value();

// A record of its own, without a process that has it.
class Alone {
public:
    Alone() {
        const auto person = [](const char* id, const char* handle, const char* name) {
            Profile profile;
            profile.person = {UserId(id), {}, name};
            profile.handle = handle;
            profile.zone = "Europe/Berlin";
            return Told{profile, {}};
        };
        store_->learn({person("U1ADA", "ada", "Ada"), person("U2SAM", "north", "Sam"),
                       person("U3SAM", "samw", "sam")});
    }
    LocalAnswer does(const std::string& as, const std::string& text) {
        const auto outcome =
            store_->perform({local_job({as, text}, store_->record().settings(), noon)}).front();
        return read_local_answer(outcome.value().answer).value();
    }
    Store& store() { return *store_; }

private:
    std::unique_ptr<Store> store_ = open_store(":memory:", {});
};

}  // namespace

TEST_CASE("a command from a shell is kept as that person's, and owed to Slack") {
    Alone alone;
    const auto declared = alone.does("ada", "declare sev2 Checkout is slow");
    CHECK(declared.done);
    CHECK(has(declared.words, "INC-1"));
    const auto incident = alone.store().record().incident({Series::incident, 1}).value();
    CHECK(incident.reporter == Person{UserId("U1ADA"), {}, ""});
    CHECK(incident.reporter.name == "Ada");
    CHECK(alone.store().backlog() > 0);
    // Twelve in Berlin was an hour ago: it is read where Ada lives.
    CHECK(alone.does("@Ada", "INC-1 log 12:00 failover started").done);
    const auto entries = alone.store().record().entries({Series::incident, 1}, 0, 10);
    REQUIRE(entries.size() == 1);
    CHECK(to_rfc3339(entries.front().when.at) == "2026-11-20T11:00:00Z");
}

TEST_CASE("whoever a command from a shell is typed as must be one person") {
    Alone alone;
    struct Row {
        const char* as;
        bool done;
        const char* words;
    };
    const Row rows[] = {
        {"U1ADA", true, "INC-1"},
        {"ADA", true, "INC-2"},
        {"U9UNMET", true, "INC-3"},  // Slack was never there to tell their name
        {"sam", false, "U2SAM (@north, Sam), U3SAM (@samw, sam)"},
        {"grace", false, "Nobody is known here as grace"},
        {" @ ", false, "Who is it typed as?"},
        {"u1ada", false, "Nobody is known here as u1ada"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.as);
        const auto answer = alone.does(row.as, "declare Search is down");
        CHECK(answer.done == row.done);
        CHECK_MESSAGE(has(answer.words, row.words), answer.words);
    }
    CHECK(alone.store().record().count(IncidentFilter::all) == 3);
}

TEST_CASE("what needs Slack says how it is typed in a shell") {
    Alone alone;
    alone.does("ada", "declare Search is down");
    const auto rows = {std::pair{"INC-1 close", "/incident close [TEXT]"},
                       std::pair{"declare", "/incident declare"},
                       std::pair{"log", "Type its id first"},
                       std::pair{"INC-1 lgo x", "Did you mean /incident log"}};
    for (const auto& [text, words] : rows) {
        CAPTURE(text);
        const auto answer = alone.does("ada", text);
        CHECK_FALSE(answer.done);
        CHECK_MESSAGE(has(answer.words, words), answer.words);
    }
}

TEST_CASE("a shell's text is taken as typed, with or without the slash command") {
    Alone alone;
    alone.does("ada", "declare A & B");
    const auto rows = {std::pair{"/incident INC-1 log a < b &lt; c", "a < b &lt; c"},
                       std::pair{"INC-1 log <@U1ADA> says so", "@ada says so"},
                       std::pair{"INC-1 log bad \xff byte", "bad \xef\xbf\xbd byte"}};
    int number = 0;
    for (const auto& [text, kept] : rows) {
        CAPTURE(text);
        CHECK(alone.does("ada", text).done);
        CHECK(alone.store().record().entry({Series::incident, 1}, ++number)->text == kept);
    }
    CHECK(alone.store().record().incident({Series::incident, 1})->title == "A & B");
}

TEST_CASE("lines of a local conversation are read back, and nothing else is") {
    const auto command = read_local_command(to_line(LocalCommand{"ada", "log \"x\"\n\\"}));
    REQUIRE(command);
    CHECK(command->as == "ada");
    CHECK(command->text == "log \"x\"\n\\");
    const auto answer = read_local_answer(to_line(LocalAnswer{true, "Entry 1: ✓"}));
    REQUIRE(answer);
    CHECK(answer->done);
    CHECK(answer->words == "Entry 1: ✓");
    for (const auto* const line :
         {"", "[]", "{", "{}", R"({"as":1,"text":"x"})", R"({"done":1,"words":""})"}) {
        CAPTURE(line);
        CHECK_FALSE(read_local_command(line));
        CHECK_FALSE(read_local_answer(line));
    }
}

TEST_CASE("the running Muster performs a shell's command, and Slack sees what follows") {
    Whole whole;
    const auto& database = whole.config().database;
    struct stat socket{};
    REQUIRE(stat(socket_beside(database).c_str(), &socket) == 0);
    CHECK((socket.st_mode & 07777) == 0600);

    const auto declared = ask_owner(database, {"ada", "declare sev2 Checkout is slow"});
    REQUIRE(declared);
    CHECK_MESSAGE(declared->done, declared->words);
    whole.settle();
    CHECK_FALSE(whole.newest_channel().empty());
    const auto refused = ask_owner(database, {"sam", "INC-1 log x"});
    REQUIRE(refused);
    CHECK_FALSE(refused->done);
    CHECK(has(whole.record(), "Checkout is slow"));
    CHECK_FALSE(has(whole.record(), "entry_added"));
}

TEST_CASE("nobody listens beside a database that no process has") {
    const Folder folder;
    CHECK_FALSE(ask_owner(folder.path() / "muster.db", {"ada", "list"}));
    // What a killed process left behind is no listener either.
    const std::string deep(60, 'd');
    const auto far = folder.path() / deep / deep;
    std::filesystem::create_directories(far);
    asio::io_context context(1);
    TaskGroup tasks(context.get_executor());
    const auto answer = [](LocalCommand command) -> asio::awaitable<LocalAnswer> {
        co_return LocalAnswer{true, command.as + " typed " + command.text};
    };
    {
        LocalSocket socket(context.get_executor(), far / "muster.db", answer, tasks);
        tasks.start("socket", socket.run());
        context.poll();
        CHECK(std::filesystem::is_socket(socket_beside(far / "muster.db")));
        tasks.stop();
        context.poll();
    }
    CHECK_FALSE(std::filesystem::exists(socket_beside(far / "muster.db")));
    CHECK_FALSE(ask_owner(far / "muster.db", {"ada", "list"}));
}

TEST_CASE("whoever says something else to the socket is hung up on, and the next is answered") {
    const Folder folder;
    const auto database = folder.path() / "muster.db";
    Loop loop;
    auto tasks = loop.call([&] { return std::make_unique<TaskGroup>(loop.executor()); });
    auto socket = loop.call([&] {
        const auto answer = [](LocalCommand command) -> asio::awaitable<LocalAnswer> {
            co_return LocalAnswer{true, command.as + " typed " + command.text};
        };
        auto made = std::make_unique<LocalSocket>(loop.executor(), database, answer, *tasks);
        tasks->start("socket", made->run());
        return made;
    });
    for (const auto& said : {std::string("hello\n"), std::string("{\"as\":1}\n"),
                             std::string(most_local_bytes + 1, 'x')}) {
        CAPTURE(said.substr(0, 20));
        asio::io_context context;
        asio::local::stream_protocol::socket caller(context);
        caller.connect(asio::local::stream_protocol::endpoint(socket_beside(database).string()));
        boost::system::error_code error;
        asio::write(caller, asio::buffer(said), error);  // it may be hung up on in the middle
        std::string heard;
        asio::read(caller, asio::dynamic_buffer(heard), error);
        CHECK(heard.empty());
        CHECK(error);
    }
    const auto answer = ask_owner(database, {"ada", "list"});
    REQUIRE(answer);
    CHECK(answer->words == "ada typed list");
    loop.call([&] {
        tasks->stop();
        return 0;
    });
    loop.wait_for(tasks->join());
    loop.call([&] {
        socket.reset();
        tasks.reset();
        return 0;
    });
}
