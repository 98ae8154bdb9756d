#include "bot/tls.hpp"

#include "bot/deadline.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

namespace muster {
namespace {

namespace ip = asio::ip;
using boost::system::error_code;

bool is_loopback(const std::string& host) {
    error_code error;
    const auto address = ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

bool is_address(const std::string& host) {
    error_code error;
    ip::make_address(host, error);
    return !error;
}

// What OpenSSL says of its last error on this thread.
std::string openssl_problem() {
    const auto code = ERR_get_error();
    const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return reason == nullptr ? "it cannot be read" : reason;
}

std::string environment(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): at start only
    return value == nullptr ? "" : value;
}

// What a look-up leaves, for a waiter that may have given up: the system's resolver cannot be
// interrupted, and its answer may come long after.
struct LookUp {
    explicit LookUp(const asio::any_io_executor& executor) : resolver(executor), done(executor) {}
    ip::tcp::resolver resolver;
    asio::steady_timer done;
    bool finished = false;
    error_code error;
    std::vector<ip::tcp::endpoint> endpoints;
};

asio::awaitable<Problem> look_up(const Url& url, std::chrono::steady_clock::time_point until,
                                 std::vector<ip::tcp::endpoint>& endpoints) {
    const auto executor = co_await asio::this_coro::executor;
    error_code error;
    if (const auto address = ip::make_address(url.host, error); !error) {
        unsigned short port = 0;
        std::from_chars(url.port.data(), url.port.data() + url.port.size(), port);
        endpoints.emplace_back(address, port);
        co_return Problem();
    }
    const auto look = std::make_shared<LookUp>(executor);
    look->done.expires_at(until);
    look->resolver.async_resolve(
        url.host, url.port,
        [look](error_code failed, const ip::tcp::resolver::results_type& found) {
            look->finished = true;
            look->error = failed;
            for (const auto& entry : found)
                look->endpoints.push_back(entry.endpoint());
            look->done.cancel();
        });
    co_await look->done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!look->finished) {
        look->resolver.cancel();
        co_return "the name " + url.host + " could not be looked up in time";
    }
    if (look->error)
        co_return "the name " + url.host + " could not be looked up: " + look->error.message();
    endpoints = look->endpoints;
    co_return Problem();
}

}  // namespace

std::string Url::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (secure ? "443" : "80") ? name : name + ":" + port;
}

std::string Url::origin() const {
    return (secure ? "tls " : "plain ") + host + " " + port;
}

Result<Url> read_url(std::string_view text) {
    const std::string shown(text.substr(0, 200));
    const auto refuse = [&shown](const std::string& why) {
        return invalid("\"" + shown + "\" cannot be used as an address: " + why);
    };
    const bool bad_bytes = std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    if (bad_bytes)
        return refuse("it holds a space or a control character.");
    const auto colon = text.find("://");
    if (colon == std::string_view::npos)
        return refuse("write it as https://host/ or https://host:port/.");
    std::string scheme(text.substr(0, colon));
    std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) { return std::tolower(c); });
    Url url;
    if (scheme == "https" || scheme == "wss")
        url.secure = true;
    else if (scheme == "http" || scheme == "ws")
        url.secure = false;
    else
        return refuse("it must begin with https:// or wss://.");

    text.remove_prefix(colon + 3);
    const auto end = text.find_first_of("/?#");
    auto authority = text.substr(0, end);
    auto target = end == std::string_view::npos ? std::string_view() : text.substr(end);
    target = target.substr(0, target.find('#'));
    url.target =
        target.empty() || target.front() != '/' ? "/" + std::string(target) : std::string(target);
    if (authority.find('@') != std::string_view::npos)
        return invalid("An address with a user name or password in it cannot be used.");
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto bracket = authority.find(']');
        if (bracket == std::string_view::npos)
            return refuse("the ] after the IPv6 address is missing.");
        url.host = authority.substr(1, bracket - 1);
        port = authority.substr(bracket + 1);
        if (!is_address(url.host) || (!port.empty() && port.front() != ':'))
            return refuse("what stands in [ ] is no IPv6 address.");
    } else {
        const auto last = authority.find(':');
        url.host = authority.substr(0, last);
        port = last == std::string_view::npos ? std::string_view() : authority.substr(last);
    }
    if (url.host.empty() || url.host.size() > 255)
        return refuse("it names no host.");
    std::ranges::transform(url.host, url.host.begin(),
                           [](unsigned char c) { return std::tolower(c); });
    if (!port.empty())
        port.remove_prefix(1);
    unsigned short number = url.secure ? 443 : 80;
    if (!port.empty()) {
        const auto [after, error] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (error != std::errc() || after != port.data() + port.size() || number == 0)
            return refuse("the port must be a number from 1 to 65535.");
    }
    url.port = std::to_string(number);
    if (!url.secure && !is_loopback(url.host))
        return refuse(
            "without TLS only a loopback address (127.0.0.1, [::1], localhost) is "
            "taken. Write https:// or wss://.");
    return url;
}

