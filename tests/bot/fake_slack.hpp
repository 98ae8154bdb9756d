#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace muster::testing {

namespace asio = boost::asio;

// A server on loopback that says exactly what a test tells it to, byte by byte, HTTP and WebSocket
// alike. sandbox/ is the Slack that behaves; this is the one that does not.
class FakeSlack {
public:
    using Socket = asio::ip::tcp::socket;

    struct Seen {
        int connection = 0;  // counted from 1
        std::string head;    // request line and headers
        std::string body;
    };
    struct Reply {
        std::string bytes;   // the whole response; empty: none
        bool close = false;  // then the connection ends
        std::chrono::milliseconds delay{0};
    };
    // One WebSocket, from the server's side.
    struct Peer {
        std::shared_ptr<Socket> socket;
        std::vector<std::string> texts;  // what the client sent
        int pings = 0;
        bool closed = false;  // the client said good-bye, or its socket is gone

        void text(const std::string& text) { frame(0x1, text); }
        void ping() { frame(0x9, "Ping from applink-2"); }
        void good_bye() { frame(0x8, std::string("\x03\xE8", 2)); }
        void drop() const {
            boost::system::error_code ignored;
            socket->set_option(asio::socket_base::linger(true, 0), ignored);
            socket->close(ignored);
        }
        void raw(const std::string& bytes) const {
            boost::system::error_code ignored;
            asio::write(*socket, asio::buffer(bytes), ignored);
        }
        void frame(int opcode, const std::string& payload) const {
            std::string bytes(1, static_cast<char>(0x80 | opcode));
            if (payload.size() < 126) {
                bytes += static_cast<char>(payload.size());
            } else if (payload.size() < 65'536) {
                bytes += static_cast<char>(126);
                bytes += static_cast<char>(payload.size() >> 8U);
                bytes += static_cast<char>(payload.size() & 0xFFU);
            } else {
                bytes += static_cast<char>(127);
                for (int shift = 56; shift >= 0; shift -= 8)
                    bytes +=
                        static_cast<char>((payload.size() >> static_cast<unsigned>(shift)) & 0xFFU);
            }
            raw(bytes + payload);
        }
    };

    explicit FakeSlack(asio::io_context& io) : io_(io), acceptor_(io, {address(), 0}) {
        asio::co_spawn(io_, accept(), [](std::exception_ptr) {});
    }

    [[nodiscard]] std::string port() const {
        return std::to_string(acceptor_.local_endpoint().port());
    }
    [[nodiscard]] std::string api() const { return "http://127.0.0.1:" + port() + "/api/"; }
    [[nodiscard]] std::string socket_url() const { return "ws://127.0.0.1:" + port() + "/link"; }

    static std::string response(int status, const std::string& body,
                                const std::string& headers = {}) {
        return "HTTP/1.1 " + std::to_string(status) +
               " X\r\nContent-Type: application/json\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
    }

    // What is answered; by default all is well, and apps.connections.open gives this server.
    std::function<Reply(const Seen&)> answer = [this](const Seen& request) {
        if (request.head.find("apps.connections.open") != std::string::npos)
            return Reply{response(200, R"({"ok":true,"url":")" + socket_url() + R"("})")};
        return Reply{response(200, R"({"ok":true})")};
    };
    // The status a WebSocket handshake is answered with, and further headers.
    std::function<std::pair<int, std::string>()> admit = [] {
        return std::pair(101, std::string());
    };
    bool hello = true;  // said on each new WebSocket
    bool deaf = false;  // WebSockets are opened and never read

    std::vector<Seen> seen;
    std::vector<std::shared_ptr<Peer>> peers;
    int connections = 0;

private:
    static asio::ip::address address() { return asio::ip::make_address("127.0.0.1"); }

    asio::awaitable<void> accept() {
        for (;;) {
            auto [error, socket] =
                co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return;
            asio::co_spawn(io_, serve(std::make_shared<Socket>(std::move(socket)), ++connections),
                           [](std::exception_ptr) {});
        }
    }

