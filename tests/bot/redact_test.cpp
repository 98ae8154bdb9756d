#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <fstream>
#include <iterator>

using namespace muster;
using muster::testing::get;
using muster::testing::Whole;

namespace {

const std::string secret = "XYZZY";

// Where at Slack it can be read, by anybody.
std::string read_at_slack(Whole& whole) {
    return whole.in_slack([](sandbox::Server& server) {
        std::string found;
        for (const auto& [id, channel] : server.workspace().channels())
            for (const auto& [ts, message] : channel.messages)
                if (message.ephemeral_to.empty() &&
                    (message.text + message.blocks.dump()).find(secret) != std::string::npos)
                    found += "message " + message.text + "\n";
        for (const auto& [id, file] : server.workspace().files())
            if (file.content.find(secret) != std::string::npos)
                found += "file " + file.title + "\n";
        for (const auto& [id, canvas] : server.workspace().canvases())
            if (canvas_markdown(canvas).find(secret) != std::string::npos)
                found += "canvas " + canvas.title + "\n";
        return found;
    });
}

std::string read_on_disk(const Config& config) {
    std::string found;
    for (const auto& file : std::filesystem::directory_iterator(config.database.parent_path())) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(stream), {}};
        if (all.find(secret) != std::string::npos)
            found += file.path().filename().string() + "\n";
    }
    return found;
}

}  // namespace

TEST_CASE("a pasted secret is redacted everywhere, and its bytes are gone from the disk") {
    Whole whole;
    whole.types("declare sev2 Checkout is slow");
    whole.settle();
    whole.place = whole.newest_channel();
    whole.types("log nothing special");
    whole.types("log the password is " + secret);
    whole.types("update identified As Ada wrote: the password is " + secret);
    whole.types("close All well");
    whole.types("cause the pool was too small");
    whole.settle();
    CHECK(read_at_slack(whole) != "");
    CHECK(read_on_disk(whole.config()) != "");
    Whole::until([&] {
        return get(whole.page_port(), "/incidents/INC-1").body.find(secret) != std::string::npos;
    });

    const auto answer = whole.types("redact 2 pasted a password");
    CHECK(answer.response.value("text", "").find("Entry 2") != std::string::npos);
    whole.settle();
    CHECK(read_at_slack(whole) == "");
    CHECK(whole.record().find(secret) == std::string::npos);
    Whole::until([&] { return read_on_disk(whole.config()).empty(); });
    Whole::until([&] {
        return get(whole.page_port(), "/incidents/INC-1").body.find(secret) == std::string::npos;
    });
    for (const auto* path : {"/", "/history", "/history.rss", "/api/v2/incidents.json"})
        CHECK(get(whole.page_port(), path).body.find(secret) == std::string::npos);
    // One document stands, with who and why, and the card leads to it.
    const auto documents = whole.in_slack([](sandbox::Server& server) {
        std::string all;
        for (const auto& [id, file] : server.workspace().files())
            all += file.content;
        return all;
    });
    CHECK(documents.find("Redacted by Ada: pasted a password") != std::string::npos);
    CHECK(documents.find("nothing special") != std::string::npos);
}

TEST_CASE(
    "a secret is redacted in the channel's canvas, where others wrote, too, and on the disk") {
    for (const bool touched : {false, true}) {
        CAPTURE(touched);
        Whole::with_canvases = true;
        Whole whole;
        Whole::with_canvases = false;
        whole.types("declare sev2 Checkout is slow");
        whole.settle();
        whole.place = whole.newest_channel();
        whole.types("log nothing special");
        whole.types("log the password is " + secret);
        whole.types("close All well");
        whole.settle();
        CHECK(read_at_slack(whole).find("canvas Postmortem INC-1") != std::string::npos);
        CHECK(whole.in_slack([](auto& server) { return server.workspace().files().empty(); }));
        whole.clock().advance(std::chrono::seconds(60));
        if (touched)
            whole.in_slack([](sandbox::Server& server) {
                auto& workspace = server.workspace();
                const auto id = workspace.canvases().begin()->first;
                workspace.edit_canvas(
                    id,
                    {{"operation", "insert_at_end"},
                     {"document_content", {{"type", "markdown"}, {"markdown", "By hand."}}}},
                    "U0GRACE");
                return 0;
            });
        whole.clock().advance(std::chrono::seconds(60));
        whole.types("redact 2 pasted a password");
        whole.settle();
        CHECK(read_at_slack(whole) == "");
        Whole::until([&] { return read_on_disk(whole.config()).empty(); });
        const auto canvas = whole.in_slack([](sandbox::Server& server) {
            return canvas_markdown(server.workspace().canvases().begin()->second);
        });
        CHECK(canvas.find("Redacted by Ada: pasted a password") != std::string::npos);
        CHECK(canvas.find("nothing special") != std::string::npos);
        CHECK((canvas.find("By hand.") != std::string::npos) == touched);
    }
}

TEST_CASE("a secret in what Muster told the channel by itself is redacted there, too") {
    Whole whole;
    whole.types("declare sev2 Checkout is slow");
    whole.settle();
    whole.place = whole.newest_channel();
    whole.types("severity sev1 the password is " + secret);
    whole.settle();
    CHECK(read_at_slack(whole) != "");
    whole.types("redact 1 pasted a password");
    whole.settle();
    CHECK(read_at_slack(whole) == "");
    CHECK(whole.record().find(secret) == std::string::npos);
    const auto told = whole.in_slack([&](sandbox::Server& server) {
        std::string all;
        for (const auto& [ts, message] : server.workspace().find_channel(whole.place)->messages)
            all += message.text + "\n";
        return all;
    });
    CHECK(told.find("Redacted by Ada: pasted a password") != std::string::npos);
}
