#include "bot/admin_site.hpp"

#include "bot/ask_storage.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;

constexpr auto patience_for_health = 1s;
constexpr int most_incidents = 1'000'000;
constexpr std::size_t most_connections = 100;
constexpr std::size_t most_alert_bytes = 1024 * 1024;

HttpServerOptions server_options(ListenAddress listen) {
    HttpServerOptions options;
    options.listen = std::move(listen);
    options.connections = most_connections;
    options.limits.body_bytes = most_alert_bytes;
    return options;
}

RecordHealth look_at(Store& store, Instant now) {
    const auto is_incident = [](const Incident& incident) {
        return incident.id.series == Series::incident;
    };
    RecordHealth health;
    health.backlog = store.backlog();
    const auto open = store.record().incidents(IncidentFilter::open, 0, most_incidents);
    health.open_incidents = static_cast<int>(std::ranges::count_if(open, is_incident));
    if (const auto due = store.waiting().since)
        health.oldest_wait = std::max(now - *due, 0s);
    return health;
}

}  // namespace

AdminSite::AdminSite(asio::any_io_executor executor, Sources sources, Options options)
    : executor_(std::move(executor)),
      sources_(sources),
      options_(std::move(options)),
      server_(
          server_options(options_.listen), executor_,
          AdminAsyncHandler([this](AdminRequest request) { return answer(std::move(request)); })) {}

std::string AdminSite::local_url() const {
    return "http://" + to_string(ListenAddress{options_.listen.host, server_.port()});
}

asio::awaitable<void> AdminSite::stop() {
    server_.stop();
    co_await server_.join();
}

asio::awaitable<Health> AdminSite::health() {
    Health health;
    health.slack = sources_.connections.state();
    health.wished_connections = options_.wished_connections;
    health.requests = sources_.intake.counts();
    health.alerts = sources_.alerts.counts();
    health.database_problem = sources_.intake.problem();
    health.calls = sources_.client.metrics();
    health.pushes = sources_.pushes.counts();
    health.problems = sources_.watchman.standing();
    health.failed_tasks = sources_.tasks.failed();
    health.page_connections = sources_.page.connections();
    const std::function<RecordHealth(Store&)> look = [now = sources_.clock.now()](Store& store) {
        return look_at(store, now);
    };
    health.record = co_await ask_storage_until(
        executor_, sources_.storage, look, std::chrono::steady_clock::now() + patience_for_health);
    // Asked after the record: what was committed before has been told to the page by now.
    if (health.record)
        health.record->page_behind = sources_.page.behind();
    co_return health;
}

asio::awaitable<AdminAnswer> AdminSite::answer(AdminRequest request) {
    if (AlertIntake::is_for(request.path))
        co_return co_await sources_.alerts.take(std::move(request));
    AdminAnswer answer;
    if (request.method != "GET" && request.method != "HEAD") {
        answer.status = 405;
        answer.fields = {{"Allow", "GET, HEAD"}};
        answer.body = "Only GET and HEAD are answered here.\n";
        co_return answer;
    }
    if (request.path == "/healthz") {
        answer.body = "ok\n";
        co_return answer;
    }
    if (request.path == "/readyz")
        co_return readiness(co_await health());
    if (request.path == "/metrics")
        co_return metrics(co_await health());
    answer.status = 404;
    answer.body = "There are /healthz, /readyz, /metrics and /alerts/ here.\n";
    co_return answer;
}

}  // namespace muster
