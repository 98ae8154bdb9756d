#include "commands/table.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

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
