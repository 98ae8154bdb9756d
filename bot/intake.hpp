#pragma once

#include "bot/clock.hpp"
#include "bot/directory.hpp"
#include "bot/slack_client.hpp"
#include "bot/task_group.hpp"
#include "slack/payload.hpp"
#include "slack/reply.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace muster {

// The way of an envelope from Slack to its acknowledgement: read, decide and store in one
// transaction, and only then answer. On the Slack thread alone.
class Intake {
public:
    // What a request changed, told on the Slack thread once it is on disk, and whether the
    // public would see a difference.
    using OnCommit = std::function<void(const Outcome& outcome, bool is_public)>;

    struct Counts {
        std::uint64_t requests = 0;
        std::uint64_t repeated = 0;    // seen before: answered again, nothing done
        std::uint64_t not_for_us = 0;  // acknowledged, nothing done
        std::uint64_t refused = 0;     // could not be kept
        std::uint64_t late = 0;        // answered "not kept yet"
    };

    Intake(asio::any_io_executor executor, StorageThread& storage, SlackApi& api,
           Directory& directory, const Clock& clock, Settings settings, TaskGroup& tasks,
           OnCommit on_commit);

    // Who we are, as soon as auth.test has said so. Envelopes wait for it a little.
    void identify(const std::string& team, const std::string& bot_user, const std::string& bot);
    // SlackConnections' handler: the acknowledgement's payload, after the commit.
    asio::awaitable<std::optional<std::string>> handle(nlohmann::json frame);
    // What an Ask found out, from the outbox: once this returns it is decided on, and whoever asked
    // was told. Throws when it could not be kept.
    asio::awaitable<void> take_answer(Request request);

    [[nodiscard]] const Counts& counts() const { return counts_; }
    // Why the last request could not be kept; empty once one was.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    // Somebody else found that the disk can be written again.
    void disk_is_back() { problem_.clear(); }

private:
    struct Pending;

    asio::awaitable<void> wait_for_identity();
    asio::awaitable<void> learn_from_event(const slack::Envelope& envelope, const Request& request);
    asio::awaitable<void> know_the_people(Request& request);
    // The address of the message that a shortcut was chosen on, as Slack has it.
    asio::awaitable<void> know_the_link(Request& request);
    asio::awaitable<std::optional<std::string>> keep(
        slack::Envelope envelope, Request request, std::chrono::steady_clock::time_point answer_by);
    // Notes that a request was not kept, and words it for its asker.
    slack::ReplyPayloads not_kept(const Error& error, const slack::Envelope& door);
    // What becomes of a request after its asker was told "not kept yet".
    void answer_late(const Pending& pending, const Request& request, const slack::Envelope& door);
    // Sends what goes beside the acknowledgement; returns the acknowledgement's payload.
    std::optional<std::string> give(slack::ReplyPayloads payloads, const Request& request);
    void finished(const Outcome& outcome, bool is_public);
    asio::awaitable<void> open_view(nlohmann::json view, std::string trigger,
                                    std::string response_url, std::string form);
    asio::awaitable<void> update_view(nlohmann::json update);
    asio::awaitable<void> respond(std::string response_url, nlohmann::json message);
    // A form that waits for what an Ask finds out.
    asio::awaitable<void> fill_form(nlohmann::json update);
    asio::awaitable<void> tell_alone(const Request& request, nlohmann::json message);

    asio::any_io_executor executor_;
    StorageThread& storage_;
    SlackApi& api_;
    Directory& directory_;
    const Clock& clock_;
    Settings settings_;
    TaskGroup& tasks_;
    OnCommit on_commit_;
    slack::Self self_;
    asio::steady_timer identified_;
    Counts counts_;
    std::string problem_;
};

}  // namespace muster
