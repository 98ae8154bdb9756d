// Measures the status page beside nginx, which serves the same document from a file: rates,
// processor time and waiting, for whole answers and for 304; what ten thousand connections that
// wait cost; and what a responder notices while the page is looked at as often as it can be.
#include "tests/bench/load.hpp"
#include "tests/bench/places.hpp"
#include "tests/bench/slack_end.hpp"
#include "tests/bench/subject.hpp"
#include "tests/bench/web_server.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>

namespace muster::bench {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Options {
    fs::path build;
    int rounds = 5;
    int seconds = 2;
    std::string json;
};

constexpr int threads = 2;  // of the public listener, and nginx's worker processes
constexpr int idle_connections = 10'000;
constexpr int ack_rounds = 5;
constexpr const char* bare = "nginx, bare";  // without the header fields that a status page has
constexpr double idle_megabytes = 64;
constexpr double wanted_rate = 1.15;  // of nginx's
constexpr double wanted_ack = 1.5;    // of the idle one's

using Figures = std::map<std::string, std::vector<Herd>>;  // by server and kind of answer

double median_of(const std::vector<Herd>& herds, double Herd::* figure) {
    std::vector<double> values;
    for (const auto& herd : herds)
        values.push_back(herd.*figure);
    return median(values);
}

// One line of the table; whether what is wanted is so. Of a ratio of 0 nothing is wanted.
bool row(nlohmann::json& json, const std::string& name, double ours, double theirs, double wanted,
         bool least) {
    const auto ratio = theirs > 0 ? ours / theirs : 0;
    const bool holds = wanted == 0 || (least ? ratio >= wanted : ratio <= wanted);
    std::printf("%-34s %11.2f %11.2f %8.2f", name.c_str(), ours, theirs, ratio);
    if (wanted > 0)
        std::printf("  %s %.2f: %s", least ? "at least" : "at most ", wanted, holds ? "yes" : "NO");
    std::printf("\n");
    json[name] = {{"ours", ours}, {"theirs", theirs}, {"ratio", ratio}, {"holds", holds}};
    return holds;
}

void write_config(const fs::path& folder) {
    std::ofstream config(folder / "muster.toml");
    config << "[page]\nname = \"Example Shop\"\n";
    for (const char* name :
         {"Website", "Checkout", "Payments", "Search", "Accounts", "Orders", "Messages", "Reports"})
        config << "[[component]]\nname = \"" << name << "\"\n";
}

void allow_descriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    constexpr rlim_t needed = idle_connections + 500;
    if (limit.rlim_cur < needed)
        throw std::runtime_error("This needs " + std::to_string(needed) +
                                 " descriptors (ulimit -n).");
}

// What so many connections that wait add to the process's memory, in megabytes; each has been
// answered once, and is asked again at the end.
double cost_of_waiting(const Subject& muster, const std::string& listen) {
    const auto port = static_cast<std::uint16_t>(std::stoi(listen.substr(listen.find(':') + 1)));
    asio::io_context io(1);
    const auto before = muster.resident_megabytes();
    std::vector<asio::ip::tcp::socket> sockets;
    sockets.reserve(idle_connections);
    const std::string request = "HEAD /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n";
    std::vector<char> answer(4096);
    const auto ask = [&](asio::ip::tcp::socket& socket) {
        asio::write(socket, asio::buffer(request));
        socket.read_some(asio::buffer(answer));  // throws when it was closed
    };
    for (int i = 0; i < idle_connections; ++i) {
        sockets.emplace_back(io).connect({asio::ip::address_v4::loopback(), port});
        ask(sockets.back());
    }
    const auto after = muster.resident_megabytes();
    for (std::size_t i = 0; i < sockets.size(); i += 100)
        ask(sockets[i]);
    return after - before;
}

