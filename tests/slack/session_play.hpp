#pragma once

#include "slack/session.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

// A Socket Mode session with Slack played by the test.
namespace muster::slack::play {

using namespace std::chrono_literals;

inline constexpr auto hello_text =
    R"({"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}})";

inline std::string disconnect_text(const std::string& reason) {
    return R"({"type":"disconnect","reason":")" + reason + R"(","debug_info":{"host":"x"}})";
}

inline std::string envelope_text(const std::string& id,
                                 const std::string& type = "slash_commands") {
    return R"({"envelope_id":")" + id + R"(","type":")" + type +
           R"(","payload":{"text":"log"},"accepts_response_payload":true})";
}

// What an action is, in a word or two: scenarios read as lists of these.
struct Told {
    std::string operator()(const OpenConnection& open) const {
        return "open " + std::to_string(open.connection);
    }
    std::string operator()(const CloseConnection& close) const {
        return (close.politely ? "close " : "kill ") + std::to_string(close.connection);
    }
    std::string operator()(const SendText& send) const {
        return "send " + std::to_string(send.connection) + " " + send.text;
    }
    std::string operator()(const SendPing& ping) const {
        return "ping " + std::to_string(ping.connection);
    }
    std::string operator()(const DeliverEnvelope& deliver) const {
        return "deliver " + std::to_string(deliver.connection) + " " +
               deliver.envelope.at("envelope_id").get<std::string>();
    }
    std::string operator()(const Alert& alert) const {
        return alert.level <= Alert::Level::info      ? "info"
               : alert.level == Alert::Level::warning ? "warning"
                                                      : "error";
    }
};

using Lines = std::vector<std::string>;

// A session with a clock of its own, and Slack played by the test. Alerts of level info and below
// are left out of what it tells.
struct Play {
    explicit Play(int wished = 2, double random = 0.5, int most = 4)
        : session({wished, most}, [random] { return random; }) {}

    Lines told(const Actions& actions) {
        Lines lines;
        for (const auto& action : actions) {
            if (const auto* const alert = std::get_if<Alert>(&action);
                alert != nullptr && alert->level > Alert::Level::info)
                words = alert->words;
            if (auto line = std::visit(Told(), action); line != "info")
                lines.push_back(std::move(line));
        }
        return lines;
    }
    Lines start() { return told(session.start(now)); }
    Lines opened(ConnectionNumber number) { return told(session.opened(number, now)); }
    Lines frame(ConnectionNumber number, const std::string& text) {
        return told(session.frame(number, text, now));
    }
    Lines hello(ConnectionNumber number) {
        auto lines = opened(number);
        for (auto& line : frame(number, hello_text))
            lines.push_back(std::move(line));
        return lines;
    }
    Lines closed(ConnectionNumber number) { return told(session.closed(number, "gone", now)); }
    Lines failed(ConnectionNumber number, std::string code, int status = 0,
                 std::optional<std::chrono::seconds> retry_after = {}) {
        const OpenFailure failure{std::move(code), status, retry_after, "it failed"};
        return told(session.open_failed(number, failure, now));
    }
    Lines acknowledge(ConnectionNumber number, std::string text) {
        return told(session.acknowledge(number, std::move(text), now));
    }
    // Lets time pass, ticking when the session asks for it; all connections stay lively unless
    // `silent`. Pings are left out.
    Lines pass(std::chrono::milliseconds time, bool silent = false) {
        Lines lines;
        const auto end = now + time;
        for (int guard = 0; guard < 10'000; ++guard) {
            const auto next = session.next_tick();
            if (!next || *next > end)
                break;
            REQUIRE_MESSAGE(*next >= now - 1ms, "a tick in the past would spin");
            now = std::max(now, *next);
            const auto actions = session.tick(now);
            for (const auto& action : actions)
                if (const auto* const ping = std::get_if<SendPing>(&action); ping && !silent) {
                    session.pong_seen(ping->connection, now);
                    session.ping_seen(ping->connection, now);
                }
            for (auto& line : told(actions))
                if (!line.starts_with("ping"))
                    lines.push_back(std::move(line));
        }
        now = end;
        return lines;
    }
    // Two connections, both ready.
    void connect() {
        start();
        hello(1);
        hello(2);
        REQUIRE(session.state().ready == 2);
    }

    Session session;
    SteadyInstant now{1h};
    std::string words;  // of the last alert that is more than information
};

}  // namespace muster::slack::play
