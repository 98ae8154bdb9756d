#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>
#include <sys/time.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace muster::testing {

// One answer as it came over the wire.
struct RawAnswer {
    int status = 0;
    std::string head;
    std::string body;

    // The field's value, or empty.
    [[nodiscard]] std::string field(const std::string& name) const {
        const auto at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos)
            return {};
        const auto from = at + name.size() + 4;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};

// A client that says exactly what it is told to, and waits for at most ten seconds.
class RawHttp {
public:
    explicit RawHttp(std::uint16_t port) : socket_(io_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        const timeval limit{10, 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // the other side may have closed already
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    // The next answer; status 0 when the connection ended instead.
    RawAnswer answer(bool to_head = false) {
        RawAnswer answer;
        while (unread_.find("\r\n\r\n") == std::string::npos)
            if (!receive())
                return answer;
        const auto end = unread_.find("\r\n\r\n") + 4;
        answer.head = unread_.substr(0, end);
        unread_.erase(0, end);
        const std::string_view line = answer.head;
        std::from_chars(line.data() + 9, line.data() + 12, answer.status);
        std::size_t length = 0;
        const auto field = answer.field("Content-Length");
        std::from_chars(field.data(), field.data() + field.size(), length);
        if (to_head || answer.status == 304)
            length = 0;
        while (unread_.size() < length)
            if (!receive())
                break;
        answer.body = unread_.substr(0, length);
        unread_.erase(0, length);
        return answer;
    }
    // Whether the other side ends the connection, nothing more being said.
    bool ended() { return unread_.empty() && !receive(); }
    // All until the end.
    std::string rest() {
        while (receive()) {
        }
        return std::exchange(unread_, {});
    }

private:
    bool receive() {
        char bytes[4096];
        const auto count = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
        if (count <= 0)
            return false;
        unread_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    std::string unread_;
};

// One request on a connection of its own.
inline RawAnswer ask(std::uint16_t port, const std::string& request) {
    RawHttp client(port);
    client.send(request);
    return client.answer(request.starts_with("HEAD "));
}
inline RawAnswer get(std::uint16_t port, const std::string& path, const std::string& fields = {}) {
    return ask(port, "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
}

}  // namespace muster::testing
