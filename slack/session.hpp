#pragma once

#include "slack/open_pace.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster::slack {

// One connection of a Session; counted from 1, never given twice.
using ConnectionNumber = std::uint64_t;

// What a Session asks of whoever owns the sockets.
struct OpenConnection {  // ask for a URL and connect to it, now; answer with opened or open_failed
    ConnectionNumber connection = 0;
};
struct CloseConnection {  // answer with closed
    ConnectionNumber connection = 0;
    bool politely = true;  // with a close handshake; else the socket is simply destroyed
};
struct SendText {
    ConnectionNumber connection = 0;
    std::string text;
};
struct SendPing {
    ConnectionNumber connection = 0;
};
struct DeliverEnvelope {  // answer with acknowledge, after what it asks for is on disk
    ConnectionNumber connection = 0;
    nlohmann::json envelope;
};
struct Alert {  // something the operator should read
    enum class Level { debug, info, warning, error };
    Level level = Level::info;
    std::string words;
};
using Action =
    std::variant<OpenConnection, CloseConnection, SendText, SendPing, DeliverEnvelope, Alert>;
using Actions = std::vector<Action>;

// Why a connection could not be opened.
struct OpenFailure {
    std::string code;     // of apps.connections.open; empty when it was not Slack who refused
    int http_status = 0;  // of the call or of the WebSocket handshake; 0: there was no answer
    std::optional<std::chrono::seconds> retry_after;
    std::string words;  // for a log: "the handshake was answered with 409"
};

// What keeps connections from standing.
enum class Trouble {
    none,
    unreachable,   // no answer, or one that passes: tried again and again
    switched_off,  // Socket Mode, in the app's settings
    crowded,       // the app has more connections than Slack allows
    refused,       // the app token
};

// How things stand, for health checks and metrics.
struct SessionState {
    int ready = 0;         // connections that said hello and carry on
    int sockets = 0;       // all that exist, those opening and closing included
    bool refused = false;  // Slack refuses the token: nothing is tried until a restart
    bool stopping = false;
    int failures = 0;  // attempts since the last hello
    Trouble trouble = Trouble::none;
    std::string problem;  // what is wrong and what to do about it; empty when nothing is
    std::optional<SteadyInstant> last_hello;
    std::optional<SteadyInstant> next_attempt;
    std::uint64_t hellos = 0;
    std::uint64_t opens = 0;
    std::uint64_t envelopes = 0;
    std::uint64_t unknown_envelopes = 0;  // of a type nobody knows; acknowledged
    std::uint64_t ignored_frames = 0;     // no JSON object, or nothing to do with it
};

