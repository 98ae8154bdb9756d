#include "sandbox/server.hpp"

#include "sandbox/test_certificate.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using namespace muster::sandbox;
using nlohmann::json;

namespace {

// A directory that is gone with the test.
struct Directory {
    Directory() {
        path = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
        REQUIRE(::mkdtemp(path.data()) != nullptr);
    }
    ~Directory() { std::filesystem::remove_all(path); }
    std::string path;
};

// The sandbox on a thread of its own.
struct Running {
    explicit Running(Options options = {}) : server(context.get_executor(), std::move(options)) {
        thread = std::thread([this] { context.run(); });
    }
    ~Running() {
        server.stop();
        thread.join();
    }
    tcp::endpoint endpoint() const {
        const std::string url = server.base_url();
        const auto port = std::stoi(url.substr(url.rfind(':') + 1));
        return {asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port)};
    }

    asio::io_context context{1};
    Server server;
    std::thread thread;
};

std::string request(const std::string& method, const std::string& path, const std::string& body,
                    const std::string& headers = "") {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
           "Authorization: Bearer xoxb-sandbox\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The whole answer up to the end of the connection; "" when it was cut.
template <class Stream>
std::string talk(Stream& stream, const std::string& text) {
    boost::system::error_code error;
    asio::write(stream, asio::buffer(text), error);
    std::string answer;
    asio::read(stream, asio::dynamic_buffer(answer), error);
    return answer;
}

std::string ask(const Running& sandbox, const std::string& text) {
    asio::io_context context;
    tcp::socket socket(context);
    socket.connect(sandbox.endpoint());
    return talk(socket, text);
}

json body_of(const std::string& answer) {
    const auto at = answer.find("\r\n\r\n");
    return at == answer.npos ? json() : json::parse(answer.substr(at + 4), nullptr, false);
}

const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";

}  // namespace

