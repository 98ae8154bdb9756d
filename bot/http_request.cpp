#include "bot/http_request.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cctype>

namespace muster {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

// Takes from Beast's parser what the request needs, and counts what the limits are about.
class Parser : public http::basic_parser<true> {
public:
    Parser(HttpRequest& request, bool keep_fields) : request_(request), keep_fields_(keep_fields) {
        skip(true);  // bodies are the connection's affair
    }

    [[nodiscard]] int version() const { return version_; }
    [[nodiscard]] std::string_view target() const { return target_; }
    [[nodiscard]] int hosts() const { return hosts_; }
    [[nodiscard]] std::size_t fields() const { return fields_; }
    [[nodiscard]] bool has_length() const { return has_length_; }
    [[nodiscard]] bool has_transfer_encoding() const { return has_transfer_encoding_; }

private:
    void on_request_impl(http::verb /*verb*/, boost::beast::string_view method,
                         boost::beast::string_view target, int version,
                         error_code& /*error*/) override {
        request_.method = view(method);
        target_ = view(target);
        version_ = version;
    }
    void on_field_impl(http::field name, boost::beast::string_view text,
                       boost::beast::string_view value, error_code& /*error*/) override {
        ++fields_;
        switch (name) {
            case http::field::host:
                ++hosts_;
                break;
            case http::field::accept_encoding:
                append(request_.accept_encoding, view(value));
                break;
            case http::field::if_none_match:
                if (!request_.if_none_match)
                    request_.if_none_match.emplace();
                append(*request_.if_none_match, view(value));
                break;
            case http::field::if_modified_since:
                request_.if_modified_since = view(value);
                break;
            case http::field::content_length:
                has_length_ = true;
                break;
            case http::field::transfer_encoding:
                has_transfer_encoding_ = true;
                break;
            case http::field::expect:
                request_.expects_continue = lower(view(value)) == "100-continue";
                break;
            default:
                break;
        }
        if (keep_fields_)
            request_.fields.emplace_back(lower(view(text)), view(value));
    }
    static void append(std::string& list, std::string_view value) {
        if (!list.empty())
            list += ',';
        list += value;
    }

    void on_response_impl(int /*status*/, boost::beast::string_view /*reason*/, int /*version*/,
                          error_code& /*error*/) override {}
    void on_header_impl(error_code& /*error*/) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           error_code& /*error*/) override {}
    std::size_t on_body_impl(boost::beast::string_view body, error_code& /*error*/) override {
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, boost::beast::string_view /*extensions*/,
                              error_code& /*error*/) override {}
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, boost::beast::string_view body,
                                   error_code& /*error*/) override {
        return body.size();
    }
    void on_finish_impl(error_code& /*error*/) override {}

    HttpRequest& request_;
    bool keep_fields_;
    std::string_view target_;
    int version_ = 0;
    int hosts_ = 0;
    std::size_t fields_ = 0;
    bool has_length_ = false;
    bool has_transfer_encoding_ = false;
};

constexpr HttpReading refused(int status) {
    return {HttpReading::Kind::refused, 0, status};
}

// What is wrong with a head that never ends: its first line, or the whole.
HttpReading too_long(std::string_view bytes, const HttpLimits& limits) {
    const auto line = bytes.substr(0, bytes.find("\r\n"));
    const auto target = line.substr(std::min(line.find(' '), line.size()));
    return refused(target.size() > limits.target_bytes ? 414 : 431);
}

// Whether the first line ends as one of HTTP does, of whatever version.
bool names_a_version(std::string_view bytes) {
    const auto line = bytes.substr(0, bytes.find("\r\n"));
    const auto version = line.substr(line.rfind(' ') + 1);
    return version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
           std::isdigit(static_cast<unsigned char>(version[5])) != 0 &&
           std::isdigit(static_cast<unsigned char>(version[7])) != 0;
}

// The path of a target in origin or absolute form; nothing when it is neither.
std::optional<std::string_view> path_of(std::string_view target) {
    const auto scheme = target.starts_with('/') ? std::string() : lower(target.substr(0, 8));
    if (scheme.starts_with("http://") || scheme == "https://") {
        const auto host = scheme == "https://" ? 8U : 7U;
        const auto path = target.find_first_of("/?", host);
        if (path == host)
            return std::nullopt;  // no host at all
        target = path == std::string_view::npos || target[path] == '?' ? "/" : target.substr(path);
    }
    if (target == "*")
        return target;
    if (!target.starts_with('/'))
        return std::nullopt;
    return target.substr(0, target.find_first_of("?#"));
}

}  // namespace

void HttpRequest::clear() {
    method.clear();
    path.clear();
    keep_alive = true;
    http_1_0 = false;
    accept_encoding.clear();
    if_none_match.reset();
    if_modified_since.reset();
    content_length = 0;
    has_body = false;
    expects_continue = false;
    fields.clear();
}

HttpReading read_request(std::string_view bytes, const HttpLimits& limits, bool keep_fields,
                         HttpRequest& request) {
    // An empty line before a request is left over from a sloppy client's last body (RFC 9112 2.2).
    const std::size_t blank = bytes.starts_with("\r\n") ? 2 : 0;
    bytes.remove_prefix(blank);
    const auto end = bytes.substr(0, limits.header_bytes).find("\r\n\r\n");
    if (end == std::string_view::npos) {
        if (bytes.size() >= limits.header_bytes)
            return too_long(bytes, limits);
        return {};
    }
    const auto size = end + 4;

    request.clear();
    Parser parser(request, keep_fields);
    parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    error_code error;
    parser.put({bytes.data(), size}, error);
    if (error == http::error::bad_version && names_a_version(bytes))
        return refused(505);
    if (error || !parser.is_header_done())
        return refused(400);
    if (parser.target().size() > limits.target_bytes)
        return refused(414);
    if (parser.fields() > limits.fields)
        return refused(431);
    request.http_1_0 = parser.version() < 11;
    request.keep_alive = parser.keep_alive();
    if (parser.hosts() > 1 || (parser.hosts() == 0 && !request.http_1_0))
        return refused(400);
    const auto path = path_of(parser.target());
    if (!path || (*path == "*" && request.method != "OPTIONS"))
        return refused(400);
    request.path = *path;
    if (parser.has_length() && parser.has_transfer_encoding())
        return refused(400);
    request.content_length = parser.content_length().value_or(0);
    request.has_body = request.content_length > 0 || parser.has_transfer_encoding();
    if (request.has_body && request.reads())
        return refused(413);
    if (request.has_body && limits.body_bytes > 0) {
        if (parser.has_transfer_encoding())
            return refused(411);
        if (request.content_length > limits.body_bytes)
            return refused(413);
    }
    return {HttpReading::Kind::request, blank + size, 0};
}

}  // namespace muster
