// Measures how an app acknowledges slash commands: Muster, which keeps each one on disk first,
// beside a Bolt app, which keeps nothing, and beside the limit, one durable write and a bare echo.
// All speak to the same Slack end, one after another, in several rounds, so that a change of the
// machine's mood meets all of them.
#include "tests/bench/load.hpp"
#include "tests/bench/places.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/slack_answers.hpp"
#include "tests/bench/slack_end.hpp"
#include "tests/bench/subject.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

namespace muster::bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Options {
    fs::path build;
    int rounds = 3;
    int seconds = 3;
    int alone = 1000;
    std::string json;
    std::vector<std::string> only;
    bool memory = false;
};

constexpr int incidents = 20;  // Muster's entries go to so many, in turn
const int rates[] = {100, 250, 500, 1000, 1500, 2000, 3000, 4000, 6000, 8000, 12000, 16000, 24000};

struct App {
    std::string name;
    std::vector<std::string> command;
    bool keeps_incidents = false;  // needs some to log to
};

std::vector<App> apps_of(const Options& options) {
    const auto build = fs::absolute(options.build);
    std::vector<App> apps = {
        {"limit", {build / "tests/bench/bench_limit"}, false},
        {"bolt", {program("node"), MUSTER_SOURCE_DIR "/tests/bench/bolt_app.mjs"}, false},
        {"muster", {build / "muster", "run"}, true},
    };
    std::erase_if(apps, [&](const App& app) {
        if (!options.only.empty() &&
            std::find(options.only.begin(), options.only.end(), app.name) == options.only.end())
            return true;
        const bool missing = !fs::exists(app.command[0]);
        if (missing)
            std::cout << app.name << " is left out: " << app.command[0] << " is not built\n";
        return missing;
    });
    return apps;
}

std::string log_line(std::size_t number) {
    return "INC-" + std::to_string(number % incidents + 1) + " log failover step " +
           std::to_string(number);
}

[[noreturn]] void give_up(const App& app, const fs::path& folder, const std::string& why) {
    std::ifstream log(folder / "output.log");
    std::ostringstream text;
    text << log.rdbuf();
    throw std::runtime_error(app.name + " " + why + ". It wrote:\n" + text.str());
}

// How many different steps the record holds, as its export has them.
std::size_t steps_kept(const App& app, const std::map<std::string, std::string>& environment,
                       const fs::path& folder) {
    Subject exporting({app.command[0], "export", "--output", "export.jsonl"}, environment, folder);
    if (exporting.wait(60s) != 0)
        give_up(app, folder, "could not export its record");
    std::set<std::string> steps;
    std::ifstream in(folder / "export.jsonl");
    constexpr std::string_view words = "failover step ";
    for (std::string line; std::getline(in, line);)
        if (const auto at = line.find(words); at != std::string::npos)
            steps.insert(line.substr(at + words.size(), line.find('"', at) - at - words.size()));
    return steps.size();
}

// What Muster keeps in memory, when nobody asks anything: at first, once it knows 10,000 people,
// with 500 open incidents beside (of which Slack, at its rates, has seen a few), and after a
// restart with all of that on disk. Reading the people takes four minutes: Slack's rates again.
asio::awaitable<void> measure_memory(asio::io_context& context, const Options& options) {
    constexpr int people = 10'000;
    constexpr int open_incidents = 500;
    const App muster{"muster", {fs::absolute(options.build) / "muster", "run"}, true};
    const auto folder = empty_folder(options.build, "memory");
    SlackEnd slack(context);
    const auto environment = environment_of(slack, context);
    const auto say = [](const char* what, const Subject& subject) {
        std::printf("%-34s %6.1f MB\n", what, subject.resident_megabytes());
        std::fflush(stdout);
    };
    hire(people);
    {
        Subject subject(muster.command, environment, folder);
        if (!co_await slack.connected(SteadyClock::now() + 10s))
            give_up(muster, folder, "did not connect within 10 s");
        const auto begun = SteadyClock::now();
        co_await pause(2s);
        say("idle", subject);
        while (!everybody_was_read() && SteadyClock::now() < begun + 10min)
            co_await pause(1s);
        if (!everybody_was_read())
            give_up(muster, folder, "did not read everybody within ten minutes");
        std::printf("%d people were read in %.0f s\n", people,
                    milliseconds(SteadyClock::now() - begun) / 1000);
        co_await pause(2s);
        say("10,000 people", subject);
        co_await one_at_a_time(slack, open_incidents, [](std::size_t number) {
            return "declare Checkout is slow in region " + std::to_string(number + 1);
        });
        co_await pause(5s);
        say("and 500 open incidents", subject);
        if (subject.stop() != 0)
            give_up(muster, folder, "did not stop as it should");
    }
    slack.reset();
    Subject again(muster.command, environment, folder);
    if (!co_await slack.connected(SteadyClock::now() + 10s))
        give_up(muster, folder, "did not connect again within 10 s");
    co_await pause(5s);
    say("all of it, after a restart", again);
    if (again.stop() != 0)
        give_up(muster, folder, "did not stop as it should");
}

