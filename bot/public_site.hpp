#pragma once

#include "bot/http_server.hpp"
#include "domain/document.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace muster {

// The status endpoint: takes the record's changes, makes snapshots of what the public may see on a
// thread of its own, and serves them. A crowd on it costs a responder nothing.
class PublicSite {
public:
    struct Options {
        HttpServerOptions http;
        std::chrono::milliseconds pace{100};  // at most one snapshot in that time
        // How often the clock is looked at for the page's day: it may be set, or not the system's.
        std::chrono::milliseconds look{30'000};
        status::Pages::Override templates;  // a team's own page templates
        std::function<Instant()> now;       // dates the snapshots; the system's when empty
        // Given every snapshot, the first one too; must return at once.
        std::function<void(std::shared_ptr<const status::Snapshot>)> on_snapshot;
        // Told, on the site's own thread, why a snapshot could not be made; the last one stays up.
        std::function<void(const std::string& problem)> on_failure;
    };

    // Serves `record` from the start. Throws std::runtime_error where it cannot listen, or a
    // template cannot be read.
    PublicSite(const Settings& settings, Options options, const std::vector<Dossier>& record);
    ~PublicSite();  // stops
    PublicSite(const PublicSite&) = delete;
    PublicSite& operator=(const PublicSite&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // "http://127.0.0.1:8080", where it really listens.
    [[nodiscard]] std::string local_url() const;

    // The incident as it is now; nothing: it is gone. Any thread; returns at once.
    void update(IncidentId id, std::optional<Dossier> dossier);
    // Returns when everything told so far is served, or false after `most`. For tests.
    [[nodiscard]] bool wait_until_current(
        std::chrono::milliseconds most = std::chrono::milliseconds(10'000));
    void stop();

    [[nodiscard]] std::size_t connections() const;
    // How many updates are not served yet.
    [[nodiscard]] std::size_t behind();

private:
    void run();
    // Whether the page shows the days that ended with another one.
    [[nodiscard]] bool is_of_yesterday() const;
    // What went wrong, or nothing.
    std::string rebuild(const std::map<IncidentId, std::optional<Dossier>>& changes);

    Settings settings_;
    Options options_;
    status::SnapshotBuilder builder_;  // the thread's own once it runs
    std::shared_ptr<SnapshotBoard> board_ = std::make_shared<SnapshotBoard>();
    std::shared_ptr<const status::Snapshot> newest_;
    std::optional<HttpServer> server_;

    std::mutex mutex_;  // of what follows
    std::condition_variable changed_;
    std::condition_variable served_;
    std::map<IncidentId, std::optional<Dossier>> waiting_;
    std::uint64_t told_ = 0;
    std::uint64_t done_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace muster
