#include "tests/bot/public_http.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <map>
#include <thread>
#include <vector>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

namespace {

// A socket that is connected later.
class RawSocket {
public:
    RawSocket() : number_(::socket(AF_INET, SOCK_STREAM, 0)) { REQUIRE(number_ >= 0); }
    ~RawSocket() { ::close(number_); }
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;

    void connect(std::uint16_t port) const {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(number_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    void send(const std::string& text) const {
        REQUIRE(::send(number_, text.data(), text.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(text.size()));
    }
    // Whether anything came within that time.
    [[nodiscard]] bool hears(std::chrono::milliseconds most) const {
        pollfd waiting{number_, POLLIN, 0};
        return ::poll(&waiting, 1, static_cast<int>(most.count())) == 1;
    }
    [[nodiscard]] std::string first_bytes() const {
        std::array<char, 12> bytes{};
        const auto count = ::recv(number_, bytes.data(), bytes.size(), MSG_WAITALL);
        return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

// No descriptor may be opened while it lives.
class NoDescriptors {
public:
    NoDescriptors() {
        getrlimit(RLIMIT_NOFILE, &before_);
        auto none = before_;
        none.rlim_cur = 0;
        REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
    }
    ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

private:
    rlimit before_{};
};

std::chrono::duration<double> cpu_spent() {
    return std::chrono::duration<double>(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
}

}  // namespace

TEST_CASE("HEAD says of every document and coding what GET says, ETag and length included") {
    const Public site;
    std::vector<std::string> paths = {"/nothing", "/api/nothing"};
    for (const auto& [path, document] : site.snapshot->documents())
        paths.push_back(path);
    RawHttp client(site.port());
    for (const auto& path : paths)
        for (const auto* coding : {"identity", "gzip", "br"}) {
            CAPTURE(path);
            CAPTURE(coding);
            const auto rest =
                " " + path + " HTTP/1.1\r\n" + host + "Accept-Encoding: " + coding + "\r\n\r\n";
            client.send("HEAD" + rest + "GET" + rest);
            const auto head = client.answer(true);
            const auto whole = client.answer();
            const auto fields = [](const RawAnswer& answer) {  // but for Date, which may move on
                const auto from = answer.head.find("\r\nContent-Type");
                return answer.head.substr(from);
            };
            CHECK(head.status == whole.status);
            CHECK(fields(head) == fields(whole));
            CHECK(whole.field("Content-Length") == std::to_string(whole.body.size()));
            CHECK(whole.field("Vary") == "Accept-Encoding");
        }
}

TEST_CASE("each coding has an ETag of its own, and each is a condition for itself alone") {
    const Public site;
    std::map<std::string, std::string> tags;
    for (const auto* coding : {"identity", "gzip", "br"})
        tags[coding] =
            get(site.port(), "/", "Accept-Encoding: " + std::string(coding) + "\r\n").field("ETag");
    CHECK(tags["gzip"] != tags["identity"]);
    CHECK(tags["br"] != tags["identity"]);
    CHECK(tags["br"] != tags["gzip"]);
    for (const auto& [coding, tag] : tags)
        for (const auto& [other, other_tag] : tags) {
            CAPTURE(coding);
            CAPTURE(other);
            const auto answer =
                get(site.port(), "/",
                    "Accept-Encoding: " + coding + "\r\nIf-None-Match: W/" + other_tag + "\r\n");
            CHECK(answer.status == (coding == other ? 304 : 200));
        }
}

TEST_CASE("a coding's weight is honoured, whatever its form") {
    const Public site;
    struct Row {
        const char* accepted;
        const char* coding;
    };
    const Row rows[] = {
        {"br;q=1.0, gzip;q=0.8, *;q=0.1", "br"},
        {"gzip;q=1.0, br;q=0", "gzip"},
        {"br;q=0.000", ""},
        {"br;q=0.001", "br"},
        {"*;q=0", ""},
        {"gzip, *;q=0", "gzip"},
        {"br;q=0, *", "gzip"},
        {"GZIP", "gzip"},
        {"x-gzip", "gzip"},
        {"deflate, compress, zstd", ""},
        {"", ""},
        {",,gzip ; q=0.5 ,", "gzip"},
        {"identity;q=0, *;q=0", ""},  // an answer in plain beats none
    };
    for (const auto& row : rows) {
        CAPTURE(row.accepted);
        const auto answer = get(site.port(), "/api/v2/summary.json",
                                "Accept-Encoding: " + std::string(row.accepted) + "\r\n");
        CHECK(answer.status == 200);
        CHECK(answer.field("Content-Encoding") == row.coding);
    }
}

TEST_CASE("a refused method is told so in the words of where it asked") {
    const Public site;
    const auto api = ask(site.port(), "DELETE /api/v2/summary.json HTTP/1.1\r\n" + host + "\r\n");
    CHECK(api.body == "{\"error\":\"method_not_allowed\"}");
    CHECK(api.field("Content-Type") == "application/json; charset=utf-8");
    CHECK(api.field("Cache-Control") == "public, max-age=10");
    const auto page = ask(site.port(), "DELETE / HTTP/1.1\r\n" + host + "\r\n");
    CHECK(page.field("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("before there is anything to show, the answer is 503 and never kept") {
    const auto board = std::make_shared<SnapshotBoard>();
    const HttpServer server(loopback(), board);
    const auto answer = get(server.port(), "/");
    CHECK(answer.status == 503);
    CHECK(answer.field("Cache-Control") == "no-store");
    CHECK(answer.field("Retry-After") == "5");
}

TEST_CASE("who reads slowly gets every byte of every answer, in order") {
    const Public site;
    RawHttp client(site.port());
    const std::string_view body = site.snapshot->find("/")->body();
    std::string requests;
    constexpr int count = 600;  // some 8 MB: more than sockets hold
    for (int i = 0; i < count; ++i)
        requests +=
            "GET / HTTP/1.1\r\n" + host + "\r\n" + "HEAD /history HTTP/1.1\r\n" + host + "\r\n";
    std::thread writer([&] { client.send(requests); });
    int wrong = 0;
    for (int i = 0; i < count; ++i) {
        wrong += client.answer().body == body ? 0 : 1;
        wrong += client.answer(true).status == 200 ? 0 : 1;
    }
    writer.join();
    CHECK(wrong == 0);
    client.send("GET /robots.txt HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    CHECK(client.answer().status == 200);
    CHECK(client.ended());
}

TEST_CASE("pipelined answers of which the last one ends the connection all arrive") {
    const Public site;
    RawHttp client(site.port());
    std::string requests;
    for (int i = 0; i < 40; ++i)
        requests += "GET / HTTP/1.1\r\n" + host + "\r\n";
    client.send(requests + "nonsense\r\n\r\n" + std::string(5000, 'x'));
    for (int i = 0; i < 40; ++i)
        CHECK(client.answer().status == 200);
    CHECK(client.answer().status == 400);
    CHECK(client.ended());
}

TEST_CASE("out of descriptors, connections wait without cost, and are served when there are some") {
    const Public site;
    RawHttp known(site.port());
    const auto request = "GET /robots.txt HTTP/1.1\r\n" + host + "\r\n";
    known.send(request);
    CHECK(known.answer().status == 200);
    const RawSocket waiting;
    {
        const NoDescriptors none;
        waiting.connect(site.port());
        waiting.send(request);
        const auto before = cpu_spent();
        CHECK_FALSE(waiting.hears(300ms));
        CHECK((cpu_spent() - before).count() < 0.15);  // nothing spins
        known.send(request);
        CHECK(known.answer().status == 200);
    }
    CHECK(waiting.hears(5s));
    CHECK(waiting.first_bytes() == "HTTP/1.1 200");
}

TEST_CASE("a connection that is told no more is closed once it has heard it, or soon after") {
    auto options = loopback();
    const Public site(options);
    RawHttp client(site.port());
    client.send("GET / HTTP/9.9\r\n\r\n");
    CHECK(client.answer().status == 505);
    CHECK(client.ended());
    const auto limit = std::chrono::steady_clock::now() + 9s;  // it stays half open
    while (site.server.connections() > 0 && std::chrono::steady_clock::now() < limit)
        std::this_thread::yield();
    CHECK(site.server.connections() == 0);
}

TEST_CASE("clients that come and go at once are all served by each of its threads") {
    auto options = loopback();
    options.threads = 3;
    const Public site(options);
    std::vector<std::thread> clients;
    std::atomic<int> served{0};
    for (int i = 0; i < 6; ++i)
        clients.emplace_back([&] {
            for (int n = 0; n < 50; ++n)
                served += get(site.port(), "/robots.txt", "Connection: close\r\n").status == 200;
        });
    for (auto& client : clients)
        client.join();
    CHECK(served == 300);
}
