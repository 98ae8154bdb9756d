#include "commands/command.hpp"
#include "domain/text.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/reply.hpp"
#include "slack/text.hpp"
#include "storage/change_json.hpp"
#include "tests/commands/world.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace muster;
using nlohmann::json;
using tests::World;

constexpr std::size_t longest_answer = 30'000;
constexpr std::size_t most_changes = 100;

void require(bool holds) {
    if (!holds)
        std::abort();
}

bool is_clean(const std::string& text) {
    return slack::without_controls(slack::repair_utf8(text)) == text;
}

void check_texts(const json& value) {
    if (value.is_string())
        require(is_clean(value.get_ref<const std::string&>()));
    for (const auto& part : value.items())
        if (value.is_structured())
            check_texts(part.value());
}

// `clean`: whether the request was, as every door makes it; of any other it is asked only that it
// does no harm.
void check(const World& world, const Request& request, bool clean) {
    const auto decision = decide(world.store->record(), request);
    const auto& reply = decision.reply;
    require(decision.changes.size() < most_changes && decision.effects.size() < most_changes);
    require(length(plain_text(reply.words)) < longest_answer);
    require(!reply.refused || (decision.changes.empty() && decision.effects.empty()));
    require(!reply.refused || !reply.words.empty() || !reply.field_errors.empty());
    if (!clean)
        return;
    require(is_clean(plain_text(reply.words)));
    // Nothing typed can mention anybody: only a span that is a mention makes an entity.
    for (const auto& span : reply.words.spans())
        if (span.kind == Span::Kind::plain || span.kind == Span::Kind::bold)
            require(slack::to_mrkdwn(Words(span.text)).find('<') == std::string::npos);
    require(!slack::ephemeral(reply.words, reply.buttons).dump().empty());
    for (const auto& change : decision.changes) {
        const auto line = write_change(change);
        check_texts(json::parse(line));
        const auto again = read_change(line);
        require(again.has_value() && write_change(*again) == line);
    }
}

// One incident that is open, in C1, and one that is closed, in C2.
World& world() {
    static World world = [] {
        Settings settings;
        settings.components = {{"Search", "Shop", ""}, {"Checkout API", "Shop", ""}};
        settings.permissions.commands["reopen"] = {"roles", "@sre"};
        World made(settings);
        made.declare_in("C2");
        made.types("log it began");
        made.types("close done");
        made.declare_in("C1");
        for (const auto* typed :
             {"log 13:30 it began", "log gone", "remove 2", "assign @ada", "time started 13:20",
              "action @ada fix it", "update we look", "component Search degraded", "catchup"})
            made.types(typed);
        return made;
    }();
    return world;
}

// By a command, with the mentions that Slack vouches for.
void ask_by_command(const std::string& text, bool clean) {
    auto& asked = world();
    for (const auto* place : {"C1", "C2", "C0GENERAL"}) {
        asked.place = ChannelId(place);
        check(asked, asked.request(text), clean);
    }
}

// By every form and button; a field holds no mentions.
void ask_by_pointing(const std::string& text) {
    auto& asked = world();
    asked.place = ChannelId("C1");
    for (const auto* name : {"declare", "log", "update", "assign", "severity", "close", "reopen"})
        for (const auto* incident : {"INC-2", "INC-1", text.c_str()}) {
            std::map<std::string, std::string> fields;
            for (const auto* field :
                 {"title", "severity", "kind", "text", "time", "update", "status", "role", "person",
                  "words", "repaired", "why", "summary"})
                fields[field] = text;
            check(asked, asked.form(name, incident, fields), true);
            for (const auto* choice : {"severity", "status", "time", "repaired", "kind"})
                fields.erase(choice);
            check(asked, asked.form(name, incident, fields), true);
        }
    for (const auto* name :
         {"log", "postmortem", "undo", "unpublish", "fold", "unfold", "type", text.c_str()})
        check(asked, asked.button(name, text), true);
}

}  // namespace

// Asks for anything, by a command, a form and a button: no text may crash or hang it, make it
// answer at length, or bring bytes that are no text into the record.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto repaired = slack::repair_utf8(bytes);
    ask_by_command(slack::to_request_text(repaired), true);
    ask_by_pointing(slack::without_controls(repaired));
    ask_by_command(bytes, false);
    return 0;
}
