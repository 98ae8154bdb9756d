#pragma once

#include "sandbox/socket_mode.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster::sandbox {

// Where the certificate and its key stand: PEM files.
struct Tls {
    std::string certificate_file;
    std::string key_file;
};

struct HttpRequest {
    std::string method;                          // "GET"
    std::string path;                            // "/api/auth.test", still percent-encoded
    std::string query;                           // what follows the "?", still encoded
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

struct HttpResponse {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool cut = false;  // end the connection instead of answering
};

// What the listener hands on.
struct ListenerHandlers {
    std::function<boost::asio::awaitable<HttpResponse>(HttpRequest)> http;
    // A WebSocket is asked for: 101, or the status that refuses it.
    std::function<int(const HttpRequest&)> admit;
    std::function<int(std::shared_ptr<SocketLink>)> opened;
    std::function<void(int, const std::string&)> frame;
    std::function<void(int)> closed;
    // Keeps what the others refer to alive while a connection lasts.
    std::function<std::shared_ptr<void>()> keep_alive;
};

// One listening socket for HTTP and WebSocket, plain or TLS. Runs on an executor that runs one
// handler at a time.
class Listener {
public:
    // "127.0.0.1:0" takes any free port. Throws boost::system::system_error when the address cannot
    // be had or the certificate cannot be read.
    Listener(boost::asio::any_io_executor executor, const std::string& address,
             const std::optional<Tls>& tls, ListenerHandlers handlers);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::string host() const;
    unsigned short port() const;
    // Begins to take connections.
    void start();
    // Ends the listening and every connection; on the executor.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace muster::sandbox
