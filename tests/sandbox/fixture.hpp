#pragma once

#include "sandbox/web_api.hpp"
#include "sandbox/workspace.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace muster::sandbox {

// The demo's workspace with a clock that only moves when told, its events kept, and the Web API.
struct Fixture {
    std::shared_ptr<Moment> time = std::make_shared<Moment>(
        std::chrono::sys_seconds(std::chrono::seconds(1'767'225'600)));  // 2026-01-01T00:00:00Z
    Workspace workspace = demo_workspace([moment = time] { return *moment; });
    WebApi api{workspace};
    std::vector<nlohmann::json> events;

    Fixture() {
        workspace.on_event = [this](nlohmann::json event) { events.push_back(std::move(event)); };
    }

    void pass(std::chrono::microseconds span) { *time += span; }

    Channel& incidents() { return *workspace.find_channel("C0INCIDENTS"); }

    ApiAnswer call(const std::string& method, nlohmann::json args = nlohmann::json::object()) {
        ApiCall asked;
        asked.method = method;
        asked.token = method == "apps.connections.open" ? workspace.app_token : workspace.bot_token;
        asked.args = std::move(args);
        asked.is_json = true;
        for (const std::string_view form_only :
             {"info", "list", "replies", "members", "getPermalink", "get", "lookupByEmail",
              "conversations", "getUploadURLExternal"})
            if (method.ends_with("." + std::string(form_only)))
                asked.is_json = false;
        return api.call(asked);
    }
    // "ok", or the error code.
    std::string outcome(const std::string& method, nlohmann::json args) {
        const ApiAnswer answer = call(method, std::move(args));
        return answer.ok() ? "ok" : answer.body.value("error", "");
    }
    std::string post(const std::string& text, const std::string& author = "U0ADA") {
        Post post;
        post.channel = "C0INCIDENTS";
        post.text = text;
        return workspace.post(post, author).ts;
    }
    // The types of the events so far, with subtypes; and forgets them.
    std::vector<std::string> take_events() {
        std::vector<std::string> types;
        for (const auto& event : events)
            types.push_back(
                event["type"].get<std::string>() +
                (event.contains("subtype") ? "/" + event["subtype"].get<std::string>() : ""));
        events.clear();
        return types;
    }
};

// The code with which `act` is refused, "" when it is not.
inline std::string refusal(const std::function<void()>& act) {
    try {
        act();
        return {};
    } catch (const Refusal& refused) {
        return refused.code;
    }
}

}  // namespace muster::sandbox
