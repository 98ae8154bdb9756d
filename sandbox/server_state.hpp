#pragma once

#include "sandbox/server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace muster::sandbox {

// What the server's routes share; kept alive by every task that is under way.
struct Server::State : std::enable_shared_from_this<State> {
    State(boost::asio::any_io_executor on, Options with);

    boost::asio::any_io_executor executor;
    Options options;
    Workspace workspace;
    Faults faults;
    WebApi api;
    std::shared_ptr<SocketMode> sockets;
    Interactions people;
    std::vector<LoggedCall> calls;
    std::unique_ptr<Listener> listener;
    std::set<std::shared_ptr<boost::asio::steady_timer>> watchers;  // who waits for a change
    bool stopped = false;

    void start();
    void stop();

    // By path: the API, what hangs on it, and the page.
    boost::asio::awaitable<HttpResponse> answer(HttpRequest request);
    // /api/METHOD
    boost::asio::awaitable<HttpResponse> answer_api(HttpRequest request);
    // /response/ID, /upload/v1/ID
    boost::asio::awaitable<HttpResponse> answer_response_url(HttpRequest request);
    boost::asio::awaitable<HttpResponse> answer_upload(HttpRequest request);
    HttpResponse answer_file(const HttpRequest& request);
    // /sandbox/…
    boost::asio::awaitable<HttpResponse> answer_page(HttpRequest request);
    boost::asio::awaitable<HttpResponse> answer_changes(std::uint64_t since);
    boost::asio::awaitable<HttpResponse> act(nlohmann::json asked);
    // What takes effect at once, without the app: messages, reactions, pins … The members beside
    // ok.
    nlohmann::json act_alone(const std::string& as, const std::string& what,
                             const nlohmann::json& asked);
    HttpResponse set_faults(const HttpRequest& request);
    HttpResponse set_options(const nlohmann::json& asked);
    HttpResponse steer_socket(const nlohmann::json& asked);

    // A fault that strikes before anything took effect: the answer it makes, if it makes one.
    boost::asio::awaitable<std::optional<HttpResponse>> strike(const std::optional<Fault>& fault);
    void log(const ApiCall& call, int status, std::string outcome,
             const std::optional<Fault>& fault = {});
};

HttpResponse json_response(const nlohmann::json& body, int status = 200);

}  // namespace muster::sandbox
