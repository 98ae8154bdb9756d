#include "tests/bench/places.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace muster::bench {

namespace fs = std::filesystem;

double milliseconds(SteadyClock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

fs::path program(const std::string& name) {
    std::istringstream folders(std::getenv("PATH"));
    for (std::string folder; std::getline(folders, folder, ':');)
        if (fs::exists(fs::path(folder) / name))
            return fs::absolute(fs::path(folder) / name);
    throw std::runtime_error("There is no " + name + " on the PATH.");
}

std::string free_port(asio::io_context& context) {
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
}

fs::path empty_folder(const fs::path& build, const std::string& name) {
    const auto folder = fs::absolute(build) / "bench_runs" / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

std::map<std::string, std::string> environment_of(const SlackEnd& slack,
                                                  asio::io_context& context) {
    return {
        {"PATH", std::getenv("PATH")},
        {"SLACK_API_URL", slack.api_url()},
        {"SLACK_BOT_TOKEN", "xoxb-bench"},
        {"SLACK_APP_TOKEN", "xapp-1-A0BENCH-1-bench"},
        {"MUSTER_DATABASE", "muster.db"},
        {"MUSTER_LISTEN", free_port(context)},
        {"MUSTER_ADMIN_LISTEN", free_port(context)},
    };
}

asio::awaitable<void> pause(std::chrono::milliseconds duration) {
    asio::steady_timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace muster::bench
