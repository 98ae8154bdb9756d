#include "sandbox/web_api.hpp"

#include "tests/sandbox/fixture.hpp"

#include <set>

using namespace muster::sandbox;
using nlohmann::json;

TEST_CASE("a call is refused by what is wrong first: method, token, scope, arguments") {
    Fixture slack;
    ApiCall call;
    const auto error = [&] { return slack.api.call(call).body.value("error", ""); };
    call.method = "chat.shout";
    CHECK(error() == "unknown_method");
    call.method = "chat.postMessage";
    CHECK(error() == "not_authed");
    call.token = "xoxb-other";
    CHECK(error() == "invalid_auth");
    call.token = "xapp-sandbox";
    CHECK(error() == "not_allowed_token_type");
    call.token = "xoxb-sandbox";
    slack.workspace.scopes.erase("chat:write");
    CHECK(error() == "missing_scope");
    slack.workspace.scopes.insert("chat:write");
    CHECK(error() == "invalid_arguments");
    CHECK(slack.api.call(call).body["response_metadata"]["messages"][0] ==
          "[ERROR] missing required field: channel");
}

TEST_CASE("arguments may be form fields or JSON, structured ones either way") {
    Fixture slack;
    const json blocks = json::parse(R"([{"type":"divider"}])");
    ApiCall call;
    call.method = "chat.postMessage";
    call.token = "xoxb-sandbox";
    call.args = {{"channel", "C0INCIDENTS"}, {"blocks", blocks.dump()}, {"text", "x"}};
    CHECK(slack.api.call(call).ok());
    call.is_json = true;
    CHECK(slack.api.call(call).ok());
    call.args["blocks"] = blocks;
    call.args["thread_ts"] = nullptr;
    CHECK(slack.api.call(call).ok());
    call.args["blocks"] = "[{";
    CHECK(slack.api.call(call).body["error"] == "invalid_blocks_format");
}

TEST_CASE("a method that reads forms does not see JSON") {
    Fixture slack;
    ApiCall call;
    call.method = "users.info";
    call.token = "xoxb-sandbox";
    call.args = {{"user", "U0ADA"}};
    CHECK(slack.api.call(call).ok());
    call.is_json = true;
    CHECK(slack.api.call(call).body["error"] == "invalid_arguments");
}

