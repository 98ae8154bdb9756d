#pragma once

#include "tests/bench/slack_end.hpp"
#include "tests/bench/subject.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace muster::bench {

// What wrk saw of a server.
struct Herd {
    double rate = 0;  // answers a second
    double p50_ms = 0;
    double p99_ms = 0;
    double cpu_us = 0;  // of the server, for one answer
    double failed = 0;  // answers other than 2xx and 3xx, and broken connections
};

// Asks that address as often as it can be answered, over 64 connections, for so many seconds. What
// else runs in this thread goes on meanwhile.
asio::awaitable<Herd> stampede(std::filesystem::path folder, std::string address,
                               std::vector<std::string> fields, int seconds, Subject& server);

// nginx, tuned for one small file: `workers` processes, descriptors kept open, no log.
class Nginx {
public:
    // Serves `body` at "/page" from `folder`. The answer carries `fields` too, as "Name: value".
    Nginx(const std::filesystem::path& folder, const std::string& listen, const std::string& body,
          const std::vector<std::string>& fields, int workers, bool sendfile);

    // Its workers end with it: a killed nginx would leave them behind.
    ~Nginx();
    Nginx(Nginx&&) = default;
    Nginx& operator=(Nginx&&) = default;

    [[nodiscard]] Subject& process() { return *process_; }
    [[nodiscard]] const std::string& address() const { return address_; }

private:
    std::string address_;
    std::unique_ptr<Subject> process_;
};

// An answer's header fields but Date, Connection and Content-Length, and its body.
struct Answered {
    std::vector<std::string> fields;
    std::string etag;
    std::string body;
};
// Asks once. Throws when there is no answer of status 200 within `patience`.
Answered ask_once(const std::string& address, std::chrono::milliseconds patience);

}  // namespace muster::bench
