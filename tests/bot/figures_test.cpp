#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

using namespace muster;
using muster::testing::get;
using muster::testing::Whole;

namespace {

struct Picture {
    std::string channel;
    sandbox::File file;
};

// The pictures that were posted, and where.
std::vector<Picture> pictures(Whole& whole) {
    return whole.in_slack([](sandbox::Server& server) {
        std::vector<Picture> found;
        for (const auto& [id, file] : server.workspace().files())
            for (const auto& share : file.shares)
                if (file.name.ends_with(".png"))
                    found.push_back({share.channel, file});
        return found;
    });
}

// All that stands in a channel for everybody.
std::string said_in(Whole& whole, const std::string& channel) {
    return whole.in_slack([&](sandbox::Server& server) {
        std::string text;
        for (const auto& [ts, message] : server.workspace().channels().at(channel).messages)
            if (message.ephemeral_to.empty())
                text += message.text + "\n";
        return text;
    });
}

}  // namespace

TEST_CASE("stats posts the quarter's figures with a picture, and the page has the log") {
    Whole whole;
    whole.types("declare sev1 Checkout is slow");
    whole.settle();
    whole.place = whole.newest_channel();
    whole.types("time detected 12:30");
    whole.types("time repaired 13:50");
    whole.types("close All well");
    const auto answer = whole.types("stats").response.value("text", "");
    CAPTURE(answer);
    CHECK(answer.find("Mean time to repair: 1h 20m") != std::string::npos);
    whole.settle();
    const auto posted = pictures(whole);
    REQUIRE(posted.size() == 1);
    CHECK(posted[0].channel == whole.place);
    CHECK(posted[0].file.title == "Figures of 2026-Q4");
    CHECK(posted[0].file.content.starts_with("\x89PNG\r\n"));
    CHECK(posted[0].file.alt_text.find("2026-Q4: 1 (1 sev1), repair 1h 20m") != std::string::npos);
    if (const char* const folder = std::getenv("MUSTER_PICTURES"))
        std::ofstream(std::string(folder) + "/posted.png", std::ios::binary)
            << posted[0].file.content;
    const auto words = said_in(whole, whole.place);
    CAPTURE(words);
    CHECK(words.find("Figures of 2026-Q4: 1 incident: 1 sev1.") != std::string::npos);
    CHECK(words.find("Mean time to repair: 1h 20m (detected to repaired, over 1 incident)") !=
          std::string::npos);
    Whole::until([&] {
        const auto log = get(whole.page_port(), "/log").body;
        return log.find("2026-Q4: 1 incident<") != std::string::npos &&
               log.find("<td>1h 20m</td>") != std::string::npos;
    });
}

TEST_CASE("stats in a channel without Muster goes to its asker alone") {
    Whole whole;
    whole.place = whole.in_slack([](sandbox::Server& server) {
        for (const auto& [id, channel] : server.workspace().channels())
            if (!channel.is_im() &&
                std::ranges::find(channel.members, server.workspace().bot_user) ==
                    channel.members.end())
                return id;
        return std::string();
    });
    REQUIRE_FALSE(whole.place.empty());
    const auto before = said_in(whole, whole.place);
    whole.types("stats");
    whole.settle();
    const auto posted = pictures(whole);
    REQUIRE(posted.size() == 1);
    CHECK(posted[0].channel.starts_with("D"));
    CHECK(said_in(whole, whole.place) == before);
}
