#include "domain/text.hpp"
#include "sandbox/block_rules.hpp"
#include "sandbox/typed_text.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"
#include "status/text.hpp"
#include "templates/markdown.hpp"
#include "tests/bad_inputs.hpp"
#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"
#include "tests/status/xml_check.hpp"

#include <nlohmann/json.hpp>

#include <regex>
#include <set>

using namespace muster;
using muster::testing::get;
using muster::testing::Whole;
using nlohmann::json;

namespace {

// What can be typed that some exit might take for something else than text.
std::vector<std::string> texts() {
    auto all = muster::tests::hostile_texts();
    all.push_back("@channel @here @everyone wake up");  // Slack makes real mentions of these
    constexpr std::string_view controls("nul \0 escape \x1b[31m bell \a end", 29);
    all.emplace_back(controls);
    all.push_back("\u200Fעברית \u2067isolated\u2069 and zero\u200Bwidth");
    all.push_back("\U0001F468\u200D\U0001F469\u200D\U0001F467 e\u0301 \uFEFF \U000E0001");
    return all;
}

void each_string(const json& value, const std::function<void(const std::string&)>& look) {
    if (value.is_string())
        look(value.get_ref<const std::string&>());
    for (const auto& part : value.items())
        if (value.is_structured())
            each_string(part.value(), look);
}

// Slack's text without what Muster itself may write in it.
std::string without_own_marks(const std::string& mrkdwn) {
    static const std::regex own(
        "<!date\\^[0-9]+\\^[^|<>]*\\|[^<>]*>|<[@#][UC]0[A-Z0-9]*>|"
        "<#C[0-9]+>|<https?://[^<>|]*(\\|[^<>]*)?>");
    return std::regex_replace(mrkdwn, own, "");
}

// Members of blocks that would do more than show text.
void check_blocks_are_text(const json& block) {
    if (block.is_array()) {
        for (const auto& part : block)
            check_blocks_are_text(part);
        return;
    }
    if (!block.is_object())
        return;
    const auto type = block.value("type", "");
    CHECK(type != "broadcast");
    CHECK(type != "usergroup");
    if (type == "user")
        CHECK(block.value("user_id", "") == "U0ADA");
    if (type == "link")
        CHECK(block.value("url", "").starts_with("http"));
    if (type == "mrkdwn")
        CHECK(without_own_marks(block.value("text", "")).find('<') == std::string::npos);
    for (const auto& member : block.items())
        check_blocks_are_text(member.value());
}

// All that is read in blocks, in order.
std::string read_in(const json& blocks) {
    std::string all;
    const std::function<void(const json&)> walk = [&](const json& part) {
        if (part.is_object()) {
            const auto type = part.value("type", "");
            if (const auto text = part.find("text"); text != part.end() && text->is_string())
                all += type == "mrkdwn" || type == "plain_text"
                           ? slack::decode_entities(text->get<std::string>())
                           : text->get<std::string>();
            else if (type == "link")
                all += part.value("url", "");
        }
        if (part.is_structured())
            for (const auto& member : part.items())
                walk(member.value());
    };
    walk(blocks);
    return all;
}

// A page as it is read: tags away, entities decoded.
std::string read_in_page(const std::string& html) {
    std::string text;
    bool in_tag = false;
    for (const char c : html) {
        if (c == '<')
            in_tag = true;
        else if (c == '>')
            in_tag = false;
        else if (!in_tag)
            text += c;
    }
    text = std::regex_replace(text, std::regex("&quot;|&#34;"), "\"");
    text = std::regex_replace(text, std::regex("&#39;|&apos;"), "'");
    return on_one_line(slack::decode_entities(text));
}

bool can_be_read(const std::string& where, const std::string& text) {
    return on_one_line(where).find(on_one_line(text)) != std::string::npos;
}

void check_no_markup(const std::string& html) {
    CHECK(html.find("<script>alert") == std::string::npos);
    CHECK(html.find("<a href=\"https://evil.example\">click") == std::string::npos);
}

std::set<std::string> strings_in_record(const std::string& lines) {
    std::set<std::string> all;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);)
        each_string(json::parse(line), [&](const std::string& text) { all.insert(text); });
    return all;
}

// How the words of a person come to be kept: what Slack makes of mentions and addresses is read as
// its text, and nothing but text comes in by the door.
std::string as_kept(Whole& whole, const std::string& typed) {
    const auto sent = whole.in_slack([&](sandbox::Server& server) {
        return sandbox::as_command_text(server.workspace(), typed, "U0ADA");
    });
    return std::string(trimmed(slack::to_readable_text(sent)));
}

void check_messages(Whole& whole) {
    whole.in_slack([](sandbox::Server& server) {
        for (const auto& [id, channel] : server.workspace().channels()) {
            for (const auto& [ts, message] : channel.messages) {
                if (message.user != server.workspace().bot_user)
                    continue;
                CAPTURE(message.text);
                CHECK(without_own_marks(message.text).find('<') == std::string::npos);
                check_blocks_are_text(message.blocks);
            }
            CHECK(channel.topic.value.find("<!") == std::string::npos);
            CHECK(channel.purpose.value.find("<!") == std::string::npos);
        }
        for (const auto& call : server.calls()) {
            CAPTURE(call.method);
            CAPTURE(call.args.dump());
            CHECK((call.outcome == "ok" || call.method == "upload" ||
                   call.outcome == "already_in_channel"));
        }
        return 0;
    });
}

