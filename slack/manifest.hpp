#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace muster::slack {

// The bot scopes the app needs, sorted; `muster check` compares them with the header
// x-oauth-scopes. An app-level token needs connections:write beside them.
const std::vector<std::string>& bot_scopes();
// What a scope is for, in a few words; empty for one we do not ask for.
std::string_view reason_for(std::string_view scope);
// Whether Muster does without it, another way.
bool is_optional(std::string_view scope);
// The events the app subscribes to, sorted.
const std::vector<std::string>& bot_events();

// The app's manifest (CONTRACT 6), for api.slack.com/apps. `command` as people type it,
// "/incident".
nlohmann::ordered_json manifest(std::string_view command);

}  // namespace muster::slack
