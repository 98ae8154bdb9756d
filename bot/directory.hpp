#pragma once

#include "bot/slack_client.hpp"
#include "domain/record.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

namespace muster {

// Who is who in the workspace: what was learned before, kept in memory and in the database, and
// asked of Slack when somebody new turns up. On the Slack thread alone.
class Directory {
public:
    Directory(asio::any_io_executor executor, SlackApi& api, StorageThread& storage);

    // Reads everybody, page by page, so that a bare @name can be looked up. Tries again later when
    // Slack does not answer; ends when done.
    asio::awaitable<void> learn_everybody();

    // Somebody, from memory, from the database, or asked of Slack; the database knows them when
    // this returns. Nothing when disk and Slack do not answer within `within`; a fifth of a second
    // more is given to a disk that is slow to keep them.
    asio::awaitable<std::optional<Profile>> look_up(UserId user, std::chrono::milliseconds within);
    asio::awaitable<void> remember(Profile profile);

private:
    asio::any_io_executor executor_;
    SlackApi& api_;
    StorageThread& storage_;
    std::unordered_map<UserId, Profile> people_;
};

}  // namespace muster