    static std::string header(const std::string& head, const std::string& name) {
        const auto at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos)
            return {};
        const auto begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }

    asio::awaitable<void> serve(std::shared_ptr<Socket> socket, int number) {
        std::string data;
        for (;;) {
            const auto [error, size] =
                co_await asio::async_read_until(*socket, asio::dynamic_buffer(data), "\r\n\r\n",
                                                asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return;
            Seen request{number, data.substr(0, size), {}};
            data.erase(0, size);
            if (const auto key = header(request.head, "Sec-WebSocket-Key"); !key.empty())
                co_return co_await serve_socket(socket, request, key);
            const auto length = header(request.head, "Content-Length");
            const std::size_t wanted = length.empty() ? 0 : std::stoul(length);
            if (data.size() < wanted) {
                const auto [cut, more] =
                    co_await asio::async_read(*socket, asio::dynamic_buffer(data),
                                              asio::transfer_exactly(wanted - data.size()),
                                              asio::as_tuple(asio::use_awaitable));
                if (cut)
                    co_return;
            }
            request.body = data.substr(0, wanted);
            data.erase(0, wanted);
            seen.push_back(request);
            const Reply reply = answer(request);
            if (reply.delay.count() > 0) {
                asio::steady_timer timer(io_, reply.delay);
                co_await timer.async_wait(asio::use_awaitable);
            }
            if (!reply.bytes.empty())
                co_await asio::async_write(*socket, asio::buffer(reply.bytes),
                                           asio::as_tuple(asio::use_awaitable));
            if (reply.close)
                co_return;
        }
    }

    asio::awaitable<void> serve_socket(std::shared_ptr<Socket> socket, Seen request,
                                       std::string key) {
        seen.push_back(request);
        const auto [status, headers] = admit();
        if (status != 101) {
            const std::string refusal = response(status, "no", headers + "Connection: close\r\n");
            co_await asio::async_write(*socket, asio::buffer(refusal),
                                       asio::as_tuple(asio::use_awaitable));
            co_return;
        }
        key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
        SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
        std::array<unsigned char, 32> accepted{};
        EVP_EncodeBlock(accepted.data(), digest.data(), SHA_DIGEST_LENGTH);
        const auto peer = std::make_shared<Peer>();
        peer->socket = socket;
        peer->raw(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
            std::string(reinterpret_cast<const char*>(accepted.data())) + "\r\n\r\n");
        peers.push_back(peer);
        if (hello)
            peer->text(R"({"type":"hello","num_connections":1})");
        if (!deaf)
            co_await listen(peer);
        peer->closed = true;
    }

    static asio::awaitable<void> listen(std::shared_ptr<Peer> peer) {
        for (;;) {
            std::string head(2, '\0');
            if (!co_await fill(*peer->socket, head))
                co_return;
            const auto opcode = static_cast<unsigned char>(head[0]) & 0xFU;
            std::size_t length = static_cast<unsigned char>(head[1]) & 0x7FU;
            if (length >= 126) {
                std::string extended(length == 126 ? 2 : 8, '\0');
                if (!co_await fill(*peer->socket, extended))
                    co_return;
                length = 0;
                for (const char c : extended)
                    length = length << 8U | static_cast<unsigned char>(c);
            }
            std::string mask(4, '\0');
            std::string payload(length, '\0');
            if (!co_await fill(*peer->socket, mask) || !co_await fill(*peer->socket, payload))
                co_return;
            for (std::size_t i = 0; i < payload.size(); ++i)
                payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
            if (opcode == 0x1) {
                peer->texts.push_back(payload);
            } else if (opcode == 0x9) {
                ++peer->pings;
                peer->frame(0xA, payload);
            } else if (opcode == 0x8) {
                peer->frame(0x8, payload);
                boost::system::error_code ignored;
                peer->socket->close(ignored);
                co_return;
            }
        }
    }

    static asio::awaitable<bool> fill(Socket& socket, std::string& bytes) {
        const auto [error, size] = co_await asio::async_read(socket, asio::buffer(bytes),
                                                             asio::as_tuple(asio::use_awaitable));
        co_return !error;
    }

    asio::io_context& io_;
    asio::ip::tcp::acceptor acceptor_;
};

}  // namespace muster::testing
