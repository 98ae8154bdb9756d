#include "bot/app.hpp"

#include "bot/admin_site.hpp"
#include "bot/alert_intake.hpp"
#include "bot/ask_storage.hpp"
#include "bot/directory.hpp"
#include "bot/documents.hpp"
#include "bot/intake.hpp"
#include "bot/local_socket.hpp"
#include "bot/outbox_worker.hpp"
#include "bot/page_export.hpp"
#include "bot/precedence.hpp"
#include "bot/public_site.hpp"
#include "bot/push_client.hpp"
#include "bot/push_worker.hpp"
#include "bot/scheduler.hpp"
#include "bot/slack_client.hpp"
#include "bot/slack_connection.hpp"
#include "bot/task_group.hpp"
#include "bot/tls.hpp"
#include "bot/watched_api.hpp"
#include "bot/watchman.hpp"
#include "slack/envelope.hpp"
#include "storage/storage_thread.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;

constexpr auto requests_are_remembered = std::chrono::hours(48);
constexpr auto tidying_pause = std::chrono::hours(1);
constexpr auto looking_pause = 5s;
constexpr auto long_absence = 60s;
constexpr auto longest_identity_pause = 15s;
constexpr auto refused_identity_pause = 60s;
constexpr auto longest_stop = 4'500ms;
constexpr int most_incidents = 1'000'000;

// All that a page could ever show.
std::vector<Dossier> publishable(const Store& store) {
    std::vector<Dossier> record;
    for (const auto& incident : store.record().incidents(IncidentFilter::all, 0, most_incidents)) {
        if (incident.id.series != Series::incident)
            continue;
        if (auto dossier = store.dossier(incident.id))
            record.push_back(*std::move(dossier));
    }
    for (const auto& window : store.record().windows(IncidentFilter::all, 0, most_incidents))
        if (auto dossier = store.dossier(window.id))
            record.push_back(*std::move(dossier));
    return record;
}

asio::awaitable<void> pause(std::chrono::steady_clock::duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

SlackClient::Options client_options(const Config& config, std::shared_ptr<asio::ssl::context> tls) {
    SlackClient::Options options;
    options.api_url = config.api_url;
    options.bot_token = config.bot_token;
    options.app_token = config.app_token;
    options.paced = config.paced;
    options.tls = std::move(tls);
    return options;
}

SlackConnections::Options connection_options(const Config& config,
                                             std::shared_ptr<asio::ssl::context> tls) {
    SlackConnections::Options options;
    options.wished = config.connections;
    options.most = std::max(options.most, config.connections + 2);
    options.paced = config.paced;
    options.tls = std::move(tls);
    return options;
}

// On a thread of its own, with a reading connection of its own: a long record holds up nobody.
asio::awaitable<std::unique_ptr<PublicSite>> make_site(Settings settings,
                                                       PublicSite::Options options,
                                                       std::filesystem::path database) {
    const auto store = open_store_to_read(database, settings);
    co_return std::make_unique<PublicSite>(settings, std::move(options), publishable(*store));
}

// A disk that hangs may hold up the end for ever. Nothing that was acknowledged waits for it, so
// the process leaves without it.
void leave_in_time() {
    std::thread([] {
        std::this_thread::sleep_for(longest_stop);
        std::_Exit(0);
    }).detach();
}

std::shared_ptr<asio::ssl::context> tls_where_needed(const Config& config) {
    // Loading the system's certificates takes longer than all the rest of the start.
    const bool pushes = std::ranges::any_of(config.settings.pushes, [](const PushTarget& target) {
        return !target.url.starts_with("http://");
    });
    if (config.api_url.starts_with("http://") && !pushes)
        return std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    return make_tls_context(tls_options_from_environment());
}

}  // namespace

struct App::Parts {
    Parts(const asio::any_io_executor& on, const Config& config, const Clock& clock,
          std::unique_ptr<Store> store)
        : executor(on),
          command(config.settings.command),
          tls(tls_where_needed(config)),
          storage(std::move(store),
                  [](const std::string& problem) { spdlog::error("storage: {}", problem); }),
          tasks(on),
          client(on, client_options(config, tls)),
          api(client),
          directory(on, api, storage, clock),
          intake(on, storage, api, directory, clock, config.settings, tasks,
                 [this](const Outcome& outcome, bool is_public) { committed(outcome, is_public); }),
          alerts(on, storage, clock, config.alert_token,
                 [this](const Outcome& outcome) { committed(outcome, !outcome.touched.empty()); }),
          connections(on, client, connection_options(config, tls),
                      [this](nlohmann::json frame) { return answer(std::move(frame)); }),
          outbox(on, storage, api, config.settings, {}, clock, document_renderer(config)),
          push_client(on, {tls}),
          pushes(on, storage, config.settings, config.push_keys, clock,
                 [this](status::PushRequest request, PushFields fields) {
                     return push_client.send(std::move(request), std::move(fields));
                 }),
          local(
              on, config.database,
              [this, settings = config.settings, &clock](LocalCommand asked_for) {
                  return do_locally(std::move(asked_for), settings, clock);
              },
              tasks),
          watchman(on,
                   {storage, connections, api, intake, clock, [this] { return pushes.sign(); },
                    [this] { return files ? files->sign() : Sign(); }},
                   {config.connections, config.administrators}, [this] { outbox.wake(); }),
          scheduler(
              storage, clock,
              [this](const Outcome& outcome) { committed(outcome, !outcome.touched.empty()); }),
          stopped(on) {
        stopped.expires_at(asio::steady_timer::time_point::max());
        outbox.on_answer([this](Request answer) { return intake.take_answer(std::move(answer)); });
    }