asio::awaitable<void> all(asio::io_context& context, const Options& options, bool& good) {
    allow_descriptors();
    const auto folder = empty_folder(options.build, "status");
    const auto herd_folder = empty_folder(options.build, "wrk");
    write_config(folder);
    SlackEnd slack(context);
    const auto environment = environment_of(slack, context);
    Subject muster({fs::absolute(options.build) / "muster", "run"}, environment, folder);
    if (!co_await slack.connected(SteadyClock::now() + 10s))
        throw std::runtime_error("Muster did not connect within 10 s; see " + folder.string());
    const auto listen = environment.at("MUSTER_LISTEN");
    const auto address = "http://" + listen + "/api/v2/summary.json";
    const auto page = ask_once(address, 5s);
    std::printf("The document has %zu bytes.\n", page.body.size());

    const auto nginx_in = [&](const std::string& name, bool sendfile, bool with_fields) {
        return Nginx(empty_folder(options.build, name), free_port(context), page.body,
                     with_fields ? page.fields : std::vector<std::string>{}, threads, sendfile);
    };
    const std::vector<std::string> nothing;
    std::map<std::string, Nginx> servers;
    {
        auto on = nginx_in("nginx_on", true, false);
        auto off = nginx_in("nginx_off", false, false);
        double rate_on = 0;
        double rate_off = 0;
        for (int i = 0; i < 3; ++i) {
            rate_on +=
                (co_await stampede(herd_folder, on.address(), nothing, 1, on.process())).rate;
            rate_off +=
                (co_await stampede(herd_folder, off.address(), nothing, 1, off.process())).rate;
        }
        std::printf("nginx is better with sendfile %s.\n", rate_on > rate_off ? "on" : "off");
        const bool sendfile = rate_on > rate_off;
        servers.emplace(bare, nginx_in("nginx_bare", sendfile, false));
        servers.emplace("nginx", nginx_in("nginx", sendfile, true));
    }

    Figures whole;
    Figures unchanged;
    for (int round = 0; round < options.rounds; ++round) {
        std::printf("round %d of %d\n", round + 1, options.rounds);
        std::fflush(stdout);
        const std::vector<std::string> known = {"If-None-Match: " + page.etag};
        for (const bool ours : {round % 2 == 0, round % 2 == 1}) {
            if (ours) {
                whole["muster"].push_back(
                    co_await stampede(herd_folder, address, nothing, options.seconds, muster));
                unchanged["muster"].push_back(
                    co_await stampede(herd_folder, address, known, options.seconds, muster));
                continue;
            }
            for (auto& [name, nginx] : servers) {
                const std::vector<std::string> has = {"If-None-Match: " +
                                                      ask_once(nginx.address(), 1s).etag};
                whole[name].push_back(co_await stampede(herd_folder, nginx.address(), nothing,
                                                        options.seconds, nginx.process()));
                unchanged[name].push_back(co_await stampede(herd_folder, nginx.address(), has,
                                                            options.seconds, nginx.process()));
            }
        }
    }

    // Acknowledgements, with nobody on the page and with everybody.
    slack.send("declare Bench", SteadyClock::now());
    co_await slack.all_acknowledged(SteadyClock::now() + 10s);
    std::size_t typed = 0;
    const auto line = [&typed](std::size_t) {
        return "INC-1 log failover step " + std::to_string(typed++);
    };
    co_await one_at_a_time(slack, 200, line);
    std::vector<double> calm;
    std::vector<double> crowded;
    for (int round = 0; round < ack_rounds; ++round) {
        calm.push_back((co_await at_rate(slack, 100, 3s, line)).latency.p99);
        const auto crowd_folder = empty_folder(options.build, "crowd");
        Subject crowd({program("wrk"), "-t1", "-c64", "-d10s", address}, {}, crowd_folder);
        co_await pause(300ms);
        crowded.push_back((co_await at_rate(slack, 100, 3s, line)).latency.p99);
    }
    const auto waiting = cost_of_waiting(muster, listen);

    std::printf("\nMedians of %d rounds:             %13s %11s    ratio  wanted\n", options.rounds,
                "muster", "other");
    nlohmann::json json;
    for (const auto& [kind, figures] :
         {std::pair<std::string, const Figures&>{"200", whole}, {"304", unchanged}})
        for (const auto& [name, nginx] : servers) {
            const auto& ours = figures.at("muster");
            const auto& theirs = figures.at(name);
            const auto both = [&](const char* what, double Herd::* figure, double wanted,
                                  bool least) {
                good &= row(json, kind + " " + what + " (" + name + ")", median_of(ours, figure),
                            median_of(theirs, figure), wanted, least);
            };
            // Bare answers are shorter than a page's may be: they are there to be known.
            const double asked = name == bare ? 0 : 1;
            both("a second", &Herd::rate, asked * wanted_rate, true);
            both("CPU us", &Herd::cpu_us, asked, false);
            both("p99 ms", &Herd::p99_ms, asked, false);
        }
    good &= row(json, "ack p99 ms, crowd (idle)", median(crowded), median(calm), wanted_ack, false);
    good &= row(json, "10,000 waiting MB (limit)", waiting, idle_megabytes, 1, false);
    for (const auto& [kind, figures] :
         {std::pair<std::string, const Figures&>{"200", whole}, {"304", unchanged}})
        for (const auto& [name, herds] : figures)
            if (median_of(herds, &Herd::failed) > 0) {
                std::printf("Some answers of %s for %s were wrong.\n", name.c_str(), kind.c_str());
                good = false;
            }
    if (!options.json.empty())
        std::ofstream(options.json) << json.dump(2) << "\n";
    muster.stop();
}

}  // namespace

}  // namespace muster::bench

int main(int count, char** arguments) {
    using namespace muster::bench;
    Options options;
    CLI::App cli("Measures the status page beside nginx");
    cli.add_option("build", options.build, "the build folder")->required();
    cli.add_option("--rounds", options.rounds, "how often each server is measured");
    cli.add_option("--seconds", options.seconds, "how long each time");
    cli.add_option("--json", options.json, "a file for the figures");
    CLI11_PARSE(cli, count, arguments);

    asio::io_context context(1);
    std::exception_ptr failure;
    bool good = true;
    asio::co_spawn(context, all(context, options, good), [&](const std::exception_ptr& error) {
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
    return good ? 0 : 1;
}
