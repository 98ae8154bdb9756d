#include "bot/config.hpp"
#include "tests/bot/folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>

using namespace muster;
using muster::testing::Folder;

namespace {

struct World {
    ConfigReading read(const std::string& text, std::map<std::string, std::string> variables = {}) {
        const auto file = folder.path() / "muster.toml";
        std::ofstream(file) << text;
        return read_config(file, [&](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        });
    }
    Folder folder;
};

const std::string component = "[[component]]\nname = \"Checkout\"\n";
const std::string page =
    "[[push]]\nname = \"public\"\nkind = \"statuspage\"\npage = \"kctbh9vrtdwd\"\n";

}  // namespace

TEST_CASE("a target has what it needs, and its key comes from a file or the environment") {
    World world;
    const auto key = world.folder.path() / "key";
    std::ofstream(key) << "from-file\n";
    const auto text = component + page + "key_file = \"" + key.string() +
                      "\"\nnotify = false\ncomponents = { checkout = \"c1\" }\n"
                      "[[push]]\nname = \"our.cachet\"\nkind = \"cachet3\"\n"
                      "url = \"https://cachet.example/\"\ncomponents = { \"Checkout\" = 3 }\n"
                      "[[push]]\nname = \"hook\"\nkind = \"webhook\"\n"
                      "url = \"http://127.0.0.1:9/hook/?a=b\"\n";
    const std::map<std::string, std::string> variables{
        {"MUSTER_PUSH_KEY_OUR_CACHET", "cachet-key"},
        {"MUSTER_PUSH_KEY_HOOK", "whsec_c2VzYW1l whsec_b3Blbg=="}};
    const auto [config, faults] = world.read(text, variables);
    CHECK(faults == std::vector<std::string>{});
    const auto& pushes = config.settings.pushes;
    REQUIRE(pushes.size() == 3);
    CHECK(pushes[0].url == "https://api.statuspage.io/v1");
    CHECK(pushes[0].page == "kctbh9vrtdwd");
    CHECK_FALSE(pushes[0].notify);
    CHECK(pushes[0].components == std::map<std::string, std::string>{{"Checkout", "c1"}});
    CHECK(pushes[1].url == "https://cachet.example");
    CHECK(pushes[1].components == std::map<std::string, std::string>{{"Checkout", "3"}});
    CHECK(pushes[1].notify);
    CHECK(pushes[2].url == "http://127.0.0.1:9/hook/?a=b");
    CHECK(config.push_keys.at("public") == "from-file");
    CHECK(config.push_keys.at("our.cachet") == "cachet-key");
    // The environment wins.
    auto both = variables;
    both["MUSTER_PUSH_KEY_PUBLIC"] = "from-environment";
    CHECK(world.read(text, both).config.push_keys.at("public") == "from-environment");
}

TEST_CASE("every fault of a target is named at once, with what would be right, and no key") {
    World world;
    const auto [config, faults] = world.read(
        component +
            "[[push]]\nname = \"a\"\nkind = \"statuspage\"\ncomponents = { Search = \"c\", "
            "Checkout = \"\" }\n"
            "[[push]]\nname = \"A\"\nkind = \"cachet2\"\npage = \"p\"\n"
            "[[push]]\nname = \"c\"\nkind = \"cachet\"\n"
            "[[push]]\nname = \"d\"\nkind = \"webhook\"\nurl = \"http://hooks.example/\"\n"
            "key = \"whsec_inthefile\"\n"
            "[[push]]\nname = \"two words\"\nkind = \"webhook\"\nurl = \"ftp://x\"\n",
        {{"MUSTER_PUSH_KEY_D", "not-a-secret"}});
    const auto named = [&](const std::string& part) {
        return std::ranges::any_of(faults, [&](const std::string& fault) {
            return fault.find(part) != std::string::npos;
        });
    };
    for (const auto* part :
         {"push[1].page must be the page's id", "push[1].components names \"Search\"",
          "push[1].components must give \"Checkout\"", "push[2].name \"A\" is too like \"a\"",
          "push[2].url is missing", "push[2].page is for statuspage alone",
          "push[3].kind must be one of \"statuspage\", \"cachet2\", \"cachet3\", \"webhook\"",
          "push[4].url cannot be used", "push[4].key is not a key here",
          "push[5].name must be one word", "push[5].url cannot be used",
          "push \"a\": the key is missing: put it into the environment as MUSTER_PUSH_KEY_A",
          "push \"d\": the key (MUSTER_PUSH_KEY_D) must be whsec_"}) {
        CAPTURE(part);
        CHECK(named(part));
    }
    CHECK_FALSE(named("not-a-secret"));
    CHECK_FALSE(named("inthefile"));
}

TEST_CASE("the page's folder is named in the file or the environment, and must not be a file") {
    World world;
    CHECK(world.read("").config.page_export.empty());
    CHECK(world.read("[status]\nexport = \"/srv/status\"\n").config.page_export == "/srv/status");
    CHECK(world.read("[status]\nexport = \"a\"\n", {{"MUSTER_STATUS_EXPORT", "b"}})
              .config.page_export == "b");
    const auto file = world.folder.path() / "file";
    std::ofstream(file) << "x";
    const auto faults = world.read("[status]\nexport = \"" + file.string() + "\"\n").faults;
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("must name a folder") != std::string::npos);
}