    // Of Slack, which waits three seconds for it.
    asio::awaitable<std::optional<std::string>> answer(nlohmann::json frame) {
        const Precedence::Claim claim(*precedence);
        co_return co_await intake.handle(std::move(frame));
    }

    void committed(const Outcome& outcome, bool is_public) {
        if (outcome.owes) {
            outbox.wake();
            pushes.wake();
        }
        if (!outcome.touched.empty())
            scheduler.record_changed();
        if (!is_public)
            return;
        if (site)
            show(outcome.touched);
        else
            before_site.insert(before_site.end(), outcome.touched.begin(), outcome.touched.end());
    }
    void show(const std::vector<IncidentId>& touched) {
        storage.read([touched, shown = site.get()](Store& store) {
            for (const auto& id : touched)
                shown->update(id, store.dossier(id));
        });
    }

    asio::awaitable<void> introduce();
    asio::awaitable<void> notice_gaps();
    asio::awaitable<void> tidy(const Clock& clock);
    asio::awaitable<LocalAnswer> do_locally(LocalCommand asked_for, Settings settings,
                                            const Clock& clock);

    asio::any_io_executor executor;
    std::string command;
    std::shared_ptr<asio::ssl::context> tls;
    std::shared_ptr<Precedence> precedence = std::make_shared<Precedence>();
    StorageThread storage;
    TaskGroup tasks;
    SlackClient client;
    WatchedApi api;
    Directory directory;
    Intake intake;
    AlertIntake alerts;
    SlackConnections connections;
    OutboxWorker outbox;
    PushClient push_client;
    PushWorker pushes;
    std::unique_ptr<PageExport> files;  // before the site, which gives it snapshots
    LocalSocket local;
    Watchman watchman;
    Scheduler scheduler;
    std::unique_ptr<PublicSite> site;
    std::vector<IncidentId> before_site;  // changed while the first pages were made
    std::unique_ptr<AdminSite> admin;
    asio::steady_timer stopped;
};

// Who we are, from auth.test, again and again until Slack says; then everything that needs it.
asio::awaitable<void> App::Parts::introduce() {
    std::string told;  // the same is told once
    for (std::chrono::seconds wait = 1s;;
         wait = std::min<std::chrono::seconds>(wait * 2, longest_identity_pause)) {
        const auto answer = co_await api.call("auth.test", {}, slack::Priority::waited_for);
        if (answer.good()) {
            const auto team = slack::text_at(answer.body, "team_id");
            const auto user = slack::text_at(answer.body, "user_id");
            const auto bot = slack::text_at(answer.body, "bot_id");
            spdlog::info("this is {} in {} ({})", slack::text_at(answer.body, "user"),
                         slack::text_at(answer.body, "team"), team);
            intake.identify(team, user, bot);
            outbox.identify({command, team, user, bot});
            tasks.start("people", directory.keep_people());
            tasks.start("places", directory.keep_places());
            co_return;
        }
        if (std::exchange(told, answer.words()) != answer.words())
            spdlog::error("Slack does not say who we are: {}", answer.words());
        if (answer.kind == slack::Answer::Kind::token_dead ||
            answer.kind == slack::Answer::Kind::refused) {
            // An admin may bring the app back, and then nobody should have to restart it.
            wait = refused_identity_pause;
        }
        co_await pause(std::max<std::chrono::seconds>(wait, answer.retry_after));
    }
}

// Slack brings an event again for some minutes. Who came and went in a longer absence has to be
// asked for.
asio::awaitable<void> App::Parts::notice_gaps() {
    std::optional<std::chrono::steady_clock::time_point> away_since;
    for (;;) {
        co_await pause(looking_pause);
        const auto now = std::chrono::steady_clock::now();
        if (connections.state().ready == 0) {
            away_since = away_since.value_or(now);
        } else if (away_since) {
            if (now - *away_since >= long_absence)
                directory.catch_up();
            away_since.reset();
        }
    }
}