// Socket Mode without sockets: keeps the wished number of connections, by the advice of Slack's
// documentation and of those who ran into its corners. It is told what happened and when, and
// answers with what to do. Every wait in it ends in tick(), which the owner calls at next_tick().
//  - One attempt to open is under way, ever; 20 at once, then 10 a minute; after failures 0.5 s
//    doubling to 60 s, with full jitter, until a hello.
//  - `warning`, `refresh_requested` and reasons nobody knows: a new connection first; the old one
//    is read until it is replaced and its envelopes are acknowledged.
//  - A ping every 5 s; given up after 20 s without any frame, 45 s without one of Slack's pings,
//    10 s without hello.
class Session {
public:
    struct Options {
        int wished = 2;     // connections to keep
        int most = 4;       // that may exist at once, overlap included; at most 10 by Slack's rule
        bool paced = true;  // keep to the budget of opens; a workspace of one's own needs none
        std::chrono::milliseconds ping_every{5'000};
        std::chrono::milliseconds silent_limit{20'000};       // without any frame
        std::chrono::milliseconds server_ping_limit{45'000};  // without one of Slack's pings
    };
    // `random` gives numbers in [0, 1).
    Session(Options options, std::function<double()> random);

    Actions start(SteadyInstant now);
    // The WebSocket handshake is done. Ready only with hello.
    Actions opened(ConnectionNumber connection, SteadyInstant now);
    Actions open_failed(ConnectionNumber connection, const OpenFailure& failure, SteadyInstant now);
    // A text message. Those that do not begin with `{` exist and are ignored.
    Actions frame(ConnectionNumber connection, std::string_view text, SteadyInstant now);
    Actions ping_seen(ConnectionNumber connection, SteadyInstant now);
    Actions pong_seen(ConnectionNumber connection, SteadyInstant now);
    // The socket is gone, for whatever reason.
    Actions closed(ConnectionNumber connection, std::string_view why, SteadyInstant now);
    // Sends the acknowledgement of an envelope on the connection that delivered it if it is still
    // open, else on any other, else on the next one that says hello within 10 s. When Slack ends a
    // connection, what was said on it in the last 3 s is said once more on another: Slack may have
    // stopped listening, and twice does no harm.
    Actions acknowledge(ConnectionNumber delivered_on, std::string text, SteadyInstant now);
    // An envelope that will not be acknowledged: its handler failed.
    Actions give_up(ConnectionNumber delivered_on, SteadyInstant now);
    Actions tick(SteadyInstant now);
    // No more connections; those there are close once their envelopes are acknowledged, or in 1.5
    // s.
    Actions stop(SteadyInstant now);

    // When tick must be called next.
    [[nodiscard]] std::optional<SteadyInstant> next_tick() const;
    [[nodiscard]] SessionState state() const;

private:
    // greeting: open, but without hello. leaving: being replaced, still read and acknowledged on.
    // closing: the socket's owner was told to close it.
    enum class Phase { opening, greeting, ready, leaving, closing };
    struct Connection {
        Phase phase = Phase::opening;
        SteadyInstant since{};  // of the phase
        SteadyInstant last_frame{};
        SteadyInstant last_server_ping{};
        SteadyInstant next_ping{};
        bool slack_closes = false;              // leaving after a warning: Slack ends it
        std::optional<SteadyInstant> replaced;  // leaving: since when another stands for it
        SteadyInstant last_envelope{};
        int outstanding = 0;  // envelopes delivered and not acknowledged yet
        struct Said {
            std::string text;
            SteadyInstant at{};
        };
        std::deque<Said> said;  // acknowledgements, of late
    };
    struct WaitingAck {
        std::string text;
        SteadyInstant until{};
    };

    Connection* find(ConnectionNumber number);
    static void say(ConnectionNumber number, Connection& connection, std::string text,
                    SteadyInstant now, Actions& actions);
    // On the newest connection there is, or the next one.
    void say_somewhere(std::string text, SteadyInstant now, Actions& actions);
    void enter(Connection& connection, Phase phase, SteadyInstant now);
    void hello(ConnectionNumber number, Connection& connection, const nlohmann::json& frame,
               SteadyInstant now, Actions& actions);
    void disconnect(ConnectionNumber number, Connection& connection, const nlohmann::json& frame,
                    SteadyInstant now, Actions& actions);
    void envelope(ConnectionNumber number, Connection& connection, nlohmann::json frame,
                  SteadyInstant now, Actions& actions);
    void close(ConnectionNumber number, bool politely, SteadyInstant now, Actions& actions);
    void warn(Actions& actions, Alert::Level level, Trouble trouble, std::string words);
    void lost(Actions& actions, std::string words);
    void make_room(SteadyInstant now, Actions& actions);
    void open_more(SteadyInstant now, Actions& actions);
    void close_replaced(SteadyInstant now, Actions& actions);
    void keep_alive(ConnectionNumber number, Connection& connection, SteadyInstant now,
                    Actions& actions);
    // When a replaced connection may go: nothing came on it for a while and all is acknowledged.
    [[nodiscard]] static SteadyInstant quiet_at(const Connection& connection);
    [[nodiscard]] bool may_close(Connection& connection, SteadyInstant now) const;
    [[nodiscard]] SteadyInstant due(const Connection& connection) const;
    // What follows from every event: connections that are missing or no longer needed.
    Actions settle(Actions actions, SteadyInstant now);
    [[nodiscard]] int ready() const;
    [[nodiscard]] bool opening() const;
    [[nodiscard]] bool wants_more() const;
    // Another is wished, there is no room for it, and none is on its way out.
    [[nodiscard]] bool crowded_out() const;

    Options options_;
    OpenPace pace_;
    std::map<ConnectionNumber, Connection> connections_;
    std::deque<WaitingAck> waiting_acks_;
    ConnectionNumber last_number_ = 0;
    bool started_ = false;
    bool refused_ = false;
    std::optional<SteadyInstant> stopping_since_;
    SessionState counted_;
};

// {"envelope_id":…} or, with a payload (JSON text), {"envelope_id":…,"payload":…}.
std::string acknowledgement(std::string_view envelope_id,
                            const std::optional<std::string>& payload);

}  // namespace muster::slack
