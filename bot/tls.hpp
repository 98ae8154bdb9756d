#pragma once

#include "domain/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace muster {

namespace asio = boost::asio;

// An address to connect to. Host names are lower case, IPv6 addresses without brackets.
struct Url {
    bool secure = true;
    std::string host;
    std::string port;
    std::string target = "/";  // path and query

    // As a Host header wants it: the port only where it is not the scheme's.
    [[nodiscard]] std::string authority() const;
    // What a kept connection may be used again for: scheme, host and port.
    [[nodiscard]] std::string origin() const;
};

// Reads an https, http, wss or ws URL. Refused: anything else, user names, and http or ws to
// anything but a loopback address or "localhost", with a sentence that says what would be right.
Result<Url> read_url(std::string_view text);

struct TlsOptions {
    std::string certificate_file;    // trusted beside the system's; empty: none
    std::string certificate_folder;  // hashed, as OpenSSL wants it
};
// From SSL_CERT_FILE and SSL_CERT_DIR.
TlsOptions tls_options_from_environment();

// A client's context: TLS 1.2 or newer, peers verified against the system's certificates and those
// of the options. Throws std::runtime_error naming the file that cannot be used.
std::shared_ptr<asio::ssl::context> make_tls_context(const TlsOptions& options);

// An outcome in words, for logs; empty when it went well.
using Problem = std::string;

// Connects within the time; answers are small and urgent, so TCP_NODELAY is set. A plain URL is
// only ever connected to loopback.
asio::awaitable<Problem> connect(asio::ip::tcp::socket& socket, const Url& url,
                                 std::chrono::steady_clock::duration within);
// The TLS handshake, with SNI and the host's name (or address) verified.
asio::awaitable<Problem> secure(asio::ssl::stream<asio::ip::tcp::socket>& stream, const Url& url,
                                std::chrono::steady_clock::duration within);

}  // namespace muster
