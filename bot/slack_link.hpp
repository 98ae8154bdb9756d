#pragma once

#include "bot/tls.hpp"
#include "slack/session.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

// What a connection tells of itself.
struct Hearing {
    std::function<void(std::string_view)> text;
    std::function<void()> ping;
    std::function<void()> pong;
    std::function<void()> ending;   // the far end said good-bye; its socket may take a while to go
    std::function<bool()> crowded;  // whether reading must wait, and the wait
    std::function<asio::awaitable<void>()> room;
};

// One WebSocket, whatever it runs on.
class Link {
public:
    Link() = default;
    virtual ~Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    // Connects; what it answers is empty when that went well.
    virtual asio::awaitable<slack::OpenFailure> open(Url url) = 0;
    // Reads until the end and says why it ended.
    virtual asio::awaitable<std::string> read() = 0;
    virtual void send(std::string text) = 0;
    virtual void ping() = 0;
    virtual void close() = 0;  // with a handshake of at most 3 s
    virtual void abort() = 0;
};

// `tls` null: plain, to loopback alone; else it must outlive the link. A message larger than
// `frame_limit_bytes` ends the connection.
std::shared_ptr<Link> make_link(const asio::any_io_executor& executor, asio::ssl::context* tls,
                                std::size_t frame_limit_bytes, Hearing hearing);

}  // namespace muster
