#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace muster::bench {

// How many people the workspace has, Ada and the bot included; two unless it is said.
void hire(int people);
// Whether the app that runs now has read the last page of them.
bool everybody_was_read();

// What the workspace answers to a Web API call: the least that lets an app go on.
// `form` is the call's body, url-encoded; `socket_url` what apps.connections.open gives.
nlohmann::json slack_answer(std::string_view method, std::string_view form,
                            const std::string& socket_url);

}  // namespace muster::bench
