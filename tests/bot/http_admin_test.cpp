#include "bot/http_server.hpp"
#include "tests/bot/raw_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <thread>

using namespace muster;
using namespace muster::testing;

namespace {

const std::string host = "Host: 127.0.0.1\r\n";

// An admin listener on a thread of its own, as the bot's one thread would run it.
struct Admin {
    explicit Admin(AdminHandler handler, HttpServerOptions options = admin_options()) {
        server.emplace(std::move(options), io.get_executor(), std::move(handler));
        thread = std::thread([this] { io.run(); });
    }
    ~Admin() {
        asio::post(io, [this] { server->stop(); });
        thread.join();
    }
    static HttpServerOptions admin_options() {
        HttpServerOptions options;
        options.listen = {"127.0.0.1", 0};
        options.limits.body_bytes = 1024 * 1024;
        return options;
    }

    asio::io_context io{1};
    std::optional<HttpServer> server;
    std::thread thread;
};

AdminAnswer echo(const AdminRequest& request) {
    if (request.path == "/broken")
        throw std::runtime_error("a secret of ours");
    AdminAnswer answer;
    answer.body = request.method + " " + request.path + " " +
                  std::string(request.field("authorization")) + " " + request.body;
    if (request.path == "/missing")
        answer.status = 404;
    return answer;
}

}  // namespace

TEST_CASE("the admin listener hands method, path, fields and body to its handler") {
    const Admin admin(echo);
    const auto port = admin.server->port();
    CHECK(get(port, "/healthz?x=1").body == "GET /healthz  ");
    CHECK(get(port, "/missing").status == 404);
    RawHttp client(port);
    client.send("POST /alerts HTTP/1.1\r\n" + host +
                "Authorization: Bearer abc\r\nContent-Length: 5\r\n\r\nhelloGET /x HTTP/1.1\r\n" +
                host + "\r\n");
    CHECK(client.answer().body == "POST /alerts Bearer abc hello");
    CHECK(client.answer().body == "GET /x  ");
    client.send("HEAD /x HTTP/1.1\r\n" + host + "\r\nGET /x HTTP/1.1\r\n" + host + "\r\n");
    CHECK(client.answer(true).field("Content-Length") == "9");  // "HEAD /x  "
    const auto last = client.answer();
    CHECK(last.status == 200);
    CHECK(last.field("Cache-Control") == "no-store");
    CHECK(last.field("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("a handler that throws is answered 500, without its reason") {
    const Admin admin(echo);
    const auto answer = get(admin.server->port(), "/broken");
    CHECK(answer.status == 500);
    CHECK(answer.field("Cache-Control") == "no-store");
    CHECK(answer.body.find("secret") == std::string::npos);
    CHECK(get(admin.server->port(), "/x").status == 200);
}

TEST_CASE("the admin listener takes bodies up to its limit") {
    const Admin admin(echo);
    const auto post = [&](std::size_t size, const std::string& fields = {}) {
        RawHttp client(admin.server->port());
        client.send("POST /alerts HTTP/1.1\r\n" + host + "Content-Length: " + std::to_string(size) +
                    "\r\n" + fields + "\r\n");
        if (!fields.empty())
            CHECK(client.answer().status == 100);
        client.send(std::string(size, 'x'));
        return client.answer();
    };
    CHECK(post(1024 * 1024).body.size() == 1024 * 1024 + 14);
    CHECK(post(1024 * 1024 + 1).status == 413);
    CHECK(post(100, "Expect: 100-continue\r\n").status == 200);
    CHECK(ask(admin.server->port(),
              "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
              .status == 411);
    CHECK(ask(admin.server->port(), "GET / HTTP/1.1\r\n" + host + "Content-Length: 1\r\n\r\nx")
              .status == 413);
}
