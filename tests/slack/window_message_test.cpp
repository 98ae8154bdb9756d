// What the announcements channel shows of a maintenance window.
#include "slack/window_message.hpp"

#include "domain/text.hpp"
#include "tests/slack/block_check.hpp"
#include "tests/slack/sample_view.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace muster;
using namespace muster::slack;
using namespace muster::slack::testing;

namespace {

View window_view(std::vector<std::string> components) {
    View view;
    auto& window = view.dossier.incident;
    window.id = {Series::maintenance, 2};
    window.title = "Database upgrade";
    window.status = Status::scheduled;
    window.reporter = person("U0ADA", "ada");
    window.window =
        Window{two_o_clock, two_o_clock + std::chrono::hours(2), false, std::move(components)};
    return view;
}

}  // namespace

TEST_CASE("a window's announcement names the parts of the service it is done on") {
    const auto message = window_announcement(window_view({"Checkout", "Search", "Mail"}));
    CHECK(check_message(message) == Faults{});
    CHECK(message.text.find("On: Checkout, Search and Mail") != std::string::npos);
    CHECK(read_blocks(message.blocks).find("On: Checkout, Search and Mail") != std::string::npos);
    CHECK(window_announcement(window_view({})).text.find("On:") == std::string::npos);
}

TEST_CASE("an announcement holds whatever the parts are called, however many there are") {
    for (const auto& hostile : hostile_texts())
        CHECK(check_message(window_announcement(window_view({shortened(hostile, 80)}))) ==
              Faults{});
    std::vector<std::string> many;
    for (int i = 1; i <= 500; ++i)
        many.push_back("A part of the service whose name is as long as names may be, number " +
                       std::to_string(i));
    const auto message = window_announcement(window_view(many));
    CHECK(check_message(message) == Faults{});
    CHECK(message.text.find("and 480 more") != std::string::npos);
}