TEST_CASE("calls come out as Slack would have them") {
    Fixture slack;
    const std::string mine = slack.post("mine", "U0MUSTER");
    const std::string hers = slack.post("hers");
    Channel& archived = slack.workspace.create_channel("old", false, "U0MUSTER");
    slack.workspace.archive(archived, "U0MUSTER");
    const std::string old = archived.id;
    const std::string secret = slack.workspace.create_channel("secret", true, "U0ADA").id;
    const char* here = "C0INCIDENTS";
    struct Row {
        const char* method;
        json args;
        const char* outcome;
    };
    const Row rows[] = {
        {"chat.postMessage", {{"channel", here}}, "no_text"},
        {"chat.postMessage", {{"channel", "#incidents"}, {"text", "x"}}, "ok"},
        {"chat.postMessage", {{"channel", "C0GENERAL"}, {"text", "x"}}, "ok"},
        {"chat.postMessage", {{"channel", secret}, {"text", "x"}}, "channel_not_found"},
        {"chat.postMessage", {{"channel", old}, {"text", "x"}}, "is_archived"},
        {"chat.postMessage",
         {{"channel", here}, {"text", "x"}, {"thread_ts", "1767225600.999999"}},
         "cannot_reply_to_message"},
        {"chat.postMessage",
         {{"channel", here}, {"text", "x"}, {"metadata", "no"}},
         "invalid_metadata_format"},
        {"chat.postMessage",
         {{"channel", here},
          {"text", "x"},
          {"metadata",
           {{"event_type", "e"}, {"event_payload", {{"k", std::string(20'000, 'v')}}}}}},
         "metadata_too_large"},
        {"chat.postMessage",
         {{"channel", here}, {"text", "x"}, {"markdown_text", "y"}},
         "markdown_text_conflict"},
        {"chat.update", {{"channel", here}, {"ts", mine}}, "no_text"},
        {"chat.update", {{"channel", here}, {"ts", mine}, {"text", std::string(4000, 'x')}}, "ok"},
        {"chat.update",
         {{"channel", here}, {"ts", mine}, {"text", std::string(4001, 'x')}},
         "msg_too_long"},
        {"chat.update", {{"channel", here}, {"ts", hers}, {"text", "x"}}, "cant_update_message"},
        {"chat.update",
         {{"channel", here}, {"ts", "yesterday"}, {"text", "x"}},
         "message_not_found"},
        {"chat.delete", {{"channel", here}, {"ts", hers}}, "cant_delete_message"},
        {"chat.postEphemeral", {{"channel", here}, {"user", "U0ADA"}, {"text", "x"}}, "ok"},
        {"chat.postEphemeral",
         {{"channel", here}, {"user", "U0NO"}, {"text", "x"}},
         "user_not_in_channel"},
        {"chat.postEphemeral",
         {{"channel", "C0GENERAL"}, {"user", "U0ADA"}, {"text", "x"}},
         "not_in_channel"},
        {"conversations.info", {{"channel", "incidents"}}, "channel_not_found"},
        {"conversations.invite", {{"channel", here}, {"users", ""}}, "no_user"},
        {"conversations.invite", {{"channel", old}, {"users", "U0ADA"}}, "is_archived"},
        {"conversations.join", {{"channel", secret}}, "channel_not_found"},
        {"conversations.join", {{"channel", old}}, "is_archived"},
        {"conversations.archive", {{"channel", "C0GENERAL"}}, "not_in_channel"},
        {"conversations.rename", {{"channel", here}, {"name", "x"}}, "not_authorized"},
        {"conversations.setTopic",
         {{"channel", here}, {"topic", std::string(251, 't')}},
         "too_long"},
        {"conversations.list", {{"types", "channels"}}, "invalid_types"},
        {"conversations.history", {{"channel", here}, {"oldest", "noon"}}, "invalid_ts_oldest"},
        {"conversations.replies", {{"channel", here}, {"ts", "1.000001"}}, "thread_not_found"},
        {"conversations.open", {{"users", ""}}, "users_list_not_supplied"},
        {"conversations.open", {{"users", "U0NO"}}, "user_not_found"},
        {"pins.add", {{"channel", here}}, "no_item_specified"},
        {"pins.add", {{"channel", here}, {"timestamp", "soon"}}, "bad_timestamp"},
        {"reactions.add",
         {{"channel", here}, {"timestamp", mine}, {"name", ":eyes :"}},
         "invalid_name"},
        {"bookmarks.add",
         {{"channel_id", here}, {"title", "t"}, {"type", "file"}, {"link", "https://x"}},
         "invalid_bookmark_type"},
        {"bookmarks.add",
         {{"channel_id", here}, {"title", "t"}, {"type", "link"}, {"link", "ftp://x"}},
         "invalid_link"},
        {"bookmarks.edit", {{"channel_id", here}, {"bookmark_id", "Bk0"}}, "not_found"},
        {"files.getUploadURLExternal", {{"filename", "x"}}, "invalid_arguments"},
        {"files.completeUploadExternal", {{"files", {{{"id", "F0"}}}}}, "file_not_found"},
        {"views.open", {{"trigger_id", "1.2"}}, "invalid_arguments"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.method);
        CAPTURE(row.args.dump());
        CHECK(slack.outcome(row.method, row.args) == row.outcome);
    }
}

TEST_CASE("text without blocks takes the blocks away, metadata stays until it is emptied") {
    Fixture slack;
    const json made =
        slack
            .call("chat.postMessage",
                  {{"channel", "C0INCIDENTS"},
                   {"text", "x"},
                   {"blocks", {{{"type", "divider"}}}},
                   {"metadata", {{"event_type", "e"}, {"event_payload", {{"k", 1}}}}}})
            .body;
    json edit = {{"channel", "C0INCIDENTS"}, {"ts", made["ts"]}, {"text", "y"}};
    json message = slack.call("chat.update", edit).body["message"];
    CHECK_FALSE(message.contains("blocks"));
    CHECK(message["metadata"]["event_payload"]["k"] == 1);
    edit["metadata"] = json::object();
    message = slack.call("chat.update", edit).body["message"];
    CHECK_FALSE(message.contains("metadata"));
}

TEST_CASE("history is bounded by oldest and latest, which are left out unless inclusive") {
    Fixture slack;
    std::vector<std::string> ts;
    for (const char* text : {"a", "b", "c", "d"}) {
        ts.push_back(slack.post(text));
        slack.pass(std::chrono::seconds(1));
    }
    const auto texts = [&](json args) {
        args["channel"] = "C0INCIDENTS";
        std::string all;
        const json body = slack.call("conversations.history", args).body;
        for (const auto& message : body["messages"])
            all += message["text"].get<std::string>();
        return all;
    };
    CHECK(texts({}) == "dcba");
    CHECK(texts({{"oldest", ts[1]}}) == "dc");
    CHECK(texts({{"oldest", ts[1]}, {"inclusive", true}}) == "dcb");
    CHECK(texts({{"latest", ts[2]}}) == "ba");
    CHECK(texts({{"latest", ts[2]}, {"inclusive", "true"}, {"limit", 1}}) == "c");
    CHECK(texts({{"oldest", "1767225601"}}) == "dc");
    CHECK(texts({{"oldest", "1767225600.9"}}) == "dcb");
}

TEST_CASE("pages join without loss or repetition, whatever their size") {
    Fixture slack;
    for (int n = 0; n < 23; ++n)
        slack.post(std::to_string(n));
    for (int limit = 1; limit < 30; limit += 3) {
        CAPTURE(limit);
        std::set<std::string> seen;
        std::size_t count = 0;
        std::string cursor;
        for (int page = 0; page < 40; ++page) {
            json args = {{"channel", "C0INCIDENTS"}, {"limit", limit}};
            if (!cursor.empty())
                args["cursor"] = cursor;
            const json body = slack.call("conversations.history", args).body;
            REQUIRE(body["ok"] == true);
            for (const auto& message : body["messages"]) {
                seen.insert(message["ts"].get<std::string>());
                ++count;
            }
            cursor = body.value("/response_metadata/next_cursor"_json_pointer, "");
            if (cursor.empty())
                break;
        }
        CHECK(seen.size() == 23);
        CHECK(count == 23);
    }
}

TEST_CASE("rates hold for a method by itself, and end with the minute") {
    Fixture slack;
    slack.api.rate_limits = true;
    const json args = {{"channel", "C0INCIDENTS"}};
    for (int n = 0; n < 20; ++n)
        CHECK(slack.call("pins.list", args).status == 200);
    slack.pass(std::chrono::milliseconds(30'500));
    const ApiAnswer refused = slack.call("pins.list", args);
    CHECK(refused.status == 429);
    CHECK(refused.body["error"] == "ratelimited");
    REQUIRE(refused.headers.size() == 1);
    CHECK(refused.headers[0] == std::pair<std::string, std::string>("Retry-After", "30"));
    CHECK(slack.call("auth.test").status == 200);
    slack.pass(std::chrono::milliseconds(29'500));
    CHECK(slack.call("pins.list", args).status == 200);
}

TEST_CASE("a channel takes a short burst, then one message a second") {
    Fixture slack;
    slack.api.rate_limits = true;
    const json here = {{"channel", "C0INCIDENTS"}, {"text", "x"}};
    for (int n = 0; n < 5; ++n)
        CHECK(slack.call("chat.postMessage", here).status == 200);
    CHECK(slack.call("chat.postMessage", here).status == 429);
    CHECK(slack.call("chat.postMessage", {{"channel", "C0POSTMORTEMS"}, {"text", "x"}}).status ==
          200);
    slack.pass(std::chrono::seconds(1));
    CHECK(slack.call("chat.postMessage", here).status == 200);
    CHECK(slack.call("chat.postMessage", here).status == 429);
}

TEST_CASE("no argument of any shape breaks a method") {
    Fixture slack;
    const json junk[] = {nullptr,
                         7,
                         -1,
                         1.5,
                         true,
                         "",
                         "x",
                         "[",
                         "{}",
                         "[]",
                         json::array(),
                         json::array({1}),
                         json::object(),
                         {{"id", 1}}};
    const char* const names[] = {"channel",  "channel_id", "ts",    "timestamp",  "text",  "blocks",
                                 "metadata", "users",      "user",  "view",       "files", "limit",
                                 "cursor",   "name",       "types", "trigger_id", "length"};
    for (const auto method : method_names()) {
        for (const auto& value : junk) {
            json args = json::object();
            for (const char* name : names)
                args[name] = value;
            CAPTURE(method);
            CAPTURE(value.dump());
            CHECK_NOTHROW((void)slack.call(std::string(method), args));
            args["channel"] = args["channel_id"] = "C0INCIDENTS";
            CHECK_NOTHROW((void)slack.call(std::string(method), args));
        }
    }
}
