#pragma once

#include "sandbox/web_api.hpp"
#include "sandbox/workspace.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

class Call;

// One method of the Web API, as a row of the table in methods.cpp.
struct Method {
    std::string_view name;
    // What a token must hold, any one of the words. Either plain ("chat:write"), or for each type
    // of conversation "public_channel=channels:manage,channels:write.topic im=im:write".
    std::string_view scopes;
    int per_minute = 50;
    bool takes_json = true;  // else JSON bodies are not read (contract 2.1)
    bool takes_get = false;
    nlohmann::json (*run)(Call& call) = nullptr;  // the members beside `ok`; refuses by throwing
};

// A call while it runs: its arguments read and checked, the workspace it acts on.
class Call {
public:
    Call(Workspace& in, const ApiCall& asked, const Method& as, const WebApi& of)
        : workspace(in), api(of), asked_(asked), method_(as) {}

    Workspace& workspace;
    const WebApi& api;
    std::vector<std::string> warnings;

    // The bot user that calls.
    const std::string& me() const { return workspace.bot_user; }
    // An argument that must be there: else invalid_arguments, naming it.
    std::string text(std::string_view name) const;
    // An argument that may be missing: "".
    std::string maybe(std::string_view name) const;
    bool has(std::string_view name) const;
    bool flag(std::string_view name, bool otherwise) const;
    // A number between `lowest` and `highest`, else refuses with `error`.
    int number(std::string_view name, int otherwise, int lowest, int highest,
               const char* error) const;
    // JSON: as text within a form, or as it is in a JSON body. Null when missing; what cannot be
    // read refuses with `error`.
    nlohmann::json structured(std::string_view name, const char* error) const;
    // Comma-separated words, or a JSON array of them.
    std::vector<std::string> list(std::string_view name) const;
    // The conversation named by `name`, which the app must be able to see, and hold the scope for.
    Channel& channel(std::string_view name = "channel");
    // The same, and the app must be in it.
    Channel& joined(std::string_view name = "channel");
    // A message's timestamp, well formed, else refuses with `error`.
    std::string timestamp(std::string_view name, const char* error) const;
    // Refuses missing_scope unless the token holds one for this type of conversation.
    void need_scope(std::string_view conversation_type) const;
    // Refuses method_not_supported_for_channel_type for a direct message where that is so.
    void only_channels(const Channel& channel) const;

    // One page of `items` under `key`, from the cursor asked for, and the cursor of the next.
    nlohmann::json page(std::string_view key, const std::vector<nlohmann::json>& items) const;
    // The same of `count` items, of which only those on the page are made.
    nlohmann::json page(std::string_view key, std::size_t count,
                        const std::function<nlohmann::json(std::size_t)>& item) const;

private:
    const nlohmann::json* find(std::string_view name) const;

    const ApiCall& asked_;
    const Method& method_;
};

// invalid_arguments with the readable causes, as Slack sends them: "[ERROR] …".
[[noreturn]] void refuse_arguments(const std::vector<std::string>& causes,
                                   const std::string& error = "invalid_arguments");

// A cursor that holds `position`; Slack's are opaque, end in "=" and expire.
std::string to_cursor(std::string_view position);
std::optional<std::string> from_cursor(std::string_view cursor);

// Scopes a row asks for, for one type of conversation or, where they are plain, for all.
std::vector<std::string> scopes_for(std::string_view scopes, std::string_view conversation_type);
// Every scope named in a row.
std::vector<std::string> all_scopes(std::string_view scopes);

const std::vector<Method>& methods();

}  // namespace muster::sandbox
