#include "bot/watched_api.hpp"

#include "slack/methods_table.hpp"

#include <string_view>
#include <utility>

namespace muster {
namespace {

// Without these Muster does not know who people are or who may see what. What it makes in channels
// has a next best thing, which is said where it is missed.
constexpr std::string_view reading =
    "users.list users.info usergroups.list usergroups.users.list conversations.list "
    "conversations.info conversations.members users.conversations";

}  // namespace

asio::awaitable<slack::Answer> WatchedApi::call(std::string method, slack::Form arguments,
                                                slack::Priority priority) {
    auto answer = co_await api_.call(method, std::move(arguments), priority);
    note(method, answer);
    co_return answer;
}

asio::awaitable<slack::Answer> WatchedApi::upload(std::string url, std::string bytes) {
    return api_.upload(std::move(url), std::move(bytes));
}

asio::awaitable<slack::Answer> WatchedApi::respond(std::string response_url,
                                                   nlohmann::json message) {
    return api_.respond(std::move(response_url), std::move(message));
}

void WatchedApi::note(const std::string& method, const slack::Answer& answer) {
    using Kind = slack::Answer::Kind;
    switch (answer.kind) {
        case Kind::token_dead:
            token_taken_ = false;
            token_refused_ = answer.error;
            return;
        case Kind::ok:
        case Kind::benign:
        case Kind::refused:
            token_taken_ = true;
            token_refused_.clear();
            break;
        case Kind::transient:
        case Kind::rate_limited:
        case Kind::unknown_outcome:
            return;
    }
    if (!slack::lists(reading, method))
        return;
    if (answer.error == "missing_scope")
        reads_[method] = answer.needed.empty() ? "one that it needs" : answer.needed;
    else if (answer.good())
        reads_[method].clear();
}

}  // namespace muster
