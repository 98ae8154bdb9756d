#pragma once

#include "bot/admin.hpp"
#include "bot/alert_intake.hpp"
#include "bot/clock.hpp"
#include "bot/http_server.hpp"
#include "bot/intake.hpp"
#include "bot/public_site.hpp"
#include "bot/push_worker.hpp"
#include "bot/slack_client.hpp"
#include "bot/slack_connection.hpp"
#include "bot/task_group.hpp"
#include "bot/watchman.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>

namespace muster {

// The admin listener: /healthz, /readyz and /metrics, gathered when they are asked for, and the
// alert intake. On the executor's one thread.
class AdminSite {
public:
    struct Sources {  // all outlive it
        StorageThread& storage;
        const SlackConnections& connections;
        const SlackClient& client;
        const Intake& intake;
        AlertIntake& alerts;
        const PushWorker& pushes;
        const Watchman& watchman;
        const TaskGroup& tasks;
        PublicSite& page;
        const Clock& clock;
    };
    struct Options {
        ListenAddress listen;
        int wished_connections = 2;
    };

    // Throws std::runtime_error that names the address where it cannot listen.
    AdminSite(asio::any_io_executor executor, Sources sources, Options options);

    // "http://127.0.0.1:9090", where it really listens.
    [[nodiscard]] std::string local_url() const;
    // Answers nothing more; returns when no answer is under way.
    asio::awaitable<void> stop();

private:
    asio::awaitable<AdminAnswer> answer(AdminRequest request);
    asio::awaitable<Health> health();

    asio::any_io_executor executor_;
    Sources sources_;
    Options options_;
    HttpServer server_;  // last: its handlers use all of the above
};

}  // namespace muster
