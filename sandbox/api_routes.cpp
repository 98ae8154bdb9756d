#include "sandbox/block_rules.hpp"
#include "sandbox/characters.hpp"
#include "sandbox/forms.hpp"
#include "sandbox/server_state.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace muster::sandbox {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr const char* html = "text/html";
constexpr const char* page_of_a_proxy = "<html><body>Service Unavailable</body></html>";

std::string bearer(const HttpRequest& request) {
    const std::string header = request.header("authorization");
    return header.starts_with("Bearer ") ? header.substr(7) : "";
}

// The arguments of a call, from query and body; "" when they can be read, else Slack's error code.
std::string read_arguments(const HttpRequest& request, ApiCall& call) {
    const auto query = read_form(request.query);
    if (!query)
        return "invalid_form_data";
    call.args = *query;
    call.is_get = request.method == "GET";
    if (request.body.empty())
        return {};
    if (!is_utf8(request.body))
        return "invalid_charset";
    const std::string type = request.header("content-type");
    if (type.empty())
        return "missing_post_type";
    if (type.starts_with("application/json")) {
        call.is_json = true;
        const json body = json::parse(request.body, nullptr, false);
        if (body.is_discarded())
            return "invalid_json";
        if (!body.is_object())
            return "json_not_object";
        call.args.update(body);
        return {};
    }
    std::optional<json> form;
    if (type.starts_with("application/x-www-form-urlencoded"))
        form = read_form(request.body);
    else if (type.starts_with("multipart/form-data"))
        form = read_multipart(request.body, type, nullptr);
    else
        return "invalid_post_type";
    if (!form)
        return "invalid_form_data";
    // A token within a form is taken too; the official clients send none.
    if (call.token.empty() && form->contains("token"))
        call.token = (*form)["token"];
    form->erase("token");
    call.args.update(*form);
    return {};
}

}  // namespace

asio::awaitable<std::optional<HttpResponse>> Server::State::strike(
    const std::optional<Fault>& fault) {
    if (!fault)
        co_return std::nullopt;
    HttpResponse response;
    switch (fault->action) {
        case Fault::Action::rate_limit:
            response = json_response({{"ok", false}, {"error", "ratelimited"}}, 429);
            response.headers.emplace_back("Retry-After", std::to_string(fault->seconds));
            co_return response;
        case Fault::Action::status:
            response.status = fault->status;
            response.content_type = html;
            response.body = page_of_a_proxy;
            co_return response;
        case Fault::Action::cut_before:
            response.cut = true;
            co_return response;
        case Fault::Action::not_json:
            response.content_type = html;
            response.body = page_of_a_proxy;
            co_return response;
        case Fault::Action::error:
            co_return json_response({{"ok", false}, {"error", fault->error}});
        case Fault::Action::delay: {
            asio::steady_timer timer(executor, std::chrono::milliseconds(fault->milliseconds));
            co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
            co_return std::nullopt;
        }
        default:
            co_return std::nullopt;
    }
}

asio::awaitable<HttpResponse> Server::State::answer_api(HttpRequest request) {
    ApiCall call;
    call.method = request.path.substr(5);
    call.token = bearer(request);
    const std::string unreadable = read_arguments(request, call);
    const auto fault = faults.take(call.method);
    if (auto struck = co_await strike(fault)) {
        const bool says_why = fault->action == Fault::Action::error;
        log(call, struck->status, says_why ? fault->error : std::string(to_word(fault->action)));
        co_return *struck;
    }
    if (!unreadable.empty()) {
        log(call, 200, unreadable);
        co_return json_response({{"ok", false}, {"error", unreadable}});
    }
    ApiAnswer answer = api.call(call);
    HttpResponse response = json_response(answer.body, answer.status);
    response.headers = std::move(answer.headers);
    response.cut = fault && fault->action == Fault::Action::cut_after;
    log(call, answer.status,
        response.cut  ? "cut_after"
        : answer.ok() ? "ok"
                      : answer.body.value("error", ""),
        fault);
    co_return response;
}

asio::awaitable<HttpResponse> Server::State::answer_response_url(HttpRequest request) {
    ApiCall call;
    call.method = "response_url";
    call.args = json::parse(request.body, nullptr, false);
    const auto fault = faults.take(call.method);
    if (call.args.is_discarded())
        call.args = nullptr;
    if (auto struck = co_await strike(fault)) {
        log(call, struck->status, std::string(to_word(fault->action)));
        co_return *struck;
    }
    HttpResponse response;
    response.content_type = html;
    response.body = "ok";
    std::string outcome = "ok";
    try {
        const json blocks =
            call.args.is_object() ? call.args.value("blocks", json::array()) : json::array();
        if (!check_blocks(blocks, Surface::message).empty())
            throw Refusal("invalid_blocks");
        workspace.respond(request.path.substr(10), call.args);
    } catch (const Refusal& refusal) {
        outcome = refusal.code;
    } catch (const json::exception&) {
        outcome = "invalid_payload";
    }
    if (outcome != "ok")
        response = json_response({{"ok", false}, {"error", outcome}},
                                 outcome == "expired_url" || outcome == "used_url" ? 404 : 200);
    response.cut = fault && fault->action == Fault::Action::cut_after;
    log(call, response.status, outcome);
    co_return response;
}

asio::awaitable<HttpResponse> Server::State::answer_upload(HttpRequest request) {
    ApiCall call;
    call.method = "upload";
    const std::string id = request.path.substr(11);
    call.args = {{"file_id", id}, {"bytes", request.body.size()}};
    const auto fault = faults.take(call.method);
    if (auto struck = co_await strike(fault)) {
        log(call, struck->status, std::string(to_word(fault->action)));
        co_return *struck;
    }
    std::string content = request.body;
    const std::string type = request.header("content-type");
    if (type.starts_with("multipart/form-data") && !read_multipart(request.body, type, &content))
        content.clear();
    HttpResponse response;
    response.content_type = "text/plain";
    File* file = workspace.find_file(id);
    if (request.method != "POST" || !file || file->state == File::State::complete) {
        response.status = 404;
        response.body = "no such upload";
    } else if (content.size() != file->length) {
        response.status = 400;
        response.body = "expected " + std::to_string(file->length) + " bytes, got " +
                        std::to_string(content.size());
    } else {
        file->content = std::move(content);
        file->state = File::State::uploaded;
        response.body = "OK - " + std::to_string(file->length);
    }
    response.cut = fault && fault->action == Fault::Action::cut_after;
    log(call, response.status, response.body);
    co_return response;
}

HttpResponse Server::State::answer_file(const HttpRequest& request) {
    const std::string rest = request.path.substr(7);
    const File* file = workspace.find_file(rest.substr(0, rest.find('/')));
    HttpResponse response;
    // Never as a page: what is in a file must not run in the reader's browser. A picture cannot.
    response.content_type = "text/plain; charset=utf-8";
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Content-Security-Policy", "sandbox");
    if (!file || file->state != File::State::complete) {
        response.status = 404;
        response.body = "There is no such file.\n";
    } else {
        if (std::string_view(file->content).starts_with("\x89PNG\r\n"))
            response.content_type = "image/png";
        response.body = file->content;
    }
    return response;
}

}  // namespace muster::sandbox
