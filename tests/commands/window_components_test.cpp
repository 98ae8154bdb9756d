// Maintenance windows and the parts of the service they are done on.
#include "commands/commands.hpp"
#include "domain/components.hpp"
#include "tests/commands/world.hpp"

#include <doctest/doctest.h>

using namespace muster;
using muster::tests::World;

namespace {

const IncidentId mnt_1{Series::maintenance, 1};

Settings shop() {
    Settings settings;
    settings.components = {{"Checkout API", "Shop", ""},
                           {"Search", "Shop", ""},
                           {"Search index", "Shop", ""},
                           {"Mail", "", ""}};
    return settings;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

Incident window(const World& world) {
    return world.store->record().incident(mnt_1).value();
}

// As the status page shows it: by the worst word that counts.
std::string state_of(const World& world, const std::string& component) {
    std::vector<Incident> speaking;
    const auto& record = world.store->record();
    for (auto& each : record.incidents(IncidentFilter::open, 0, 100))
        if (speaks_of_components(each, world.settings))
            speaking.push_back(each);
    for (auto& each : record.windows(IncidentFilter::open, 0, 100))
        if (speaks_of_components(each, world.settings))
            speaking.push_back(each);
    return std::string(to_string(worst_word(component, speaking).state));
}

// The announcement has been posted.
void announce(World& world) {
    for (const auto& owed : world.store->owed(world.now, 1'000, {}))
        if (owed.effect.kind == Effect::Kind::post_announcement) {
            Settlement settlement;
            settlement.places.emplace();
            settlement.places->announce_channel = ChannelId("C0ANNOUNCE");
            settlement.places->announcement = MessageTs("1767225600.000100");
            world.store->settle(owed, settlement, world.now);
        }
}

}  // namespace

TEST_CASE("a window names its components before a colon, and a title is never broken") {
    const struct {
        const char* typed;
        const char* title;
        std::vector<std::string> components;
    } rows[] = {
        {"on Checkout API, Search: Database upgrade",
         "Database upgrade",
         {"Checkout API", "Search"}},
        {"on search index and “checkout api”: Move: part 2",
         "Move: part 2",
         {"Checkout API", "Search index"}},
        {"ON Mail,Search , and MAIL : Upgrade", "Upgrade", {"Search", "Mail"}},
        {"Database upgrade", "Database upgrade", {}},
        {"on call: phones change hands", "on call: phones change hands", {}},
        {"on Search we move disks", "on Search we move disks", {}},
        {"on Search we move disks: part 2", "on Search we move disks: part 2", {}},
        {"Search: new index", "Search: new index", {}},
        {"once more: upgrade", "once more: upgrade", {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        World world(shop());
        const auto reply = world.types(std::string("maintenance 22:00 to 23:00 ") + row.typed);
        CAPTURE(plain_text(reply.words));
        REQUIRE_FALSE(reply.refused);
        CHECK(window(world).title == row.title);
        CHECK(window(world).window->components == row.components);
    }
    World world(shop());
    world.types("maintenance 22:00 to 23:00 on Mail, Search: Upgrade");
    CHECK(has(world.answer("show MNT-1"),
              "Maintenance is planned: 2026-11-20 22:00 to 23:00 UTC, on Search and Mail."));
    CHECK(has(world.answer("maintenance"), "· on Search and Mail"));
    CHECK(has(world.answer("MNT-1 history"), "on Search and Mail"));
}

TEST_CASE("a component that is not there is asked about, and nothing is planned") {
    World world(shop());
    world.types("maintenance 22:00 to 23:00 Upgrade");
    const struct {
        const char* typed;
        const char* says;
    } rows[] = {
        {"maintenance 22:00 to 23:00 on Chekout API: Upgrade", "Did you mean Checkout API?"},
        {"maintenance 22:00 to 23:00 on Search, Payments: Upgrade", "no component “Payments”"},
        {"maintenance 22:00 to 23:00 on Search, Payments: Upgrade", "put it in quotes"},
        {"maintenance 22:00 to 23:00 on Search:", "The title is missing"},
        {"maintenance components MNT-1", "On which?"},
        {"maintenance components MNT-1 Payments", "Components are Checkout API"},
        {"maintenance components MNT-1 Search Mail", "no component “Mail”"},
        {"maintenance components MNT-1 none", "concerns no component already"},
        {"maintenance components MNT-9 Search", "There is no maintenance window MNT-9"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.typed);
        const auto reply = world.types(row.typed);
        CAPTURE(plain_text(reply.words));
        CHECK(reply.refused);
        CHECK(has(plain_text(reply.words), row.says));
        CHECK(world.changes.empty());
    }
    World bare;
    bare.types("maintenance 22:00 to 23:00 on Search: Upgrade");
    CHECK(bare.store->record().incident(mnt_1)->title == "on Search: Upgrade");
    CHECK(has(bare.answer("maintenance components MNT-1 Search"), "No components are configured"));
}

TEST_CASE(
    "while a window is in progress its components are under maintenance, and then as before") {
    World world(shop());
    world.types("maintenance 22:00 to 23:00 on Checkout API, Search: Upgrade");
    CHECK(state_of(world, "Search") == "operational");
    world.now = World::instant("2026-11-20T22:00:00Z");
    world.reminds();
    CHECK_FALSE(world.owes(Effect::Kind::show_card));
    CHECK(state_of(world, "Checkout API") == "maintenance");
    CHECK(state_of(world, "Search") == "maintenance");
    CHECK(state_of(world, "Mail") == "operational");

    // An incident that says worse shows, and stands when the window ends.
    world.declare_in("C1");
    CHECK(has(world.answer("component Search degraded"), "status page show it"));
    CHECK(state_of(world, "Search") == "degraded");
    world.now = World::instant("2026-11-20T22:30:00Z");
    CHECK(has(world.answer("maintenance components MNT-1 Search, Mail"), "Search and Mail"));
    CHECK(state_of(world, "Checkout API") == "operational");
    CHECK(state_of(world, "Mail") == "maintenance");
    CHECK(world.store->record().updates(mnt_1).back().text ==
          "This maintenance is on Search and Mail.");
    world.now = World::instant("2026-11-20T23:00:00Z");
    world.reminds();
    CHECK(window(world).closed);
    CHECK(window(world).components.empty());
    CHECK(state_of(world, "Mail") == "operational");
    CHECK(state_of(world, "Search") == "degraded");
    CHECK(world.store->check_rebuild().empty());
}

TEST_CASE("a window begun and ended by hand says what becomes of its components") {
    World world(shop());
    world.declare_in("C1");
    world.types("component Search major");
    world.types("maintenance 22:00 to 23:00 on Checkout API, Search: Upgrade");
    CHECK(has(world.answer("maintenance start MNT-1"),
              "On the status page Checkout API is under maintenance; Search is out, as INC-1 "
              "says."));
    CHECK(has(world.answer("maintenance complete MNT-1"),
              "On the status page Checkout API works again; Search is out, as INC-1 says."));
    world.types("maintenance 22:00 to 23:00 on Mail: Second");
    CHECK_FALSE(has(world.answer("maintenance cancel MNT-2"), "On the status page"));
}

TEST_CASE("a window that was slept through has begun and ended, and left its components well") {
    World world(shop());
    world.types("maintenance 22:00 to 23:00 on Search: Upgrade");
    world.now = World::instant("2026-11-21T08:00:00Z");
    world.reminds();
    CHECK(window(world).status == Status::in_progress);
    world.now += std::chrono::seconds(5);
    world.reminds();
    CHECK(window(world).closed);
    CHECK(window(world).components.empty());
    world.reminds();
    CHECK(world.changes.empty());
    CHECK(world.effects.empty());
}

TEST_CASE("moving a window leaves it on its components") {
    World world(shop());
    world.types("maintenance 22:00 to 23:00 on Search: Upgrade");
    world.types("maintenance move MNT-1 21:00 to 22:00");
    CHECK(window(world).window->components == std::vector<std::string>{"Search"});
    CHECK(has(world.answer("maintenance move MNT-1 21:00 to 22:00"), "for that time already"));
}

TEST_CASE("a window is planned by a form, which takes what the command takes") {
    World world(shop());
    const auto listed = world.types("maintenance");
    REQUIRE(listed.buttons.size() == 1);
    CHECK(listed.buttons.front().text == "Plan maintenance");
    const auto opened =
        world.asks(world.button(listed.buttons.front().action, listed.buttons.front().value));
    REQUIRE(opened.form);
    CHECK(opened.form->fields.back().options.size() == 4);
    const auto box = [&](std::size_t index) { return opened.form->fields.back().options[index]; };
    CHECK(box(0).second == "Checkout API");
    const auto& form = *opened.form;

    const struct {
        const char* title;
        const char* begins;
        const char* ends;
        const char* field;
    } wrong[] = {
        {"", "tomorrow 02:00", "04:00", "title"},
        {"Upgrade", "when we can", "04:00", "begins"},
        {"Upgrade", "tomorrow 02:00 sharp", "04:00", "begins"},
        {"Upgrade", "tomorrow 02:00", "when it is done", "ends"},
        {"Upgrade", "tomorrow 02:00", "04:00 or so", "ends"},
    };
    for (const auto& row : wrong) {
        CAPTURE(row.begins);
        CAPTURE(row.ends);
        const auto reply = world.asks(
            world.form(form.name, form.context,
                       {{"title", row.title}, {"begins", row.begins}, {"ends", row.ends}}));
        CHECK(reply.refused);
        CHECK(reply.field_errors.contains(row.field));
        CHECK(world.changes.empty());
    }
    const auto reply = world.asks(world.form(form.name, form.context,
                                             {{"title", "Upgrade"},
                                              {"begins", "tomorrow 02:00"},
                                              {"ends", "for 2h"},
                                              {"components", box(0).first + " " + box(3).first}}));
    CHECK_FALSE(reply.refused);
    CHECK(window(world).window->components == std::vector<std::string>{"Checkout API", "Mail"});
    CHECK(to_rfc3339(window(world).window->end) == "2026-11-21T04:00:00Z");
}

TEST_CASE("whoever follows a window is reminded of it once, before it begins") {
    World world(shop());
    world.types("maintenance 22:00 to 23:00 on Search: Upgrade");
    announce(world);
    world.now = World::instant("2026-11-20T20:59:59Z");
    world.reminds();
    CHECK_FALSE(world.owes(Effect::Kind::post_note));
    world.now = World::instant("2026-11-20T21:00:00Z");
    world.reminds();
    REQUIRE(world.owes(Effect::Kind::post_note));
    const auto words = plain_text(world.effects.front().words);
    CHECK(has(words, "@Ada: MNT-1 Upgrade begins at"));
    CHECK(has(words, "on Search"));
    world.now += std::chrono::seconds(5);
    world.reminds();
    CHECK_FALSE(world.owes(Effect::Kind::post_note));
    // Moved to later, it comes again; to within the hour, the move itself said so.
    world.types("maintenance move MNT-1 23:30 to 23:45");
    world.now = World::instant("2026-11-20T22:30:00Z");
    world.reminds();
    CHECK(world.owes(Effect::Kind::post_note));
    world.types("maintenance move MNT-1 23:00 to 23:45");
    world.now = World::instant("2026-11-20T22:31:00Z");
    world.reminds();
    CHECK_FALSE(world.owes(Effect::Kind::post_note));
}

TEST_CASE("there is no reminder of a window planned at short notice, nor where they are off") {
    World world(shop());
    world.types("maintenance 14:50 to 15:30 Short notice");
    announce(world);
    world.now += std::chrono::minutes(5);
    world.reminds();
    CHECK_FALSE(world.owes(Effect::Kind::post_note));

    auto settings = shop();
    settings.reminders.maintenance = false;
    World quiet(settings);
    quiet.types("maintenance 22:00 to 23:00 Upgrade");
    announce(quiet);
    quiet.now = World::instant("2026-11-20T21:30:00Z");
    quiet.reminds();
    CHECK_FALSE(quiet.owes(Effect::Kind::post_note));
}
