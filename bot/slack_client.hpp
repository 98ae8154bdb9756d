#pragma once

#include "slack/budget.hpp"
#include "slack/web_api.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace muster {

namespace asio = boost::asio;

// The calls Muster makes to Slack. One attempt each: trying again is the caller's decision, since
// only the caller can look up an unknown outcome. Nothing but cancellation is thrown.
class SlackApi {
public:
    virtual ~SlackApi() = default;
    // One method of the Web API: "chat.postMessage". When its budget is exhausted for longer than a
    // few seconds, nothing is sent and the answer is rate_limited.
    virtual asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                                slack::Priority priority) = 0;
    // The bytes of a file, to the address that files.getUploadURLExternal gave.
    virtual asio::awaitable<slack::Answer> upload(std::string url, std::string bytes) = 0;
    // A message to a response_url. Slack takes 5 within 30 minutes.
    virtual asio::awaitable<slack::Answer> respond(std::string response_url,
                                                   nlohmann::json message) = 0;
};

// Slack over HTTP/1.1 and TLS (plain HTTP to loopback alone), on kept connections. To be used on
// the executor's one thread. Tokens go nowhere but into the Authorization header.
class SlackClient : public SlackApi {
public:
    struct Options {
        std::string api_url = "https://slack.com/api/";
        std::string bot_token;
        std::string app_token;                          // for apps.connections.open
        std::shared_ptr<asio::ssl::context> tls;        // null: made from the environment
        std::chrono::milliseconds time_out{10'000};     // of one call, connecting included
        std::chrono::milliseconds longest_wait{5'000};  // for the budget, before it is rate_limited
        bool paced = true;            // keep under Slack's rates; the demo's workspace has none
        std::size_t connections = 6;  // at once to one host
        std::size_t body_limit_bytes = std::size_t{8} << 20;
    };
    // How calls of one method ended.
    struct Counts {
        std::uint64_t ok = 0;  // and benign
        std::uint64_t transient = 0;
        std::uint64_t rate_limited = 0;
        std::uint64_t refused = 0;  // and token_dead
        std::uint64_t unknown_outcome = 0;
        std::chrono::microseconds time{0};  // of all together, waiting for the budget excluded
    };
    struct Metrics {
        std::map<std::string, Counts, std::less<>> methods;
        std::uint64_t connections_opened = 0;
        std::uint64_t time_outs = 0;
        std::size_t waiting = 0;    // calls that wait for the budget or for a connection
        std::size_t under_way = 0;  // calls on the wire
        std::string last_problem;   // the last call that did not go well, in words; may be empty
    };

    // Throws std::invalid_argument, with a sentence, when the address cannot be used.
    SlackClient(asio::any_io_executor executor, Options options);
    ~SlackClient() override;

    asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                        slack::Priority priority) override;
    asio::awaitable<slack::Answer> upload(std::string url, std::string bytes) override;
    asio::awaitable<slack::Answer> respond(std::string response_url,
                                           nlohmann::json message) override;

    [[nodiscard]] const Metrics& metrics() const;
    [[nodiscard]] const slack::Budget& budget() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace muster
