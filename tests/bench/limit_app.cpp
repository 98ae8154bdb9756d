// The limit of this machine: for each frame one durable write, then the least acknowledgement that
// names the frame. Nothing is understood, nothing is decided, nothing is shared between frames.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

constexpr std::size_t page_bytes = 4096;
constexpr std::size_t file_pages = 4096;

// A file whose space is taken beforehand, as a database's log is after a while: a write to it
// costs the data's way to the disk alone.
class Log {
public:
    Log() : file_(open("limit.log", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
        for (std::size_t i = 0; i < file_pages; ++i)
            write_page();
        fsync(file_);
    }
    bool keep() {
        write_page();
        return fdatasync(file_) == 0;
    }

private:
    void write_page() {
        const auto offset = static_cast<off_t>(next_++ % file_pages * page_bytes);
        if (pwrite(file_, page_.data(), page_.size(), offset) != static_cast<ssize_t>(page_bytes))
            std::abort();
    }
    int file_;
    std::size_t next_ = 0;
    std::array<char, page_bytes> page_{};
};

// The port in "http://127.0.0.1:40123/api/" or "ws://127.0.0.1:40123/link/…".
std::string port_of(const std::string& url) {
    const auto colon = url.find(':', url.find("//"));
    return url.substr(colon + 1, url.find('/', colon) - colon - 1);
}

std::string socket_url(asio::io_context& context, const std::string& api_url) {
    tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(),
                    static_cast<unsigned short>(std::stoi(port_of(api_url)))});
    http::request<http::empty_body> request(http::verb::post, "/api/apps.connections.open", 11);
    request.set(http::field::host, "127.0.0.1");
    request.prepare_payload();
    http::write(socket, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    return nlohmann::json::parse(response.body()).at("url");
}

}  // namespace

int main() {
    std::signal(SIGTERM, [](int) { _exit(0); });
    Log log;
    asio::io_context context(1);
    const auto url = socket_url(context, std::getenv("SLACK_API_URL"));
    beast::websocket::stream<tcp::socket> stream(context);
    stream.next_layer().connect(
        {asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(port_of(url)))});
    stream.next_layer().set_option(tcp::no_delay(true));
    stream.handshake("127.0.0.1", url.substr(url.find('/', 5)));
    beast::flat_buffer buffer;
    constexpr std::string_view head = R"({"envelope_id":")";
    for (;;) {
        stream.read(buffer);
        const std::string_view frame(static_cast<const char*>(buffer.data().data()), buffer.size());
        if (frame.starts_with(head)) {
            if (!log.keep())
                return 1;
            const std::string answer = std::string(frame.substr(0, head.size() + 36)) + "\"}";
            stream.write(asio::buffer(answer));
        }
        buffer.consume(buffer.size());
    }
}