asio::awaitable<Run> measure(const App& app, SlackEnd& slack, asio::io_context& context,
                             const Options& options) {
    const auto folder = empty_folder(options.build, app.name);
    slack.reset();
    const auto environment = environment_of(slack, context);

    Run run;
    const auto begun = SteadyClock::now();
    Subject subject(app.command, environment, folder);
    if (!co_await slack.connected(begun + 10s))
        give_up(app, folder, "did not connect within 10 s");
    const auto first =
        slack.send(app.keeps_incidents ? "declare Bench 1" : "help", SteadyClock::now());
    if (!co_await slack.all_acknowledged(begun + 20s))
        give_up(app, folder, "acknowledged nothing within 20 s");
    run.hello_ms = milliseconds(slack.hello() - begun);
    run.first_ack_ms = milliseconds(slack.command(first).acknowledged - begun);

    if (app.keeps_incidents)
        co_await one_at_a_time(slack, incidents - 1, [](std::size_t number) {
            return "declare Bench " + std::to_string(number + 2);
        });
    co_await pause(2s);  // what it does after its start is done; otherwise it is not idle
    run.idle_mb = subject.resident_megabytes();

    std::size_t typed = 0;
    const auto line = [&typed](std::size_t) { return log_line(typed++); };
    co_await one_at_a_time(slack, 200, line);  // warm: Bolt's first hundred are slower
    run.alone = co_await one_at_a_time(slack, static_cast<std::size_t>(options.alone), line);
    for (const int rate : rates) {
        const auto before = subject.cpu();
        const auto outcome =
            co_await at_rate(slack, rate, std::chrono::seconds(options.seconds), line);
        run.rates[rate] = outcome;
        if (rate == cpu_rate)
            run.cpu_us = std::chrono::duration<double, std::micro>(subject.cpu() - before).count() /
                         static_cast<double>(outcome.sent);
        if (!outcome.steady)
            break;
        run.steady_rate = outcome.rate;
    }
    run.loaded_mb = subject.resident_megabytes();
    if (!subject.running())
        give_up(app, folder, "ended by itself");
    if (const int status = subject.stop(); status != 0 && status != -SIGTERM)
        give_up(app, folder, "ended with status " + std::to_string(status));
    // What was acknowledged was kept, or the figures are of something else.
    if (const auto logged = slack.acknowledged() - incidents; app.keeps_incidents)
        if (const auto kept = steps_kept(app, environment, folder); kept < logged)
            give_up(app, folder,
                    "acknowledged " + std::to_string(logged) + " entries and kept " +
                        std::to_string(kept) + "; its last answer was " + slack.last_answer());
    co_return run;
}

asio::awaitable<void> all(asio::io_context& context, const Options& options, Runs& runs) {
    if (options.memory)
        co_return co_await measure_memory(context, options);
    SlackEnd slack(context);
    const auto apps = apps_of(options);
    for (int round = 0; round < options.rounds; ++round)
        for (std::size_t i = 0; i < apps.size(); ++i) {
            const auto& app = apps[(i + static_cast<std::size_t>(round)) % apps.size()];
            std::cout << "round " << round + 1 << ": " << app.name << std::flush;
            const auto run = co_await measure(app, slack, context, options);
            std::printf(
                "  p50 %.3f ms, p99 %.3f ms, up to %.0f/s, %.1f us, %.1f MB, hello %.0f ms\n",
                run.alone.latency.p50, run.alone.latency.p99, run.steady_rate, run.cpu_us,
                run.idle_mb, run.hello_ms);
            runs[app.name].push_back(run);
        }
}

}  // namespace

}  // namespace muster::bench

int main(int count, char** arguments) {
    using namespace muster::bench;
    Options options;
    CLI::App cli("Measures how slash commands are acknowledged");
    cli.add_option("build", options.build, "the build folder")->required();
    cli.add_option("--rounds", options.rounds, "how often each app is started and measured");
    cli.add_option("--seconds", options.seconds, "how long each rate is held");
    cli.add_option("--alone", options.alone, "commands sent one at a time");
    cli.add_option("--json", options.json, "a file for the figures");
    cli.add_option("--only", options.only, "limit, bolt or muster");
    cli.add_flag("--memory", options.memory,
                 "measure memory with 10,000 people and 500 open incidents instead (5 minutes)");
    CLI11_PARSE(cli, count, arguments);

    asio::io_context context(1);
    Runs runs;
    std::exception_ptr failure;
    asio::co_spawn(context, all(context, options, runs), [&](const std::exception_ptr& error) {
        failure = error;
        context.stop();
    });
    context.run();
    try {
        if (failure)
            std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        std::cerr << "\n" << error.what() << "\n";
        return 1;
    }
    if (options.memory)
        return 0;
    std::cout << "\nMedians of " << options.rounds << " rounds:\n" << table(runs);
    if (!options.json.empty())
        std::ofstream(options.json) << as_json(runs).dump(2) << "\n";
    return 0;
}
