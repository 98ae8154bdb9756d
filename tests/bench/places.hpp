#pragma once

#include "tests/bench/slack_end.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

namespace muster::bench {

// What the programs that measure have in common.

double milliseconds(SteadyClock::duration duration);
// Where that program stands on the PATH. Throws when nowhere.
std::filesystem::path program(const std::string& name);
// "127.0.0.1:40123", where nobody listens.
std::string free_port(asio::io_context& context);
// BUILD/bench_runs/NAME, with nothing in it.
std::filesystem::path empty_folder(const std::filesystem::path& build, const std::string& name);
// What an app needs to find that Slack.
std::map<std::string, std::string> environment_of(const SlackEnd& slack, asio::io_context& context);
asio::awaitable<void> pause(std::chrono::milliseconds duration);

}  // namespace muster::bench
