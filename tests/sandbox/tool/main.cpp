// muster-sandbox: the small Slack alone, for tests in other languages.
//
//   muster-sandbox [--listen HOST:PORT] [--tls-dir DIR] [--rate-limits] [--quick]
//
// Prints one line of JSON with its address and tokens, and runs until SIGTERM, SIGINT or the end of
// standard input. --tls-dir writes a certificate for localhost there and serves it. --quick retries
// unacknowledged events after 50 ms, half a second and ten seconds (a program that was killed has
// to be up again by then), and pings four times a second.

#include "sandbox/server.hpp"
#include "sandbox/test_certificate.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace asio = boost::asio;
using namespace muster::sandbox;

namespace {

int run(int count, char** words) {
    Options options;
    std::string ca_file;
    for (int at = 1; at < count; ++at) {
        const std::string_view word = words[at];
        const bool has_value = at + 1 < count;
        if (word == "--listen" && has_value) {
            options.listen = words[++at];
        } else if (word == "--tls-dir" && has_value) {
            const TestCertificate made = write_test_certificate(words[++at]);
            options.tls = made.server;
            ca_file = made.ca_file;
        } else if (word == "--rate-limits") {
            options.rate_limits = true;
        } else if (word == "--quick") {
            options.times.retries = {std::chrono::milliseconds(50), std::chrono::milliseconds(500),
                                     std::chrono::seconds(10)};
            options.times.ping_every = std::chrono::milliseconds(250);
            options.times.warning_before_close = std::chrono::milliseconds(500);
        } else {
            std::cerr << "usage: muster-sandbox [--listen HOST:PORT] [--tls-dir DIR] "
                         "[--rate-limits] [--quick]\n";
            return 2;
        }
    }
    options.seed = [command = options.command](Clock clock) {
        auto workspace = demo_workspace(std::move(clock), command);
        workspace.shortcuts = {
            {"declare_incident", "Declare incident", false},
            {"add_to_timeline", "Add to timeline", true},
            {"declare_from_message", "Declare from message", true},
        };
        return workspace;
    };
    asio::io_context context(1);
    Server server(context.get_executor(), options);
    const nlohmann::json line = {{"url", server.base_url()},
                                 {"api_url", server.api_url()},
                                 {"bot_token", server.workspace().bot_token},
                                 {"app_token", server.workspace().app_token},
                                 {"ca_file", ca_file}};
    std::cout << line.dump() << std::endl;

    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](auto, int) { context.stop(); });
    asio::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    char byte = 0;
    const std::function<void()> wait_for_end = [&] {
        input.async_read_some(asio::buffer(&byte, 1), [&](auto error, std::size_t) {
            if (error)
                context.stop();
            else
                wait_for_end();
        });
    };
    wait_for_end();
    context.run();
    return 0;
}

}  // namespace

int main(int count, char** words) {
    try {
        return run(count, words);
    } catch (const std::exception& failure) {
        std::cerr << "muster-sandbox: " << failure.what() << '\n';
        return 1;
    }
}
