#include "commands/table.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace muster;
using muster::tests::World;

TEST_CASE("help names every command, and tells the postmortem's parts on one line") {
    World world;
    const auto help = world.answer("help");
    for (const auto& command : all_commands()) {
        CAPTURE(command.name);
        CHECK(help.find(command.name) != std::string::npos);
        CHECK(world.answer("help " + std::string(command.name)).find(command.usage) !=
              std::string::npos);
    }
    CHECK(help.find("lesson TEXT") == std::string::npos);
}

TEST_CASE("every example that help gives works as it stands") {
    // What must have happened before, beyond a working incident.
    const char* window = "maintenance tomorrow 02:00 for 2h Database upgrade";
    const struct {
        const char* example;
        std::vector<std::string> before;
    } rows[] = {
        {"reopen", {"close done"}},
        {"publish", {"unpublish only staff saw it"}},
        {"maintenance move", {window}},
        {"maintenance components", {window}},
        {"maintenance complete", {window, "maintenance start MNT-1"}},
    };
    Settings settings;
    settings.components = {{"Checkout", "", ""}, {"Checkout API", "", ""}, {"Search", "", ""}};
    for (const auto& command : all_commands()) {
        std::istringstream examples{std::string(command.examples)};
        for (std::string example; std::getline(examples, example);) {
            CAPTURE(example);
            World world(settings);
            for (int i = 0; i < 11; ++i)
                world.types("declare Another one");
            world.declare_in("C1");
            for (const auto* typed :
                 {"log it began", "log it went on", "log it ended", "update monitoring It is over",
                  "update It goes on", "assign scribe @linus", "action @ada fix it"})
                REQUIRE_FALSE(world.types(typed).refused);
            for (const auto& row : rows)
                if (example.starts_with(row.example))
                    for (const auto& typed : row.before)
                        REQUIRE_FALSE(world.types(typed).refused);
            const auto reply = world.types(example);
            CAPTURE(plain_text(reply.words));
            CHECK_FALSE(reply.refused);
        }
    }
}
