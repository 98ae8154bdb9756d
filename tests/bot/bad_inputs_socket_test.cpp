#include "domain/text.hpp"
#include "sandbox/block_rules.hpp"
#include "tests/bad_inputs.hpp"
#include "tests/bot/whole.hpp"

#include <nlohmann/json.hpp>

#include <regex>

using namespace muster;
using muster::testing::Whole;

namespace {

// An answer as its reader sees it: people by name, entities decoded, no marks of code.
std::string as_read(std::string text) {
    text = std::regex_replace(text, std::regex("<@U0ADA>"), "Ada");
    text = std::regex_replace(text, std::regex("<!date\\^[^|>]*\\|([^>]*)>"), "$1");
    text = std::regex_replace(text, std::regex("`|\u200B"), "");
    text = std::regex_replace(text, std::regex("&lt;"), "<");
    text = std::regex_replace(text, std::regex("&gt;"), ">");
    return std::regex_replace(text, std::regex("&amp;"), "&");
}

bool reads_only(const std::string& method) {
    return method == "apps.connections.open" || method == "auth.test" ||
           method.starts_with("users.") || method.ends_with(".list") || method.ends_with(".info") ||
           method.ends_with(".history") || method.ends_with(".members");
}

}  // namespace

TEST_CASE("bad input through the socket is answered with fault and fix, and changes nothing") {
    Whole whole;
    whole.types("declare Checkout is slow");
    whole.settle();
    whole.place = whole.newest_channel();
    for (const auto* typed :
         {"log 13:30 it began", "log gone", "remove 2", "assign @ada", "time started 13:20",
          "action @ada fix it", "action @ada done it", "action done 2"})
        REQUIRE(whole.types(typed).ok);
    whole.settle();
    const auto before = whole.record();
    const auto calls_before =
        whole.in_slack([](sandbox::Server& server) { return server.calls().size(); });

    const auto inputs = muster::tests::bad_inputs();
    REQUIRE(inputs.size() >= 200);
    for (const auto& [typed, helps] : inputs) {
        const auto shown = shortened(typed, 80);
        CAPTURE(shown);
        const auto outcome = whole.types(typed);
        CAPTURE(outcome.error);
        REQUIRE(outcome.ok);
        REQUIRE(outcome.response.is_object());
        CHECK(outcome.response.value("response_type", "ephemeral") == "ephemeral");
        const auto answer = as_read(outcome.response.value("text", ""));
        CAPTURE(answer);
        CHECK(answer.find(helps) != std::string::npos);
        CHECK(length(answer) < 1'000);
        const auto blocks = outcome.response.value("blocks", nlohmann::json::array());
        CHECK(sandbox::check_blocks(blocks, sandbox::Surface::message).empty());
    }
    whole.settle();
    CHECK(whole.record() == before);
    whole.in_slack([&](sandbox::Server& server) {
        for (std::size_t i = 0; i < server.calls().size(); ++i) {
            const auto& call = server.calls()[i];
            CAPTURE(call.method);
            CHECK((call.outcome == "ok" || call.outcome == "already_in_channel"));
            if (i >= calls_before)
                CHECK(reads_only(call.method));
        }
        return 0;
    });
}