asio::awaitable<void> App::Parts::tidy(const Clock& clock) {
    for (;;) {
        co_await pause(tidying_pause);
        storage.read([before = clock.now() - requests_are_remembered](Store& store) {
            store.forget_requests(before);
        });
    }
}

asio::awaitable<LocalAnswer> App::Parts::do_locally(LocalCommand asked_for, Settings settings,
                                                    const Clock& clock) {
    const auto outcome =
        co_await perform_job(storage, local_job(std::move(asked_for), settings, clock.now()));
    if (!outcome)
        co_return LocalAnswer{false, outcome.error().message};
    committed(*outcome, !outcome->touched.empty());
    co_return read_local_answer(outcome->answer).value_or(LocalAnswer{true, "Done."});
}

App::App(Config config, const Clock& clock, Hooks hooks)
    : config_(std::move(config)), clock_(clock), hooks_(std::move(hooks)) {}

App::~App() = default;

asio::awaitable<void> App::run(bool with_signals) {
    const auto executor = co_await asio::this_coro::executor;
    asio::signal_set signals(executor);
    if (with_signals) {  // from the first moment on
        signals.add(SIGINT);
        signals.add(SIGTERM);
        signals.async_wait([this](boost::system::error_code error, int signal) {
            if (error)
                return;
            spdlog::info("stopping: signal {}", signal);
            leave_in_time();
            stop();
        });
    }
    auto store = open_store(config_.database, config_.settings);
    parts_ = std::make_unique<Parts>(executor, config_, clock_, std::move(store));
    auto& parts = *parts_;

    // Slack first: it waits for nobody. The listeners come up beside it.
    parts.tasks.start("slack", parts.connections.run());
    parts.tasks.start("introduction", parts.introduce());
    parts.tasks.start("outbox", parts.outbox.run());
    if (!config_.settings.pushes.empty())
        parts.tasks.start("pushes", parts.pushes.run());
    parts.tasks.start("tidying", parts.tidy(clock_));
    parts.tasks.start("watch", parts.watchman.run());
    parts.tasks.start("gaps", parts.notice_gaps());
    parts.tasks.start("local commands", parts.local.run());
    parts.tasks.start("reminders", parts.scheduler.run());
    std::exception_ptr failure;
    try {
        PublicSite::Options site;
        site.http.listen = config_.listen;
        site.http.precedence = parts.precedence;
        site.templates = page_templates(config_);
        site.now = [this] { return clock_.now(); };
        if (!config_.page_export.empty()) {
            parts.files = std::make_unique<PageExport>(config_.page_export);
            site.on_snapshot = [files = parts.files.get()](auto snapshot) {
                files->offer(std::move(snapshot));
            };
        }
        site.on_failure = [](const std::string& problem) {
            spdlog::error("the status page could not be made anew: {}", problem);
        };
        asio::thread_pool helper(1);
        parts.site = co_await asio::co_spawn(
            helper, make_site(config_.settings, std::move(site), config_.database),
            asio::use_awaitable);
        parts.show(std::exchange(parts.before_site, {}));

        parts.admin = std::make_unique<AdminSite>(
            executor,
            AdminSite::Sources{parts.storage, parts.connections, parts.client, parts.intake,
                               parts.alerts, parts.pushes, parts.watchman, parts.tasks, *parts.site,
                               clock_},
            AdminSite::Options{config_.admin_listen, config_.connections});
        const auto admin_url = parts.admin->local_url();
        spdlog::info("status page on {}, health on {}", parts.site->local_url(), admin_url);
        if (hooks_.on_started)
            hooks_.on_started(parts.site->local_url(), admin_url);

        co_await parts.stopped.async_wait(asio::as_tuple(asio::use_awaitable));
    } catch (...) {
        failure = std::current_exception();
    }

    parts.connections.stop();
    parts.tasks.stop();
    co_await parts.tasks.join();
    if (parts.admin)
        co_await parts.admin->stop();
    parts.storage.stop();
    if (parts.site)
        parts.site->stop();
    if (failure)
        std::rethrow_exception(failure);
}

void App::stop() {
    if (parts_)
        parts_->stopped.expires_at(asio::steady_timer::time_point::min());
}

asio::awaitable<bool> App::settled(std::chrono::seconds most) {
    co_return co_await parts_->outbox.settled(most);
}

asio::awaitable<void> App::look_around() {
    return parts_->watchman.look();
}

asio::awaitable<void> App::remind() {
    return parts_->scheduler.look();
}

std::vector<LastingProblem> App::problems() const {
    return parts_->watchman.standing();
}

slack::SessionState App::session() const {
    return parts_ ? parts_->connections.state() : slack::SessionState();
}

}  // namespace muster
