#include "bot/demo.hpp"
#include "bot/scenario.hpp"
#include "storage/store.hpp"
#include "templates/postmortem.hpp"
#include "tests/bot/folder.hpp"
#include "tests/templates/golden.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

using namespace muster;
using muster::testing::Folder;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    REQUIRE(in.is_open());
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Played {
    std::string document;
    std::string record;
    std::string told;
};

// Plays the scenario through the socket of a workspace of its own, and makes the document it is
// meant for from the record that is left.
Played play(const std::filesystem::path& file) {
    const auto scenario = read_scenario(bytes_of(file));
    REQUIRE(scenario.has_value());
    REQUIRE(scenario->documents.size() == 1);
    const Folder folder;
    DemoOptions options;
    options.listen = "127.0.0.1:0";
    options.replay = file.string();
    options.database = (folder.path() / "muster.db").string();
    options.once = true;
    std::ostringstream told;
    const bool well = run_demo(options, {}, told);
    CAPTURE(told.str());
    REQUIRE(well);

    Settings settings;
    settings.zone = scenario->zone;
    const auto store = open_store_to_read(*options.database, settings);
    const auto dossier = store->dossier({Series::incident, 1});
    REQUIRE(dossier.has_value());
    const auto document = render_postmortem(*dossier, settings, scenario->documents.front(), {});
    REQUIRE(document.has_value());
    int left_out = 0;
    return {*document, store->export_record(true, left_out), told.str()};
}

}  // namespace

TEST_CASE("a scenario played through the socket gives the approved document, every time") {
    const std::filesystem::path folder = MUSTER_SOURCE_DIR "/tests/scenarios";
    for (const auto* name : {"portal_down", "server_retired", "table_dropped", "labels_not_printed",
                             "timetables_stale"}) {
        const auto file = std::string("tests/scenarios/") + name + ".md";
        std::string first_record;
        for (int time = 1; time <= 2; ++time) {
            CAPTURE(name);
            CAPTURE(time);
            const auto played = play(folder / (std::string(name) + ".txt"));
            CAPTURE(played.told);
            check_approved(file, played.document);
            if (time == 1)
                first_record = played.record;
            CHECK(played.record == first_record);
        }
    }
}
