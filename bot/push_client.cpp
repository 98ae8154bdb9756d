#include "bot/push_client.hpp"

#include "bot/deadline.hpp"
#include "bot/tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace muster {
namespace {

namespace http = boost::beast::http;
using status::PushAnswer;
using std::chrono::steady_clock;
using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

constexpr std::uint32_t header_limit_bytes = 64 * 1024;
constexpr int most_interim_responses = 5;

std::string request_text(const status::PushRequest& request, const Url& url,
                         const PushFields& fields) {
    std::string text =
        request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() +
        "\r\nUser-Agent: muster\r\nAccept: application/json\r\nConnection: close\r\n";
    for (const auto& [name, value] : fields)
        text += name + ": " + value + "\r\n";
    if (!request.body.empty())
        text += "Content-Type: application/json\r\n";
    if (!request.body.empty() || request.method != "GET")
        text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + "\r\n" + request.body;
}

template <class Stream>
asio::awaitable<PushAnswer> talk(Stream& stream, const std::string& request,
                                 std::size_t body_limit_bytes) {
    PushAnswer answer;
    const auto [failed, written] = co_await asio::async_write(stream, asio::buffer(request),
                                                              asio::as_tuple(asio::use_awaitable));
    if (failed) {
        answer.kind = written > 0 ? PushAnswer::Kind::lost : PushAnswer::Kind::not_sent;
        answer.problem = "sending failed: " + failed.message();
        co_return answer;
    }
    boost::beast::flat_buffer buffer;
    for (int interim = 0; interim < most_interim_responses; ++interim) {
        http::response_parser<http::string_body> parser;
        parser.body_limit(body_limit_bytes);
        parser.header_limit(header_limit_bytes);
        const auto [error, bytes] =
            co_await http::async_read(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
        if (error) {
            answer.kind = PushAnswer::Kind::lost;
            answer.problem = error == http::error::body_limit
                                 ? "the answer is larger than Muster reads"
                                 : "no whole answer: " + error.message();
            co_return answer;
        }
        auto response = parser.release();
        if (response.result_int() < 200)
            continue;
        answer.status = static_cast<int>(response.result_int());
        answer.retry_after = std::string(response["Retry-After"]);
        answer.location = std::string(response["Location"]);
        answer.body = std::move(response.body());
        co_return answer;
    }
    answer.kind = PushAnswer::Kind::lost;
    answer.problem = "only interim answers came";
    co_return answer;
}

PushAnswer not_sent(std::string problem) {
    PushAnswer answer;
    answer.kind = PushAnswer::Kind::not_sent;
    answer.problem = std::move(problem);
    return answer;
}

}  // namespace

PushClient::PushClient(asio::any_io_executor executor, Options options)
    : executor_(std::move(executor)), options_(std::move(options)) {}

asio::awaitable<PushAnswer> PushClient::send(status::PushRequest request, PushFields fields) {
    const auto url = read_url(request.url);
    if (!url)
        co_return not_sent(url.error().message);
    const auto until = steady_clock::now() + request.within;
    const auto connected_by = std::min(until, steady_clock::now() + options_.connect);
    TlsStream stream(executor_, *options_.tls);
    auto& socket = stream.next_layer();
    auto problem = co_await connect(socket, *url, connected_by - steady_clock::now());
    if (problem.empty() && url->secure)
        problem = co_await secure(stream, *url, connected_by - steady_clock::now());
    if (!problem.empty())
        co_return not_sent(problem);
    const auto text = request_text(request, *url, fields);
    PushAnswer answer;
    const Deadline deadline(socket, until);
    if (url->secure)
        answer = co_await talk(stream, text, options_.body_limit_bytes);
    else
        answer = co_await talk(socket, text, options_.body_limit_bytes);
    if (answer.kind == PushAnswer::Kind::lost && deadline.passed())
        answer.problem = "none within " + std::to_string(request.within.count()) + " s";
    co_return answer;
}

}  // namespace muster
