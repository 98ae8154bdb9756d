#pragma once

#include "sandbox/rate_limits.hpp"
#include "sandbox/workspace.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace muster::sandbox {

// A Web API call as it came in: `args` holds form fields as strings, or a JSON body's members.
struct ApiCall {
    std::string method;  // "chat.postMessage"
    std::string token;   // from the Authorization header, "" when there is none
    nlohmann::json args = nlohmann::json::object();
    bool is_json = false;  // the body was application/json, else a form
    bool is_get = false;
};

struct ApiAnswer {
    int status = 200;
    nlohmann::json body;
    std::vector<std::pair<std::string, std::string>> headers;

    bool ok() const { return body.value("ok", false); }
};

// One call in the log, for tests: what was asked, what came of it, when by the sandbox's clock.
struct LoggedCall {
    std::string method;
    nlohmann::json args;
    int status = 200;
    std::string outcome;  // "ok", an error code, or the fault that struck
    Moment at;            // when it took effect
    int delayed_ms = 0;   // which was so long after it came
};

// Slack's Web API without sockets: token, scopes, rates and arguments checked, then the method run
// on the workspace. Facts: Slack's contract, sections 2 and 3.
class WebApi {
public:
    explicit WebApi(Workspace& workspace) : workspace_(workspace) {}

    bool rate_limits = false;
    // Gives a WebSocket address good for one connection; asked by apps.connections.open.
    std::function<std::string()> new_socket_url;

    ApiAnswer call(const ApiCall& call);

private:
    ApiAnswer run(const ApiCall& call);

    Workspace& workspace_;
    RateLimits limits_;
};

// Whether such a method is known: names of the methods that the sandbox has.
std::vector<std::string_view> method_names();

}  // namespace muster::sandbox
