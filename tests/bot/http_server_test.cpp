#include "bot/http_server.hpp"

#include "status/encode.hpp"
#include "tests/bot/public_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace muster;
using namespace muster::testing;
using namespace std::chrono_literals;

TEST_CASE("what the snapshot holds is served whole, with the fields of its kind") {
    const Public site;
    struct Row {
        const char* path;
        const char* type;
        const char* cache;
        bool anywhere;
    };
    const char* fresh =
        "public, max-age=10, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600";
    const char* feed = "public, max-age=60, stale-while-revalidate=60, stale-if-error=3600";
    const Row rows[] = {
        {"/", "text/html; charset=utf-8", fresh, false},
        {"/incidents/INC-7", "text/html; charset=utf-8", fresh, false},
        {"/history", "text/html; charset=utf-8", fresh, false},
        {"/log", "text/html; charset=utf-8", fresh, false},
        {"/maintenances.ics", "text/calendar; charset=utf-8", feed, true},
        {"/api/v2/summary.json", "application/json; charset=utf-8", fresh, true},
        {"/api/v2/incidents/unresolved.json", "application/json; charset=utf-8", fresh, true},
        {"/history.rss", "application/rss+xml; charset=utf-8", feed, true},
        {"/history.atom", "application/atom+xml; charset=utf-8", feed, true},
        {"/favicon.ico", "image/x-icon", "public, max-age=86400", false},
        {"/robots.txt", "text/plain; charset=utf-8", "public, max-age=86400", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        const auto answer = get(site.port(), row.path);
        CHECK(answer.status == 200);
        CHECK(answer.body == site.snapshot->find(row.path)->body());
        CHECK(answer.field("Content-Type") == row.type);
        CHECK(answer.field("Cache-Control") == row.cache);
        CHECK(answer.field("Access-Control-Allow-Origin") == (row.anywhere ? "*" : ""));
        CHECK(answer.field("Vary") == "Accept-Encoding");
        CHECK(answer.field("X-Content-Type-Options") == "nosniff");
        CHECK(answer.field("Referrer-Policy") == "strict-origin-when-cross-origin");
        CHECK(answer.field("Content-Security-Policy").starts_with("default-src 'none'; "));
        CHECK(answer.field("Date").ends_with(" GMT"));
        CHECK(answer.field("Last-Modified") == "Sat, 21 Nov 2026 09:00:00 GMT");
        CHECK(answer.field("Server").empty());
        CHECK(answer.field("Set-Cookie").empty());
    }
}

TEST_CASE("a path that is not exactly one of ours is not found, and never a redirect") {
    const Public site;
    for (const auto* path :
         {"/nothing", "//", "//api/v2/summary.json", "/api/v2/../v2/summary.json", "/../",
          "/incidents%2FINC-7", "/incidents/INC-7/", "/history/", "/index", "/INCIDENTS/INC-7",
          "/incidents/INC-9", "/incidents/PRV-1", "/api/v2/summary.json/", "/healthz",
          "/metrics"}) {
        CAPTURE(path);
        const auto answer = get(site.port(), path);
        CHECK(answer.status == 404);
        CHECK(answer.field("Cache-Control") == "public, max-age=10");
        CHECK(answer.field("Location").empty());
        CHECK(answer.field("X-Content-Type-Options") == "nosniff");
    }
    const auto api = get(site.port(), "/api/v3/summary.json");
    CHECK(api.status == 404);
    CHECK(api.body == "{\"error\":\"not_found\"}");
    CHECK(api.field("Content-Type") == "application/json; charset=utf-8");
    CHECK(get(site.port(), "/x").field("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("the query is ignored, and a whole address is as good as a path") {
    const Public site;
    for (const auto* target :
         {"/api/v2/status.json?x=1", "/api/v2/status.json?/../%2F",
          "http://other/api/v2/status.json", "HTTP://other:80/api/v2/status.json?y"}) {
        CAPTURE(target);
        const auto answer = get(site.port(), target);
        CHECK(answer.status == 200);
        CHECK(answer.body == site.snapshot->find("/api/v2/status.json")->body());
    }
    CHECK(get(site.port(), "http://other").status == 200);
    CHECK(get(site.port(), "http://other?x").status == 200);
}

TEST_CASE("HEAD has GET's fields and no body, and the next answer follows at once") {
    const Public site;
    RawHttp client(site.port());
    client.send("HEAD / HTTP/1.1\r\n" + host + "\r\nGET / HTTP/1.1\r\n" + host + "\r\n");
    const auto head = client.answer(true);
    const auto whole = client.answer();
    CHECK(head.status == 200);
    CHECK(head.field("Content-Length") == std::to_string(whole.body.size()));
    CHECK(head.field("ETag") == whole.field("ETag"));
    CHECK(head.field("Content-Type") == whole.field("Content-Type"));
    CHECK(whole.body == site.snapshot->find("/")->body());
}

TEST_CASE("any other method is refused with those that work") {
    const Public site;
    for (const auto* method :
         {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get"}) {
        for (const auto* path : {"/", "/api/v2/summary.json", "/nothing"}) {
            CAPTURE(method);
            CAPTURE(path);
            const auto answer = ask(
                site.port(), std::string(method) + " " + path + " HTTP/1.1\r\n" + host + "\r\n");
            CHECK(answer.status == 405);
            CHECK(answer.field("Allow") == "GET, HEAD");
        }
    }
    CHECK(ask(site.port(), "OPTIONS * HTTP/1.1\r\n" + host + "\r\n").status == 405);
    RawHttp client(site.port());
    client.send("POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nGET /");
    CHECK(client.answer().field("Connection") == "close");
    CHECK(client.ended());
}

TEST_CASE("a client gets the coding it takes, with that coding's ETag") {
    const Public site;
    struct Row {
        const char* accepted;
        const char* coding;
        const char* suffix;
    };
    const Row rows[] = {
        {"br, gzip", "br", "-br\""}, {"gzip", "gzip", "-gz\""}, {"gzip;q=0, br;q=0", "", "\""},
        {"*", "br", "-br\""},        {"identity", "", "\""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.accepted);
        const auto answer =
            get(site.port(), "/", "Accept-Encoding: " + std::string(row.accepted) + "\r\n");
        CHECK(answer.field("Content-Encoding") == row.coding);
        CHECK(answer.field("ETag").ends_with(row.suffix));
    }
    const auto zipped = get(site.port(), "/", "Accept-Encoding: gzip\r\n");
    CHECK(zipped.body == status::gzip(site.snapshot->find("/")->body()));
    const auto split = get(site.port(), "/", "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n");
    CHECK(split.field("Content-Encoding") == "br");
}

TEST_CASE("who has it already gets 304 without a body") {
    const Public site;
    const auto etag = get(site.port(), "/").field("ETag");
    struct Row {
        std::string fields;
        int status;
    };
    const Row rows[] = {
        {"If-None-Match: " + etag + "\r\n", 304},
        {"If-None-Match: W/" + etag + "\r\n", 304},
        {"If-None-Match: \"a\", " + etag + "\r\n", 304},
        {"If-None-Match: \"a\"\r\nIf-None-Match: " + etag + "\r\n", 304},
        {"If-None-Match: *\r\n", 304},
        {"If-None-Match: \"other\"\r\n", 200},
        {"If-None-Match: " + etag + "\r\nAccept-Encoding: gzip\r\n", 200},
        {"If-None-Match: \"other\"\r\nIf-Modified-Since: Sat, 21 Nov 2026 09:00:00 GMT\r\n", 200},
        {"If-Modified-Since: Sat, 21 Nov 2026 09:00:00 GMT\r\n", 304},
        {"If-Modified-Since: Sat, 21 Nov 2026 08:59:59 GMT\r\n", 200},
        {"If-Modified-Since: nonsense\r\n", 200},
        {"Range: bytes=0-9\r\n", 200},
    };
    for (const auto& row : rows) {
        CAPTURE(row.fields);
        for (const auto* method : {"GET", "HEAD"}) {
            const auto answer = ask(
                site.port(), std::string(method) + " / HTTP/1.1\r\n" + host + row.fields + "\r\n");
            CHECK(answer.status == row.status);
            if (row.status != 304)
                continue;
            CHECK(answer.field("ETag") == etag);
            for (const auto* name : {"Cache-Control", "Vary", "Date"})
                CHECK_FALSE(answer.field(name).empty());
            CHECK(answer.field("Content-Length").empty());
        }
    }
    CHECK(get(site.port(), "/nothing", "If-None-Match: *\r\n").status == 404);
}

TEST_CASE("what breaks a limit or the rules is answered, and the connection ends") {
    const Public site;
    const auto line = std::string("GET / HTTP/1.1\r\n") + host;
    std::string many;
    for (int i = 0; i < 100; ++i)  // and Host makes 101
        many += "X-" + std::to_string(i) + ": y\r\n";
    struct Row {
        std::string what;
        std::string request;
        int status;
    };
    const Row rows[] = {
        {"a head over 8 KB", line + "X: " + std::string(9000, 'x') + "\r\n\r\n", 431},
        {"a head that never ends", line + "X: " + std::string(9000, 'x'), 431},
        {"over 100 fields", line + many + "\r\n", 431},
        {"a target over 2 KB", "GET /" + std::string(2048, 'x') + " HTTP/1.1\r\n" + host + "\r\n",
         414},
        {"a line that never ends", "GET /" + std::string(9000, 'x'), 414},
        {"GET with a body", line + "Content-Length: 1\r\n\r\nx", 413},
        {"HEAD with chunks",
         "HEAD / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two Hosts", line + "Host: b\r\n\r\n", 400},
        {"a space before the colon", line + "X : y\r\n\r\n", 400},
        {"no colon", line + "nonsense\r\n\r\n", 400},
        {"an empty name", line + ": y\r\n\r\n", 400},
        {"a NUL", line + std::string("X: a\0b\r\n\r\n", 10), 400},
        {"length and chunks",
         "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"chunks and length",
         "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\n",
         400},
        {"two lengths",
         "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
        {"a length that is none", "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
        {"no target", "GET\r\n" + host + "\r\n", 400},
        {"a target without a slash", "GET x HTTP/1.1\r\n" + host + "\r\n", 400},
        {"an authority", "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n", 400},
        {"HTTP/2", "GET / HTTP/2.0\r\n" + host + "\r\n", 505},
        {"HTTP/2's greeting", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"no HTTP", "\x16\x03\x01\x02\x01\x01\r\n\r\n", 400},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        RawHttp client(site.port());
        client.send(row.request);
        const auto answer = client.answer(row.request.starts_with("HEAD"));
        CHECK(answer.status == row.status);
        CHECK(answer.field("Connection") == "close");
        CHECK(answer.field("X-Content-Type-Options") == "nosniff");
        CHECK(answer.field("Cache-Control") == "no-store");
    }
}

TEST_CASE("just within the limits is served") {
    const Public site;
    std::string many;
    for (int i = 0; i < 99; ++i)
        many += "X-" + std::to_string(i) + ": y\r\n";
    CHECK(get(site.port(), "/", many).status == 200);
    CHECK(get(site.port(), "/?" + std::string(2046, 'x')).status == 200);
    CHECK(get(site.port(), "/", "X: " + std::string(8000, 'x') + "\r\n").status == 200);
    CHECK(get(site.port(), "/", "Content-Length: 0\r\n").status == 200);
}

TEST_CASE("HTTP/1.0 is answered and closed, unless it asks to stay") {
    const Public site;
    RawHttp once(site.port());
    once.send("GET /robots.txt HTTP/1.0\r\n\r\n");
    CHECK(once.answer().status == 200);
    CHECK(once.ended());
    RawHttp stays(site.port());
    for (int i = 0; i < 2; ++i) {
        stays.send("GET /robots.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const auto answer = stays.answer();
        CHECK(answer.status == 200);
        CHECK(answer.field("Connection") == "keep-alive");
    }
    RawHttp closes(site.port());
    closes.send("GET /robots.txt HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    CHECK(closes.answer().field("Connection") == "close");
    CHECK(closes.ended());
}

TEST_CASE("pipelined requests are answered in order, however the bytes arrive") {
    const Public site;
    std::string requests;
    for (int i = 0; i < 300; ++i)
        requests += std::string(i % 3 == 0 ? "HEAD" : "GET") + " /" +
                    (i % 2 == 0 ? "robots.txt" : "missing") + " HTTP/1.1\r\n" + host + "\r\n";
    RawHttp client(site.port());
    std::thread writer([&] {
        for (std::size_t at = 0; at < requests.size(); at += 777)
            client.send(std::string_view(requests).substr(at, 777));
    });
    for (int i = 0; i < 300; ++i) {
        CAPTURE(i);
        const auto answer = client.answer(i % 3 == 0);
        CHECK(answer.status == (i % 2 == 0 ? 200 : 404));
        CHECK(answer.body.empty() == (i % 3 == 0));
    }
    writer.join();

    RawHttp slow(site.port());
    for (const char c : "\r\nGET /robots.txt HTTP/1.1\r\n" + host + "\r\n")
        slow.send(std::string_view(&c, 1));
    CHECK(slow.answer().status == 200);
}

TEST_CASE("who does not finish a request in time is let go, each byte notwithstanding") {
    auto options = loopback();
    options.header = 200ms;
    const Public site(options);
    RawHttp client(site.port());
    client.send("GET / HT");
    const auto begun = std::chrono::steady_clock::now();
    std::thread dripping([&] {  // a byte now and then does not move the deadline
        for (int i = 0; i < 2000 && site.server.connections() > 0; ++i) {
            client.send("x");
            std::this_thread::yield();
        }
    });
    CHECK(client.ended());
    dripping.join();
    CHECK(std::chrono::steady_clock::now() - begun >= 150ms);
}

TEST_CASE("who says nothing is let go after the idle time") {
    auto options = loopback();
    options.idle = 100ms;
    const Public site(options);
    RawHttp silent(site.port());
    CHECK(silent.ended());
    RawHttp served(site.port());
    served.send("GET / HTTP/1.1\r\n" + host + "\r\n");
    CHECK(served.answer().status == 200);
    CHECK(served.ended());
}

TEST_CASE("who does not take its answers is let go") {
    auto options = loopback();
    options.write = 200ms;
    const Public site(options);
    RawHttp client(site.port());
    std::string requests;
    for (int i = 0; i < 100; ++i)
        requests += "GET /history HTTP/1.1\r\n" + host + "\r\n";
    std::thread writer([&] {
        for (int i = 0; i < 50; ++i)
            client.send(requests);
    });
    while (site.server.connections() == 0)
        std::this_thread::yield();
    const auto limit = std::chrono::steady_clock::now() + 9s;
    while (site.server.connections() > 0 && std::chrono::steady_clock::now() < limit)
        std::this_thread::yield();
    CHECK(site.server.connections() == 0);
    writer.join();
}

TEST_CASE("over the limit of connections idle ones go first, then 503 says when to come back") {
    auto options = loopback();
    options.connections = 2;
    options.threads = 1;
    const Public site(options);
    RawHttp first(site.port());
    first.send("GET /robots.txt HTTP/1.1\r\n" + host + "\r\n");
    CHECK(first.answer().status == 200);
    RawHttp second(site.port());
    second.send("GET /robots.txt HTTP/1.1\r\n" + host + "\r\n");
    CHECK(second.answer().status == 200);
    RawHttp third(site.port());
    third.send("GET /robots.txt HTTP/1.1\r\n" + host + "\r\n");
    CHECK(third.answer().status == 200);
    CHECK(first.ended());  // the longest idle

    second.send("GET /robots.txt HT");  // busy now
    third.send("GET /robots.txt HT");
    // Both are known to be busy once another request went round on each thread's queue.
    RawAnswer answer;
    for (int i = 0; i < 1000 && answer.status != 503; ++i)
        answer = get(site.port(), "/robots.txt");
    CHECK(answer.status == 503);
    CHECK(answer.field("Retry-After") == "5");
    CHECK(answer.field("Connection") == "close");
    CHECK(answer.field("Cache-Control") == "no-store");
}

TEST_CASE("a new snapshot is served to connections that are open already") {
    const Public site;
    RawHttp client(site.port());
    const auto request = "GET / HTTP/1.1\r\n" + host + "\r\n";
    client.send(request);
    const auto before = client.answer();
    status::SnapshotBuilder empty(status::shop());
    site.board->put(empty.build(nullptr, status::at("2026-11-21T10:00:00Z")));
    client.send(request);
    const auto after = client.answer();
    CHECK(before.field("ETag") != after.field("ETag"));
    CHECK(after.body.find("All Systems Operational") != std::string::npos);
}

TEST_CASE("many clients and many snapshots at once: every answer is whole") {
    const Public site;
    std::atomic<bool> done{false};
    std::vector<std::thread> clients;
    std::atomic<int> wrong{0};
    for (int i = 0; i < 4; ++i)
        clients.emplace_back([&] {
            RawHttp client(site.port());
            for (int n = 0; n < 200; ++n) {
                client.send("GET /api/v2/summary.json HTTP/1.1\r\n" + host + "\r\n");
                const auto answer = client.answer();
                const auto tag = status::sha256_hex(answer.body).substr(0, 32);
                if (answer.status != 200 || answer.field("ETag") != "\"" + tag + "\"")
                    ++wrong;
            }
        });
    const auto full = site.snapshot;
    status::SnapshotBuilder builder(status::shop());
    const auto empty = builder.build(nullptr, status::at("2026-11-21T10:00:00Z"));
    std::thread swapper([&] {
        for (int i = 0; !done; ++i) {
            site.board->put(i % 2 == 0 ? empty : full);
            std::this_thread::yield();
        }
    });
    for (auto& client : clients)
        client.join();
    done = true;
    swapper.join();
    CHECK(wrong == 0);
}

TEST_CASE("an address that cannot be listened on is named with what to do") {
    const Public site;
    auto options = loopback();
    options.listen.port = site.port();
    const auto message = [&] {
        try {
            HttpServer second(options, site.board);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(message() == "Cannot listen on 127.0.0.1:" + std::to_string(site.port()) +
                           ": another program listens there. Stop it, or choose another port.");
    options.listen = {"nowhere.example", 0};
    CHECK(message() == "Cannot listen on nowhere.example:0: \"nowhere.example\" is no IP address.");
}
