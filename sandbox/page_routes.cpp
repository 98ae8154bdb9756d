#include "sandbox/client_view.hpp"
#include "sandbox/files.hpp"
#include "sandbox/forms.hpp"
#include "sandbox/server_state.hpp"
#include "sandbox/typed_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>
#include <utility>

namespace muster::sandbox {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr auto longest_poll = std::chrono::seconds(25);
constexpr std::size_t watcher_limit = 1000;

// The page's files, by the end of their names.
constexpr std::pair<std::string_view, const char*> page_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

// A file of the page; nothing where there is none of that name.
std::optional<HttpResponse> page_file(const std::string& path) {
    const std::string name = path == "/" ? "/index.html" : path;
    const auto text = sandbox_files::find("sandbox/page" + name);
    if (text.empty())
        return std::nullopt;
    HttpResponse response;
    for (const auto& [ending, type] : page_types)
        if (name.ends_with(ending))
            response.content_type = type;
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'");
    response.body = text;
    return response;
}

json failure(const std::string& error) {
    return {{"ok", false}, {"error", error}};
}

json outcome_json(const Outcome& outcome) {
    json shape = {{"ok", outcome.ok}, {"ack_ms", outcome.acknowledged_after.count() / 1000.0}};
    if (!outcome.error.empty())
        shape["error"] = outcome.error;
    if (!outcome.response.is_null())
        shape["response"] = outcome.response;
    if (!outcome.errors.is_null())
        shape["errors"] = outcome.errors;
    return shape;
}

// What a select or an input adds to the action it sends.
json chosen_of(const json& asked) {
    static const char* const members[] = {"value",
                                          "selected_option",
                                          "selected_options",
                                          "selected_user",
                                          "selected_users",
                                          "selected_channel",
                                          "selected_channels",
                                          "selected_conversation",
                                          "selected_conversations",
                                          "selected_date",
                                          "selected_time",
                                          "selected_date_time"};
    json chosen = json::object();
    for (const char* member : members)
        if (asked.contains(member))
            chosen[member] = asked[member];
    return chosen;
}

}  // namespace

asio::awaitable<HttpResponse> Server::State::answer_page(HttpRequest request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads)
        if (auto file = page_file(request.path))
            co_return *std::move(file);
    // Only this page may steer the sandbox: other sites in the same browser send their Origin.
    const std::string origin = request.header("origin");
    if (!origin.empty() && !reads && !origin.ends_with("//" + request.header("host")))
        co_return json_response(failure("This may only be asked by the sandbox's own page."), 403);
    const json query = read_form(request.query).value_or(json::object());
    std::string as = query.value("as", "");
    if (const Person* person = workspace.find_handle(as))
        as = person->id;
    const json body = json::parse(request.body, nullptr, false);
    try {
        if (reads && request.path == "/sandbox/state")
            co_return json_response(client_state(workspace, as));
        if (reads && request.path == "/sandbox/messages")
            co_return json_response(client_messages(workspace, as, query.value("channel", ""),
                                                    query.value("thread_ts", "")));
        if (reads && request.path == "/sandbox/dump")
            co_return json_response(dump(workspace));
        if (reads && request.path == "/sandbox/calls") {
            json list = json::array();
            for (const auto& call : calls)
                list.push_back({{"method", call.method},
                                {"args", call.args},
                                {"status", call.status},
                                {"outcome", call.outcome},
                                {"at", to_ts(call.at)},
                                {"delayed_ms", call.delayed_ms}});
            co_return json_response({{"calls", list}});
        }
        if (reads && request.path == "/sandbox/socket")
            co_return json_response({{"connections", sockets->connection_numbers()},
                                     {"unanswered", sockets->unanswered()},
                                     {"sent_twice", sockets->sent_twice()}});
        if (request.path == "/sandbox/faults")
            co_return set_faults(request);
        if (!reads && !body.is_object())
            co_return json_response(failure("The body must be a JSON object."), 400);
        if (request.method == "POST" && request.path == "/sandbox/options")
            co_return set_options(body);
        if (request.method == "POST" && request.path == "/sandbox/socket")
            co_return steer_socket(body);
    } catch (const Refusal& refusal) {
        co_return json_response(failure(refusal.code), 400);
    } catch (const json::exception& wrong) {
        co_return json_response(failure(wrong.what()), 400);
    }
    if (request.path == "/sandbox/changes") {
        const std::string since = query.value("since", "0");
        std::uint64_t version = 0;
        std::from_chars(since.data(), since.data() + since.size(), version);
        co_return co_await answer_changes(version);
    }
    if (request.method == "POST" && request.path == "/sandbox/act")
        co_return co_await act(body);
    co_return json_response(failure("There is no such page."), 404);
}

