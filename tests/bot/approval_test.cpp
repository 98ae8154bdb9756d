#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <doctest/doctest.h>

#include <map>
#include <vector>

using namespace muster;
using namespace muster::testing;

namespace {

// What stands in the channels, by their names.
std::map<std::string, std::string> channels(Whole& whole) {
    return whole.in_slack([](sandbox::Server& server) {
        std::map<std::string, std::string> all;
        for (const auto& [id, channel] : server.workspace().channels())
            for (const auto& [ts, message] : channel.messages)
                if (message.ephemeral_to.empty())
                    all[channel.name] += message.text + message.blocks.dump() + "\n";
        return all;
    });
}

}  // namespace

TEST_CASE("what waits for a second person is in its channel alone until somebody lets it out") {
    Config config;
    config.settings.approved_severities = {"sev1"};
    Whole whole(config);
    whole.types("declare sev1 Checkout is slow");
    whole.settle();
    whole.place = whole.newest_channel();
    whole.types("update identified CANARY words");
    whole.settle();
    auto texts = channels(whole);
    CHECK(texts.at("inc-1-checkout-is-slow").find("CANARY words") != std::string::npos);
    for (const auto& [name, text] : texts) {
        CAPTURE(name);
        if (!name.starts_with("inc-1"))
            CHECK(text.find("CANARY") == std::string::npos);
    }
    const std::vector<std::string> paths = {"/", "/history.rss", "/incidents/INC-1",
                                            "/api/v2/incidents.json", "/history.atom"};
    for (const auto& path : paths) {
        CAPTURE(path);
        const auto body = get(whole.page_port(), path).body;
        CHECK(body.find("CANARY") == std::string::npos);
        CHECK(body.find("dentified") == std::string::npos);
    }
    whole.types("update approve 2");
    whole.settle();
    CHECK(channels(whole).at("incidents").find("CANARY") == std::string::npos);
    whole.types("update approve 2", "U0GRACE");
    whole.settle();
    texts = channels(whole);
    CHECK(texts.at("incidents").find("CANARY words") != std::string::npos);
    const auto& room = texts.at("inc-1-checkout-is-slow");
    CHECK(room.find("approved by") != std::string::npos);
    CHECK(room.find("approve_update") == std::string::npos);
    Whole::until([&] {
        return get(whole.page_port(), "/history.rss").body.find("CANARY words") !=
               std::string::npos;
    });
}