TEST_CASE("the API answers on a socket, with Slack's clock in the Date header") {
    Options options;
    options.clock = [] { return Moment(std::chrono::seconds(1'767'225'600)); };
    Running sandbox(options);
    const std::string answer = ask(
        sandbox, request("POST", "/api/chat.postMessage", "channel=C0INCIDENTS&text=a%26b", form));
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.find("Date: Thu, 01 Jan 2026 00:00:00 GMT") != std::string::npos);
    CHECK(body_of(answer)["message"]["text"] == "a&b");
}

TEST_CASE("bodies that cannot be read are refused with Slack's codes") {
    Running sandbox;
    const struct {
        const char* type;
        const char* body;
        const char* error;
    } rows[] = {
        {"application/json", "{", "invalid_json"},
        {"application/json", "[]", "json_not_object"},
        {"application/json", "\"\xff\"", "invalid_charset"},
        {"application/x-www-form-urlencoded", "a=%zz", "invalid_form_data"},
        {"text/plain", "a=b", "invalid_post_type"},
        {"multipart/form-data; boundary=B", "--B", "invalid_form_data"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        const std::string type = std::string("Content-Type: ") + row.type + "\r\n";
        const json body = body_of(ask(sandbox, request("POST", "/api/auth.test", row.body, type)));
        CHECK(body["error"] == row.error);
    }
    const json none = body_of(ask(sandbox, request("POST", "/api/auth.test", "a=b")));
    CHECK(none["error"] == "missing_post_type");
}

TEST_CASE("a cut before leaves nothing behind, a cut after leaves the message") {
    Running sandbox;
    const std::string post =
        request("POST", "/api/chat.postMessage", "channel=C0INCIDENTS&text=x", form);
    const auto strike = [&](const char* action) {
        const std::string faults = json::array({{{"method", "*"}, {"action", action}}}).dump();
        ask(sandbox, request("POST", "/sandbox/faults", faults));
        return ask(sandbox, post);
    };
    const auto count = [&] {
        const std::string path = "/sandbox/messages?as=ada&channel=C0INCIDENTS";
        return body_of(ask(sandbox, request("GET", path, "")))["messages"].size();
    };
    CHECK(strike("cut_before") == "");
    CHECK(count() == 0);
    CHECK(strike("cut_after") == "");
    CHECK(count() == 1);
    CHECK(strike("status").starts_with("HTTP/1.1 503"));
    CHECK(body_of(strike("not_json")).is_discarded());
    CHECK(count() == 1);
    const std::string limited = strike("rate_limit");
    CHECK(limited.starts_with("HTTP/1.1 429"));
    CHECK(limited.find("Retry-After: 1") != std::string::npos);
    const json log = body_of(ask(sandbox, request("GET", "/sandbox/calls", "")))["calls"];
    REQUIRE(log.size() == 5);
    CHECK(log[0]["outcome"] == "cut_before");
    CHECK(log[1]["outcome"] == "cut_after");
    CHECK(log[4]["status"] == 429);
}

TEST_CASE("a file must have the length that was promised") {
    Running sandbox;
    const json promised = body_of(ask(sandbox, request("POST", "/api/files.getUploadURLExternal",
                                                       "filename=a.md&length=3", form)));
    const std::string url = promised["upload_url"];
    const std::string path = url.substr(url.find("/upload"));
    CHECK(ask(sandbox, request("POST", path, "four")).starts_with("HTTP/1.1 400"));
    CHECK(ask(sandbox, request("POST", path, "abc")).starts_with("HTTP/1.1 200"));
    const std::string file = "/files/" + promised["file_id"].get<std::string>() + "/a.md";
    CHECK(ask(sandbox, request("GET", file, "")).starts_with("HTTP/1.1 404"));
    const std::string files = "files=[{\"id\":\"" + promised["file_id"].get<std::string>() + "\"}]";
    CHECK(body_of(ask(sandbox, request("POST", "/api/files.completeUploadExternal", files,
                                       form)))["ok"] == true);
    const std::string content = ask(sandbox, request("GET", file, ""));
    CHECK(content.ends_with("\r\n\r\nabc"));
    CHECK(content.find("nosniff") != std::string::npos);
}

TEST_CASE("a response URL refuses what it cannot show, and one that is not there") {
    Running sandbox;
    ResponseUrl url;
    url.user = "U0ADA";
    url.channel = "C0INCIDENTS";
    std::string address;
    boost::asio::post(sandbox.context, boost::asio::use_future([&] {
                          address = sandbox.server.workspace().new_response_url(url);
                      }))
        .get();
    const std::string path = address.substr(address.find("/response"));
    const auto respond = [&](const std::string& where, const char* body) {
        return ask(sandbox, request("POST", where, body));
    };
    CHECK(body_of(respond(path, R"({"blocks":[{"type":"sektion"}]})"))["error"] ==
          "invalid_blocks");
    CHECK(body_of(respond(path, "[]"))["error"] == "invalid_payload");
    CHECK(body_of(respond(path, R"({"text":7})"))["error"] == "invalid_payload");
    CHECK(respond(path, R"({"text":"done"})").ends_with("\r\n\r\nok"));
    CHECK(respond("/response/R0", R"({"text":"done"})").starts_with("HTTP/1.1 404"));
}

TEST_CASE("a reader of changes is told of the next one") {
    Running sandbox;
    const json state = body_of(ask(sandbox, request("GET", "/sandbox/state?as=ada", "")));
    const std::string since = std::to_string(state["version"].get<int>());
    std::string answer;
    std::thread reader([&] {
        answer = ask(sandbox, request("GET", "/sandbox/changes?as=ada&since=" + since, ""));
    });
    ask(sandbox, request("POST", "/api/chat.postMessage", "channel=C0INCIDENTS&text=x", form));
    reader.join();
    CHECK(body_of(answer)["version"].get<int>() > state["version"].get<int>());
}

TEST_CASE("another site cannot act through a reader's browser") {
    Running sandbox;
    const std::string act = R"({"as":"ada","do":"message","channel":"C0INCIDENTS","text":"hi"})";
    const auto outcome = [&](const char* origin) {
        return ask(sandbox,
                   request("POST", "/sandbox/act", act, std::string("Origin: ") + origin + "\r\n"));
    };
    CHECK(outcome("http://evil.example").starts_with("HTTP/1.1 403"));
    CHECK(outcome("http://localhost").starts_with("HTTP/1.1 200"));
}

TEST_CASE("bad requests get a sentence, and the server stays up") {
    Running sandbox;
    for (const char* body :
         {"", "[", "[]", "{}", R"({"as":"nobody"})", R"({"as":"ada","do":"fly"})", R"({"as":7})",
          R"({"as":"ada","do":"submit","view_id":"V0","values":[1]})",
          R"({"as":"ada","do":"click","channel":"C0INCIDENTS"})",
          R"({"as":"ada","do":"edit","channel":"C0INCIDENTS","ts":"1"})",
          R"({"as":"ada","do":"command","channel":"C0NO","text":"x"})"}) {
        CAPTURE(body);
        const json answer = body_of(ask(sandbox, request("POST", "/sandbox/act", body)));
        CHECK(answer["ok"] == false);
        CHECK(answer["error"] != "");
    }
    CHECK(ask(sandbox, "NONSENSE\r\n\r\n") == "");
    CHECK(ask(sandbox, request("GET", "/nowhere", "")).starts_with("HTTP/1.1 404"));
    CHECK(ask(sandbox, request("GET", "/sandbox/state?as=nobody", "")).starts_with("HTTP/1.1 400"));
}

TEST_CASE("a WebSocket needs a ticket that was not used") {
    Running sandbox;
    const std::string upgrade =
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    std::string text = request("GET", "/link/?ticket=wrong", "", upgrade);
    text.replace(text.find("Connection: close"), 17, "Connection: Upgrade");
    CHECK(ask(sandbox, text).starts_with("HTTP/1.1 401"));
}

TEST_CASE("with TLS it proves to be localhost, to those who trust its authority") {
    const Directory directory;
    const TestCertificate certificate = write_test_certificate(directory.path);
    const Directory other_directory;
    const TestCertificate other = write_test_certificate(other_directory.path);
    Options options;
    options.tls = certificate.server;
    Running sandbox(options);
    CHECK(sandbox.server.base_url().starts_with("https://127.0.0.1:"));
    const auto greet = [&](const std::string& trusted, const std::string& host) {
        asio::io_context context;
        ssl::context tls(ssl::context::tls_client);
        tls.load_verify_file(trusted);
        tls.set_verify_mode(ssl::verify_peer);
        ssl::stream<tcp::socket> stream(context, tls);
        stream.set_verify_callback(ssl::host_name_verification(host));
        stream.next_layer().connect(sandbox.endpoint());
        boost::system::error_code error;
        stream.handshake(ssl::stream_base::client, error);
        return error ? std::string() : talk(stream, request("POST", "/api/auth.test", ""));
    };
    CHECK(body_of(greet(certificate.ca_file, "localhost"))["ok"] == true);
    CHECK(body_of(greet(certificate.ca_file, "127.0.0.1"))["ok"] == true);
    CHECK(greet(certificate.ca_file, "example.com") == "");
    CHECK(greet(other.ca_file, "localhost") == "");
}

TEST_CASE("an address that cannot be had is said at once") {
    asio::io_context context;
    Options options;
    options.listen = "localhost";
    CHECK_THROWS_WITH_AS(Server(context.get_executor(), options), doctest::Contains("has no port"),
                         std::invalid_argument);
    options.listen = "203.0.113.1:80";
    CHECK_THROWS(Server(context.get_executor(), options));
}
