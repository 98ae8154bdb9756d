#pragma once

#include "sandbox/faults.hpp"
#include "sandbox/interactions.hpp"
#include "sandbox/listener.hpp"
#include "sandbox/socket_mode.hpp"
#include "sandbox/web_api.hpp"
#include "sandbox/workspace.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace muster::sandbox {

struct Options {
    std::string listen = "127.0.0.1:0";
    std::optional<Tls> tls;
    // What others call it, where that is not the address it listens on: "https://localhost:8443".
    std::string public_url;
    Clock clock = system_now;
    std::string command = "/incident";
    std::vector<CommandWord> command_words;  // offered on the page behind it
    bool rate_limits = false;
    SocketTimes times;
    // The workspace to begin with; demo_workspace unless another is given.
    std::function<Workspace(Clock)> seed;
    std::vector<Link> links;  // shown on the page, such as the status page
};

// A small Slack on a real socket: Web API, Socket Mode, response URLs, uploads, and a page on which
// people act. It runs on the executor given, which must run one handler at a time (an io_context
// with one thread, or a strand). Every function is to be called there; from another thread use
// `asio::co_spawn(executor, server.slash_command(…), asio::use_future)`, or before the executor
// runs.
class Server {
public:
    // Listens from here on. Throws when the address cannot be had.
    Server(boost::asio::any_io_executor executor, Options options);
    // Stops. The executor may still run what is under way; nothing of it refers to the Server.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // "http://127.0.0.1:34567", without a slash at the end; "https://…" with TLS.
    std::string base_url() const;
    // What a client's API address is set to: base_url() + "/api/".
    std::string api_url() const;

    Workspace& workspace();
    Faults& faults();
    WebApi& api();
    SocketMode& sockets();
    const std::vector<LoggedCall>& calls() const;

    // What a person does, with `typed` as they type it: see as_command_text. The outcome comes when
    // the app has acknowledged, or 3 seconds later. Channel and user by id.
    boost::asio::awaitable<Outcome> slash_command(std::string user, std::string channel,
                                                  std::string typed);
    boost::asio::awaitable<Outcome> click(Click click);
    boost::asio::awaitable<Outcome> submit_view(std::string user, std::string view_id,
                                                nlohmann::json values);
    boost::asio::awaitable<Outcome> close_view(std::string user, std::string view_id);
    // Chosen in the menu of that message.
    boost::asio::awaitable<Outcome> shortcut(std::string user, std::string callback_id,
                                             std::string channel, std::string ts);
    void open_home(const std::string& user);
    // Posts as a person; the message's timestamp.
    std::string post_message(const std::string& user, const std::string& channel,
                             const std::string& typed, const std::string& thread_ts = {});

    // Ends every connection and stops listening. May be called from any thread.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace muster::sandbox
