#pragma once

#include "bot/slack_client.hpp"

#include <map>
#include <string>

namespace muster {

// Slack's Web API, and what its answers say of the app: whether its bot token is taken, and what it
// may not read. To be used on the executor's one thread; `api` outlives it.
class WatchedApi : public SlackApi {
public:
    explicit WatchedApi(SlackApi& api) : api_(api) {}

    asio::awaitable<slack::Answer> call(std::string method, slack::Form arguments,
                                        slack::Priority priority) override;
    asio::awaitable<slack::Answer> upload(std::string url, std::string bytes) override;
    asio::awaitable<slack::Answer> respond(std::string response_url,
                                           nlohmann::json message) override;

    // Whether the last answer that tells took the bot token; why it did not; both empty: none told.
    [[nodiscard]] bool token_taken() const { return token_taken_; }
    [[nodiscard]] const std::string& token_refused() const { return token_refused_; }
    // Methods that only read: the scopes that a call of it lacked, "" where it went well.
    [[nodiscard]] const std::map<std::string, std::string>& reads() const { return reads_; }

private:
    void note(const std::string& method, const slack::Answer& answer);

    SlackApi& api_;
    bool token_taken_ = false;
    std::string token_refused_;
    std::map<std::string, std::string> reads_;
};

}  // namespace muster
