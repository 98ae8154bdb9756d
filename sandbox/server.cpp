#include "sandbox/server.hpp"

#include "sandbox/forms.hpp"
#include "sandbox/server_state.hpp"
#include "sandbox/typed_text.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <cstdio>
#include <utility>

namespace muster::sandbox {
namespace {

namespace asio = boost::asio;

Workspace seeded(const Options& options) {
    return options.seed ? options.seed(options.clock)
                        : demo_workspace(options.clock, options.command);
}

// "Sat, 21 Nov 2026 09:12:01 GMT": Slack's clock, which clients go by.
std::string to_http_date(Moment moment) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(seconds - day);
    static const char* const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  days[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                  months[unsigned(date.month()) - 1], int(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string ticket_of(const HttpRequest& request) {
    const auto form = read_form(request.query);
    return form ? form->value("ticket", "") : "";
}

}  // namespace

HttpResponse json_response(const nlohmann::json& body, int status) {
    HttpResponse response;
    response.status = status;
    response.body = to_text(body);
    return response;
}

Server::State::State(asio::any_io_executor on, Options with)
    : executor(std::move(on)),
      options(std::move(with)),
      workspace(seeded(options)),
      api(workspace),
      sockets(std::make_shared<SocketMode>(executor, workspace, faults, options.times)),
      people(workspace, *sockets) {
    workspace.links.insert(workspace.links.end(), options.links.begin(), options.links.end());
    for (auto& command : workspace.commands)
        if (command.command == options.command)
            command.words = options.command_words;
    api.rate_limits = options.rate_limits;
}

void Server::State::start() {
    ListenerHandlers handlers;
    // The listener belongs to this state, so its handlers must not own it; each task does.
    handlers.http = [this](HttpRequest request) { return answer(std::move(request)); };
    handlers.admit = [this](const HttpRequest& request) {
        return request.path == "/link/" ? sockets->admit(ticket_of(request)) : 404;
    };
    handlers.opened = [this](std::shared_ptr<SocketLink> link) {
        return sockets->connected(std::move(link));
    };
    handlers.frame = [this](int number, const std::string& frame) {
        sockets->received(number, frame);
    };
    handlers.closed = [this](int number) { sockets->disconnected(number); };
    handlers.keep_alive = [self = weak_from_this()] { return self.lock(); };
    listener =
        std::make_unique<Listener>(executor, options.listen, options.tls, std::move(handlers));
    std::string host = listener->host();
    if (host.find(':') != host.npos)
        host = "[" + host + "]";
    workspace.base_url =
        options.public_url.empty()
            ? (options.tls ? "https://" : "http://") + host + ":" + std::to_string(listener->port())
            : options.public_url;
    api.new_socket_url = [this] {
        std::string url = workspace.base_url;
        url.replace(0, 4, "ws");  // http to ws, https to wss
        return url + "/link/?ticket=" + sockets->new_ticket() + "&app_id=" + workspace.app_id;
    };
    workspace.on_event = [this](nlohmann::json event) { sockets->tell(std::move(event)); };
    workspace.on_change = [this](std::uint64_t) {
        for (const auto& watcher : watchers)
            watcher->cancel();
    };
    sockets->start();
    listener->start();
}

void Server::State::stop() {
    if (std::exchange(stopped, true))
        return;
    workspace.on_event = nullptr;
    workspace.on_change = nullptr;
    for (const auto& watcher : watchers)
        watcher->cancel();
    sockets->stop();
    listener->stop();
}

asio::awaitable<HttpResponse> Server::State::answer(HttpRequest request) {
    const auto self = shared_from_this();
    HttpResponse response;
    if (request.path.starts_with("/api/"))
        response = co_await answer_api(std::move(request));
    else if (request.path.starts_with("/response/"))
        response = co_await answer_response_url(std::move(request));
    else if (request.path.starts_with("/upload/v1/"))
        response = co_await answer_upload(std::move(request));
    else if (request.path.starts_with("/files/"))
        response = answer_file(request);
    else
        response = co_await answer_page(std::move(request));
    response.headers.emplace_back("Date", to_http_date(workspace.now()));
    co_return response;
}

void Server::State::log(const ApiCall& call, int status, std::string outcome,
                        const std::optional<Fault>& fault) {
    constexpr std::size_t kept_calls = 20'000;
    if (calls.size() >= kept_calls)
        calls.erase(calls.begin(), calls.begin() + kept_calls / 2);
    const bool delayed = fault && fault->action == Fault::Action::delay;
    calls.push_back({call.method, call.args, status, std::move(outcome), workspace.now(),
                     delayed ? fault->milliseconds : 0});
}

Server::Server(asio::any_io_executor executor, Options options)
    : state_(std::make_shared<State>(std::move(executor), std::move(options))) {
    state_->start();
}

Server::~Server() {
    stop();
}

std::string Server::base_url() const {
    return state_->workspace.base_url;
}

std::string Server::api_url() const {
    return base_url() + "/api/";
}

Workspace& Server::workspace() {
    return state_->workspace;
}

Faults& Server::faults() {
    return state_->faults;
}

WebApi& Server::api() {
    return state_->api;
}

SocketMode& Server::sockets() {
    return *state_->sockets;
}

const std::vector<LoggedCall>& Server::calls() const {
    return state_->calls;
}

asio::awaitable<Outcome> Server::slash_command(std::string user, std::string channel,
                                               std::string typed) {
    const auto self = state_;
    const auto space = typed.find(' ');
    const std::string command = typed.substr(0, space);
    const std::string text =
        space == typed.npos
            ? ""
            : as_command_text(self->workspace, std::string_view(typed).substr(space + 1), user);
    co_return co_await self->people.slash_command(std::move(user), std::move(channel), command,
                                                  text);
}

asio::awaitable<Outcome> Server::click(Click click) {
    const auto self = state_;
    co_return co_await self->people.click(std::move(click));
}

asio::awaitable<Outcome> Server::submit_view(std::string user, std::string view_id,
                                             nlohmann::json values) {
    const auto self = state_;
    co_return co_await self->people.submit_view(std::move(user), std::move(view_id),
                                                std::move(values));
}

asio::awaitable<Outcome> Server::close_view(std::string user, std::string view_id) {
    const auto self = state_;
    co_return co_await self->people.close_view(std::move(user), std::move(view_id));
}

asio::awaitable<Outcome> Server::shortcut(std::string user, std::string callback_id,
                                          std::string channel, std::string ts) {
    const auto self = state_;
    co_return co_await self->people.shortcut(std::move(user), std::move(callback_id),
                                             std::move(channel), std::move(ts));
}

void Server::open_home(const std::string& user) {
    state_->people.open_home(user);
}

std::string Server::post_message(const std::string& user, const std::string& channel,
                                 const std::string& typed, const std::string& thread_ts) {
    Post post;
    post.channel = channel;
    post.text = as_message_text(state_->workspace, typed, user);
    post.thread_ts = thread_ts;
    return state_->workspace.post(post, user).ts;
}

void Server::stop() {
    asio::post(state_->executor, [state = state_] { state->stop(); });
}

}  // namespace muster::sandbox
