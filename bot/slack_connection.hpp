#pragma once

#include "bot/slack_client.hpp"
#include "slack/session.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace muster {

namespace asio = boost::asio;

// Socket Mode over real sockets: keeps the connections that slack::Session asks for, hands each
// envelope to the handler and acknowledges it with what the handler returns. To be used on the
// executor's one thread.
class SlackConnections {
public:
    // Gets an envelope and returns, once all it asks for is on disk, the acknowledgement's payload
    // as JSON text, or nothing. Envelopes are handled side by side, so it may be entered again
    // while it waits. An exception leaves the envelope unacknowledged: Slack may send it again.
    using Handler =
        std::function<asio::awaitable<std::optional<std::string>>(nlohmann::json envelope)>;

    struct Options : slack::Session::Options {
        std::size_t under_way = 512;  // envelopes handled at once; beyond it, reading waits
        std::size_t frame_limit_bytes = std::size_t{8} << 20;
        std::shared_ptr<asio::ssl::context> tls;  // null: made from the environment
    };

    SlackConnections(asio::any_io_executor executor, SlackApi& api, Options options,
                     Handler handler);
    ~SlackConnections();

    // Connects at once and keeps connected until stop() or cancellation; then lets the envelopes
    // under way be acknowledged and closes, all within 3 s.
    asio::awaitable<void> run();
    void stop();

    // How things stand: for /readyz and /metrics.
    [[nodiscard]] slack::SessionState state() const;
    // Envelopes being handled now.
    [[nodiscard]] std::size_t under_way() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace muster