asio::awaitable<HttpResponse> Server::State::answer_changes(std::uint64_t since) {
    const auto until = std::chrono::steady_clock::now() + longest_poll;
    while (workspace.version() == since && !stopped && watchers.size() < watcher_limit &&
           std::chrono::steady_clock::now() < until) {
        const auto watcher = std::make_shared<asio::steady_timer>(executor, until);
        watchers.insert(watcher);
        co_await watcher->async_wait(asio::as_tuple(asio::use_awaitable));
        watchers.erase(watcher);
    }
    co_return json_response({{"version", workspace.version()}});
}

asio::awaitable<HttpResponse> Server::State::act(json asked) {
    try {
        std::string as = asked.value("as", "");
        if (const Person* person = workspace.find_handle(as))
            as = person->id;
        workspace.person(as);
        const std::string what = asked.value("do", "");
        if (what == "command") {
            const std::string typed = asked.value("text", "");
            const std::string text =
                asked.value("raw", false) ? typed : as_command_text(workspace, typed, as);
            co_return json_response(outcome_json(co_await people.slash_command(
                as, asked.value("channel", ""), asked.value("command", options.command), text)));
        }
        if (what == "click" || what == "suggest") {
            Click click;
            click.user = as;
            click.channel = asked.value("channel", "");
            click.ts = asked.value("ts", "");
            click.view_id = asked.value("view_id", "");
            click.block_id = asked.value("block_id", "");
            click.action_id = asked.value("action_id", "");
            click.chosen = chosen_of(asked);
            if (what == "suggest")
                co_return json_response(
                    outcome_json(co_await people.suggest(click, asked.value("value", ""))));
            co_return json_response(outcome_json(co_await people.click(click)));
        }
        if (what == "submit")
            co_return json_response(outcome_json(co_await people.submit_view(
                as, asked.value("view_id", ""), asked.value("values", json::object()))));
        if (what == "close_view")
            co_return json_response(
                outcome_json(co_await people.close_view(as, asked.value("view_id", ""))));
        if (what == "shortcut")
            co_return json_response(outcome_json(
                co_await people.shortcut(as, asked.value("callback_id", ""),
                                         asked.value("channel", ""), asked.value("ts", ""))));
        json done = act_alone(as, what, asked);
        done["ok"] = true;
        co_return json_response(done);
    } catch (const Refusal& refusal) {
        co_return json_response(failure(refusal.code));
    } catch (const json::exception& wrong) {
        co_return json_response(failure(wrong.what()), 400);
    }
}

