#pragma once

#include "status/push.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace muster {

namespace asio = boost::asio;

using PushFields = std::vector<std::pair<std::string, std::string>>;

// Calls to status pages and programs elsewhere, over HTTP/1.1 and TLS (plain HTTP to loopback
// alone), each on a connection of its own. Follows no redirect. To be used on the executor's one
// thread.
class PushClient {
public:
    struct Options {
        std::shared_ptr<asio::ssl::context> tls;  // verifies; not null
        std::chrono::milliseconds connect{10'000};
        std::size_t body_limit_bytes = std::size_t{4} << 20;
    };

    PushClient(asio::any_io_executor executor, Options options);

    // One attempt, with these header fields besides; nothing but cancellation is thrown.
    asio::awaitable<status::PushAnswer> send(status::PushRequest request, PushFields fields);

private:
    asio::any_io_executor executor_;
    Options options_;
};

}  // namespace muster