TlsOptions tls_options_from_environment() {
    return {environment("SSL_CERT_FILE"), environment("SSL_CERT_DIR")};
}

std::shared_ptr<asio::ssl::context> make_tls_context(const TlsOptions& options) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    context->set_verify_mode(asio::ssl::verify_peer);
    // The system's own places by name: OpenSSL's "default" would take SSL_CERT_FILE in their stead,
    // where here it is meant to add.
    ERR_clear_error();
    SSL_CTX_load_verify_file(native, X509_get_default_cert_file());
    SSL_CTX_load_verify_dir(native, X509_get_default_cert_dir());
    ERR_clear_error();  // either may be missing
    if (!options.certificate_file.empty() &&
        SSL_CTX_load_verify_file(native, options.certificate_file.c_str()) != 1)
        throw std::runtime_error("The certificates in " + options.certificate_file +
                                 " (SSL_CERT_FILE) cannot be used: " + openssl_problem() +
                                 ". It must be a readable PEM file.");
    if (!options.certificate_folder.empty()) {
        std::error_code error;
        if (!std::filesystem::is_directory(options.certificate_folder, error))
            throw std::runtime_error("The folder " + options.certificate_folder +
                                     " (SSL_CERT_DIR) cannot be used: there is none of that name.");
        SSL_CTX_load_verify_dir(native, options.certificate_folder.c_str());
    }
    return context;
}

asio::awaitable<Problem> connect(ip::tcp::socket& socket, const Url& url,
                                 std::chrono::steady_clock::duration within) {
    const auto until = std::chrono::steady_clock::now() + within;
    std::vector<ip::tcp::endpoint> endpoints;
    if (auto problem = co_await look_up(url, until, endpoints); !problem.empty())
        co_return problem;
    if (!url.secure)  // whatever "localhost" was made to mean
        std::erase_if(endpoints,
                      [](const auto& endpoint) { return !endpoint.address().is_loopback(); });
    if (endpoints.empty())
        co_return "the name " + url.host + " has no address";
    const Deadline deadline(socket, until);
    const auto [error, endpoint] =
        co_await asio::async_connect(socket, endpoints, asio::as_tuple(asio::use_awaitable));
    if (deadline.passed())
        co_return "no connection to " + url.authority() + " in time";
    if (error)
        co_return "no connection to " + url.authority() + ": " + error.message();
    error_code ignored;
    socket.set_option(ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    co_return Problem();
}

asio::awaitable<Problem> secure(asio::ssl::stream<ip::tcp::socket>& stream, const Url& url,
                                std::chrono::steady_clock::duration within) {
    // SNI is for names: RFC 6066 forbids addresses in it.
    if (!is_address(url.host) &&
        SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()) != 1)
        co_return "the name " + url.host + " cannot be used for TLS";
    stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
    const Deadline deadline(stream.next_layer(), std::chrono::steady_clock::now() + within);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client,
                                                         asio::as_tuple(asio::use_awaitable));
    if (deadline.passed())
        co_return "no TLS with " + url.authority() + " in time";
    if (!error)
        co_return Problem();
    const long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict != X509_V_OK && verdict != X509_V_ERR_UNSPECIFIED)
        co_return "the certificate of " + url.authority() +
            " is not trusted: " + X509_verify_cert_error_string(verdict);
    // The check of the name has no verdict of its own.
    if (error.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
            SSL_R_CERTIFICATE_VERIFY_FAILED)
        co_return "the certificate of " + url.authority() + " is for another name";
    co_return "no TLS with " + url.authority() + ": " + error.message();
}

}  // namespace muster