json Server::State::act_alone(const std::string& as, const std::string& what, const json& asked) {
    if (what == "open_home") {
        people.open_home(as);
        return json::object();
    }
    if (what == "canvas") {
        const std::string canvas = asked.value("canvas", "");
        const auto& access = workspace.open_canvas(canvas).access;
        const bool may = std::ranges::any_of(access, [&](const auto& each) {
            const Channel* where = workspace.find_channel(each.first);
            return each.second == "write" && where != nullptr && where->has(as);
        });
        if (!may)
            throw Refusal("restricted_action");
        if (asked.contains("part"))
            workspace.type_in_canvas(canvas, asked.value("part", ""), asked.value("text", ""), as);
        else
            workspace.edit_canvas(canvas,
                                  {{"operation", "insert_at_end"},
                                   {"document_content",
                                    {{"type", "markdown"}, {"markdown", asked.value("text", "")}}}},
                                  as);
        return json::object();
    }
    const std::string id = asked.value("channel", "");
    if (what == "create")
        return {
            {"channel",
             workspace.create_channel(asked.value("name", ""), asked.value("is_private", false), as)
                 .id}};
    if (what == "open")
        return {{"channel", workspace.open_conversation({asked.value("user", "")}, as).id}};
    Channel& channel = workspace.visible_channel(id, as);
    const std::string ts = asked.value("ts", "");
    const std::string typed = asked.value("text", "");
    const std::string text =
        asked.value("raw", false) ? typed : as_message_text(workspace, typed, as);
    if (what == "message") {
        if (text.empty())
            throw Refusal("no_text");
        if (!channel.has(as))
            throw Refusal("not_in_channel");
        Post post;
        post.channel = id;
        post.text = text;
        post.thread_ts = asked.value("thread_ts", "");
        post.broadcast = asked.value("broadcast", false);
        return {{"ts", workspace.post(post, as).ts}};
    }
    if (what == "edit") {
        Edit edit;
        edit.text = text;
        workspace.edit(channel, ts, edit, as);
    } else if (what == "delete") {
        workspace.remove(channel, ts, as);
    } else if (what == "react") {
        workspace.react(channel, ts, asked.value("name", ""), as);
    } else if (what == "unreact") {
        workspace.unreact(channel, ts, asked.value("name", ""), as);
    } else if (what == "pin") {
        workspace.pin(channel, ts, as);
    } else if (what == "unpin") {
        workspace.unpin(channel, ts, as);
    } else if (what == "join") {
        if (channel.is_private() || channel.is_archived)
            throw Refusal(channel.is_archived ? "is_archived" : "channel_not_found");
        if (!channel.has(as))
            workspace.join(channel, as);
    } else if (what == "leave") {
        workspace.leave(channel, as);
    } else if (what == "invite") {
        json errors;
        workspace.invite(channel, {asked.value("user", "")}, false, as, errors);
    } else if (what == "archive") {
        workspace.archive(channel, as);
    } else if (what == "unarchive") {
        workspace.unarchive(channel, as);
    } else {
        throw Refusal("unknown action \"" + what + "\"");
    }
    return json::object();
}

HttpResponse Server::State::set_faults(const HttpRequest& request) {
    if (request.method == "DELETE") {
        faults.clear();
        return json_response({{"ok", true}});
    }
    const json list = json::parse(request.body, nullptr, false);
    if (request.method != "POST" || !list.is_array())
        return json_response(failure("POST an array of faults, or DELETE them all."), 400);
    std::vector<Fault> read;
    for (const auto& one : list) {
        Fault fault;
        if (const std::string wrong = read_fault(one, fault); !wrong.empty())
            return json_response(failure(wrong), 400);
        read.push_back(fault);
    }
    for (auto& fault : read)
        faults.add(std::move(fault));
    return json_response({{"ok", true}, {"faults", faults.left()}});
}

HttpResponse Server::State::set_options(const json& asked) {
    api.rate_limits = asked.value("rate_limits", api.rate_limits);
    workspace.may_create_channels =
        asked.value("may_create_channels", workspace.may_create_channels);
    workspace.home_tab = asked.value("home_tab", workspace.home_tab);
    workspace.paid_plan = asked.value("paid_plan", workspace.paid_plan);
    workspace.canvases_refused = asked.value("canvases_refused", workspace.canvases_refused);
    if (const std::string reading = asked.value("canvas_reading", ""); !reading.empty())
        workspace.canvas_reading = reading == "heading" ? CanvasReading::heading
                                   : reading == "list"  ? CanvasReading::list
                                                        : CanvasReading::block;
    if (asked.contains("scopes"))
        workspace.scopes = asked["scopes"].get<std::set<std::string>>();
    return json_response({{"ok", true}, {"scopes", workspace.scopes}});
}

HttpResponse Server::State::steer_socket(const json& asked) {
    const std::string what = asked.value("do", "");
    if (what == "disconnect")
        sockets->disconnect(asked.value("reason", "refresh_requested"),
                            asked.value("connection", 0));
    else if (what == "cut")
        sockets->cut_all();
    else if (what == "deaf")
        sockets->all_deaf();
    else
        return json_response(failure("\"do\" is one of disconnect, cut, deaf"), 400);
    return json_response({{"ok", true}, {"connections", sockets->connections()}});
}

}  // namespace muster::sandbox