bool is_read_in(Whole& whole, const std::string& channel, const std::string& text) {
    return whole.in_slack([&](sandbox::Server& server) {
        for (const auto& [ts, message] : server.workspace().find_channel(channel)->messages)
            if (message.user == server.workspace().bot_user &&
                can_be_read(read_in(message.blocks), text))
                return true;
        return false;
    });
}

}  // namespace

TEST_CASE("hostile text comes back as text wherever it is read") {
    Whole whole;
    int number = 0;
    for (const auto& typed : texts()) {
        const auto text = as_kept(whole, typed);
        CAPTURE(text);
        whole.place = "C0INCIDENTS";
        const auto id = "INC-" + std::to_string(++number);
        // A title is one line.
        const auto declared = whole.types("declare sev2 " + on_one_line(typed));
        REQUIRE(declared.ok);
        CAPTURE(declared.response.dump());
        REQUIRE(declared.response.value("text", "").find(id) != std::string::npos);
        whole.settle();
        whole.place = whole.newest_channel();
        for (const auto* words : {"log ", "update ", "summary ", "impact ", "trigger ",
                                  "detection ", "cause ", "resolution ", "recovery ", "lesson ",
                                  "action @ada ", "severity sev1 ", "status monitoring "}) {
            const auto outcome = whole.types(words + typed);
            CAPTURE(words);
            REQUIRE(outcome.ok);
            CAPTURE(outcome.response.dump());
            CHECK(without_own_marks(outcome.response.value("text", "")).find('<') ==
                  std::string::npos);
            const auto blocks = outcome.response.value("blocks", json::array());
            CHECK(sandbox::check_blocks(blocks, sandbox::Surface::message).empty());
            check_blocks_are_text(blocks);
        }
        whole.types("assign scribe \"" + typed + "\"");
        whole.types("close " + typed);
        whole.types("reopen " + typed);
        whole.types("close " + typed);
        whole.settle();

        for (const auto* channel : {"C0INCIDENTS", "C0POSTMORTEMS"}) {
            CAPTURE(channel);
            CHECK(is_read_in(whole, channel, text));
        }
        CHECK(is_read_in(whole, whole.place, text));

        // The page follows by itself, a moment later.
        std::string page;
        Whole::until([&] {
            page = get(whole.page_port(), "/incidents/" + id).body;
            return can_be_read(read_in_page(page), status::plain_words(text, {}));
        });
        check_no_markup(page);
    }
    check_messages(whole);
    const auto record = strings_in_record(whole.record());
    const auto store = open_store_to_read(whole.config().database, whole.config().settings);
    const auto feed = get(whole.page_port(), "/history.rss").body;
    CHECK(status::XmlCheck::problem(feed).empty());
    check_no_markup(feed);
    const auto published = get(whole.page_port(), "/api/v2/incidents.json").body;
    std::set<std::string> in_json;
    each_string(json::parse(published), [&](const std::string& text) { in_json.insert(text); });
    std::string documents;
    whole.in_slack([&](sandbox::Server& server) {
        for (const auto& [id, file] : server.workspace().files()) {
            const auto html = html_document("x", file.content);
            check_no_markup(html);
            documents += read_in_page(html) + "\n";
        }
        return 0;
    });
    for (const auto& typed : texts()) {
        const auto text = as_kept(whole, typed);
        CAPTURE(text);
        CHECK(record.contains(text));
        CHECK(in_json.contains(status::plain_words(text, {})));
        CHECK(can_be_read(documents, text));
    }
}

TEST_CASE("40,000 characters are kept whole and shown within every limit") {
    Whole whole;
    whole.types("declare sev2 Long words");
    whole.settle();
    whole.place = whole.newest_channel();
    std::string words;
    while (words.size() < 39'990)
        words += "long & <words> ";
    words.resize(40'000, '.');
    for (const auto* command :
         {"log ", "update ", "summary ", "cause ", "lesson ", "severity sev1 ", "close "}) {
        CAPTURE(command);
        const auto outcome = whole.types(command + words);
        REQUIRE(outcome.ok);
        CAPTURE(outcome.response.dump());
        const auto blocks = outcome.response.value("blocks", json::array());
        CHECK(sandbox::check_blocks(blocks, sandbox::Surface::message).empty());
        CHECK(length(outcome.response.value("text", "")) <= 4'000);
    }
    whole.settle();
    check_messages(whole);
    CHECK(strings_in_record(whole.record()).contains(words));
    CHECK(get(whole.page_port(), "/incidents/INC-1").status == 200);
    CHECK(status::XmlCheck::problem(get(whole.page_port(), "/history.rss").body).empty());
}
