#pragma once

#include "bot/clock.hpp"
#include "bot/slack_client.hpp"
#include "domain/workspace.hpp"
#include "slack/paging.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {

// Who is who in the workspace. What is known is in the database; it is read from Slack as a whole
// at the start and once a day, kept fresh by events, and asked for when somebody new turns up. On
// the Slack thread alone; nothing here holds up a command.
class Directory {
public:
    Directory(asio::any_io_executor executor, SlackApi& api, StorageThread& storage,
              const Clock& clock);

    // Keeps everybody known, so that a bare @name can be looked up. A reading that a restart cut
    // short goes on where it was. Runs until it is cancelled.
    asio::awaitable<void> keep_people();
    // The same for groups, the names of the channels Muster is in, and who is in the channels of
    // private incidents.
    asio::awaitable<void> keep_places();
    // Events may have been missed: reads groups, channels and members again.
    void catch_up();

    // Somebody, from memory, from the database, or asked of Slack; the database knows them when
    // this returns. Nothing when disk and Slack do not answer within `within`; a fifth of a second
    // more is given to a disk that is slow to keep them.
    asio::awaitable<std::optional<Profile>> look_up(UserId user, std::chrono::milliseconds within);
    // The database knows better: memory forgets them.
    void forget(const UserId& user) { people_.erase(user); }

private:
    struct Page {
        nlohmann::json body;
        ToldAt at{};
        bool last = false;
        std::string refused;  // why there is no page; that is logged
    };

    // The next page of a list, whenever Slack gives it. `loss` is what does not work without it.
    asio::awaitable<Page> next_page(std::string method, slack::Form arguments,
                                    slack::Paging& paging, std::string loss);
    // Whether it is on disk.
    asio::awaitable<bool> keep(std::vector<Told> told);
    // How long what the last run read is fresh; zero when it did not come to the end.
    asio::awaitable<std::chrono::seconds> freshness();
    // Whether it came to the end.
    asio::awaitable<bool> read_people();
    asio::awaitable<void> read_groups();
    asio::awaitable<void> read_channels();
    asio::awaitable<void> read_members_of_private_channels();
    asio::awaitable<void> read_members(ChannelId channel);
    void know(const Profile& profile);

    asio::any_io_executor executor_;
    SlackApi& api_;
    StorageThread& storage_;
    const Clock& clock_;
    asio::steady_timer places_due_;
    bool behind_ = false;
    std::unordered_map<UserId, Profile> people_;  // those who turned up lately
};

}  // namespace muster
