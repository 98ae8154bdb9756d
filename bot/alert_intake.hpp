#pragma once

#include "bot/clock.hpp"
#include "bot/http_server.hpp"
#include "domain/alert.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// POST /alerts/alertmanager and /alerts/generic of the admin listener: each alert of a body is a
// request of its own, and the answer comes after all of them are on disk. On one thread alone.
class AlertIntake {
public:
    using OnCommit = std::function<void(const Outcome& outcome)>;
    // How many alerts by what became of them: "declared", "joined", "repeated" …
    using Counts = std::map<std::string, std::uint64_t>;

    // Without a token the intake is off. `patience`: how long a sender waits for the disk; it sends
    // again after a 503.
    AlertIntake(asio::any_io_executor executor, StorageThread& storage, const Clock& clock,
                std::string token, OnCommit on_commit,
                std::chrono::milliseconds patience = std::chrono::seconds(8));

    static bool is_for(std::string_view path) { return path.starts_with("/alerts/"); }
    asio::awaitable<AdminAnswer> take(AdminRequest request);

    [[nodiscard]] const Counts& counts() const { return *counts_; }

private:
    struct Batch;

    [[nodiscard]] bool has_token(const AdminRequest& request) const;
    asio::awaitable<AdminAnswer> keep(std::vector<HeardAlert> alerts);

    asio::any_io_executor executor_;
    StorageThread& storage_;
    const Clock& clock_;
    std::string token_;
    std::chrono::milliseconds patience_;
    // What comes from the disk after this is gone finds nobody.
    std::shared_ptr<OnCommit> on_commit_;
    std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
};

}  // namespace muster
