#include "sandbox/faults.hpp"

#include "sandbox/forms.hpp"
#include "sandbox/typed_text.hpp"
#include "tests/sandbox/fixture.hpp"

#include <doctest/doctest.h>

using namespace muster::sandbox;
using nlohmann::json;

TEST_CASE("faults strike in the order they were added, so often, after so many calls") {
    Faults faults;
    for (const char* text : {
             R"({"method":"chat.postMessage","action":"cut_after","after":1})",
             R"({"method":"*","action":"rate_limit","seconds":7,"count":2})",
         }) {
        Fault fault;
        REQUIRE(read_fault(json::parse(text), fault) == "");
        faults.add(fault);
    }
    const auto next = [&](const char* where) {
        const auto fault = faults.take(where);
        return fault ? std::string(to_word(fault->action)) : "";
    };
    CHECK(next("socket.slash_commands") == "");       // "*" is not for the socket
    CHECK(next("chat.postMessage") == "rate_limit");  // the first passes one call by
    CHECK(next("chat.postMessage") == "cut_after");
    CHECK(next("pins.add") == "rate_limit");
    CHECK(next("pins.add") == "");
    CHECK(faults.left() == 0);
}

TEST_CASE("a fault that cannot be read says what would be right") {
    Fault fault;
    CHECK(read_fault(json::array(), fault).find("is an object") != std::string::npos);
    CHECK(read_fault({{"action", "explode"}}, fault).find("cut_before") != std::string::npos);
    CHECK(read_fault({{"action", "error"}, {"count", "many"}}, fault) != "");
}

TEST_CASE("what is typed becomes what Slack sends") {
    Fixture slack;
    const std::string secret = slack.workspace.create_channel("secret", true, "U0ADA").id;
    struct Row {
        const char* typed;
        std::string command;
        std::string message;
    };
    const Row rows[] = {
        {"a < b & c > d", "a &lt; b &amp; c &gt; d", "a &lt; b &amp; c &gt; d"},
        {"@grace, look", "<@U0GRACE|grace>, look", "<@U0GRACE>, look"},
        {"ask @Grace.", "ask <@U0GRACE|grace>.", "ask <@U0GRACE>."},
        {"@sre", "<!subteam^S0SRE|@sre>", "<!subteam^S0SRE|@sre>"},
        {"@nobody", "@nobody", "@nobody"},
        {"ada@example.com", "ada@example.com", "ada@example.com"},
        {"in #incidents now", "in <#C0INCIDENTS|incidents> now", "in <#C0INCIDENTS> now"},
        {"#secret", "<#" + secret + "|>", "<#" + secret + ">"},
        {"#7", "#7", "#7"},
        {"@here", "<!here>", "<!here>"},
        {"<!channel>", "&lt;!channel&gt;", "&lt;!channel&gt;"},
        {"see https://x.io/a?b=1&c=2.", "see <https://x.io/a?b=1&amp;c=2>.",
         "see <https://x.io/a?b=1&amp;c=2>."},
        {"zażółć 🚀", "zażółć 🚀", "zażółć 🚀"},
        {"", "", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        CHECK(as_command_text(slack.workspace, row.typed, "U0ADA") == row.command);
        CHECK(as_message_text(slack.workspace, row.typed, "U0ADA") == row.message);
    }
    CHECK(as_message_text(slack.workspace, "#secret", "U0GRACE") == "#secret");
}

TEST_CASE("forms are read as browsers and clients write them") {
    CHECK(read_form("a=1&b=two+words%21&c=&d") ==
          json{{"a", "1"}, {"b", "two words!"}, {"c", ""}, {"d", ""}});
    CHECK(read_form("") == json::object());
    CHECK_FALSE(read_form("a=%4"));
    CHECK_FALSE(read_form("a=%zz"));
    const std::string body =
        "--B\r\nContent-Disposition: form-data; name=\"channel\"\r\n\r\nC1\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n"
        "Content-Type: text/plain\r\n\r\nline\r\n\r\nline\r\n--B--\r\n";
    std::string file;
    CHECK(read_multipart(body, "multipart/form-data; boundary=B", &file) ==
          json{{"channel", "C1"}});
    CHECK(file == "line\r\n\r\nline");
    CHECK_FALSE(read_multipart(body, "multipart/form-data", &file));
    CHECK_FALSE(read_multipart("--B\r\nno end", "multipart/form-data; boundary=B", &file));
}
