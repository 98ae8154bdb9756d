#include "bot/cli.hpp"

#include "bot/app.hpp"
#include "bot/check.hpp"
#include "bot/clock.hpp"
#include "bot/config.hpp"
#include "bot/demo.hpp"
#include "bot/import_file.hpp"
#include "bot/local_socket.hpp"
#include "domain/metrics.hpp"
#include "domain/text.hpp"
#include "slack/manifest.hpp"
#include "storage/backup.hpp"
#include "storage/store.hpp"
#include "templates/log.hpp"
#include "templates/markdown.hpp"
#include "templates/postmortem.hpp"
#include "templates/postmortem_json.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace muster {
namespace {

using namespace std::chrono_literals;

constexpr int most_incidents = 1'000'000;
// How long a command from a shell waits for a process that has the database and is just starting.
constexpr auto patience_for_start = 5s;
constexpr auto starting_pause = 100ms;

// What the command line said; each subcommand reads its own.
struct Asked {
    std::optional<std::string> config;
    std::string incident;
    std::optional<std::string> shape;
    std::string format = "md";
    std::optional<std::string> output;
    std::optional<std::string> quarter;
    std::string input;
    std::string copy;
    LocalCommand command;
    bool with_private = false;
    bool ready = false;
    DemoOptions demo;
};

Exit complain(const std::string& message) {
    std::cerr << "muster: " << message << "\n";
    return Exit::failed;
}

Exit complain(const std::vector<std::string>& faults) {
    for (const auto& fault : faults)
        std::cerr << "muster: " << fault << "\n";
    return Exit::wrong_usage;
}

// To the file, whole or not at all; or to standard output.
Exit write(const Asked& asked, const std::string& text) {
    if (!asked.output) {
        std::cout << text << std::flush;
        return std::cout ? Exit::done : complain("standard output cannot be written");
    }
    const std::filesystem::path file(*asked.output);
    auto fresh = file;
    fresh += ".new";
    std::ofstream stream(fresh, std::ios::binary);
    stream << text << std::flush;
    stream.close();
    std::error_code failure;
    if (stream)
        std::filesystem::rename(fresh, file, failure);
    if (!stream || failure)
        return complain(file.string() + " cannot be written" +
                        (failure ? ": " + failure.message() : ""));
    return Exit::done;
}

void log_to_stderr(const Config& config) {
    auto logger = spdlog::stderr_color_mt("muster");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger->set_level(spdlog::level::from_str(config.log_level));
    spdlog::set_default_logger(std::move(logger));
}

// The configuration, or nothing after its faults were said.
std::optional<Config> configuration(const Asked& asked) {
    auto [config, faults] = read_config(
        asked.config ? std::optional<std::filesystem::path>(*asked.config) : std::nullopt,
        process_environment());
    if (faults.empty())
        return std::move(config);
    complain(faults);
    return std::nullopt;
}

Exit run(const Asked& /*asked*/, const Config& config) {
    if (const auto faults = require_tokens(config); !faults.empty())
        return complain(faults);
    log_to_stderr(config);
    asio::io_context context(1);
    const SystemClock clock;
    auto app = std::make_unique<App>(config, clock);
    std::exception_ptr failure;
    asio::co_spawn(context, app->run(true), [&](std::exception_ptr ended) {
        failure = ended;
        context.stop();  // a name that is being looked up counts as work, too
    });
    context.run();
    app.reset();
    if (failure)
        std::rethrow_exception(failure);
    // All is closed. A host name that is just being looked up cannot be interrupted, and the
    // context's end would wait for it, longer than anybody waits for a stop.
    spdlog::shutdown();
    std::_Exit(static_cast<int>(Exit::done));
}

Exit manifest(const Asked& /*asked*/, const Config& config) {
    std::cout << slack::manifest(config.settings.command).dump(2) << "\n";
    return Exit::done;
}

Exit postmortem(const Asked& asked, const Config& config) {
    const auto id = read_incident_id(asked.incident);
    if (!id) {
        complain(asked.incident + " is no incident's id; write one like INC-7");
        return Exit::wrong_usage;
    }
    const auto store = open_store_to_read(config.database, config.settings);
    const auto dossier = store->dossier(*id);
    if (!dossier)
        return complain("there is no " + to_string(*id) + " in " + config.database.string());
    if (asked.format == "json")
        return write(asked, postmortem_json(*dossier, config.settings));
    auto shape = config.settings.postmortem_shape;
    if (asked.shape)
        shape = *asked.shape;
    else if (!dossier->revisions.empty())
        shape = dossier->revisions.back().shape;
    const auto document =
        render_postmortem(*dossier, config.settings, shape, TemplateFolder{config.templates});
    if (!document)
        return complain(document.error().message);
    if (asked.format == "html")
        return write(asked,
                     html_document(to_string(*id) + " " + dossier->incident.title, *document));
    return write(asked, *document);
}

Exit incident_log(const Asked& asked, const Config& config) {
    LogRequest request;
    request.format = read_log_format(asked.format).value_or(LogFormat::markdown);
    request.with_private = asked.with_private;
    if (asked.quarter) {
        request.quarter = read_quarter(*asked.quarter);
        if (!request.quarter) {
            complain(*asked.quarter + " is no quarter; write one like 2024-Q4");
            return Exit::wrong_usage;
        }
    }
    const auto store = open_store_to_read(config.database, config.settings);
    std::vector<Dossier> dossiers;
    for (const auto& incident : store->record().incidents(IncidentFilter::all, 0, most_incidents))
        if (auto dossier = store->dossier(incident.id))
            dossiers.push_back(*std::move(dossier));
    const auto text =
        render_log(dossiers, config.settings, request, TemplateFolder{config.templates});
    return text ? write(asked, *text) : complain(text.error().message);
}

Exit export_all(const Asked& asked, const Config& config) {
    const auto store = open_store_to_read(config.database, config.settings);
    int left_out = 0;
    const auto lines = store->export_record(asked.with_private, left_out);
    if (left_out > 0)
        std::cerr << "muster: " << left_out
                  << (left_out == 1 ? " private incident was" : " private incidents were")
                  << " left out; --private includes them\n";
    return write(asked, lines);
}

Exit import_all(const Asked& asked, const Config& config) {
    std::ifstream stream(asked.input, std::ios::binary);
    if (!stream)
        return complain(asked.input + " cannot be read");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto store = open_store(config.database, config.settings);
    const auto imported = import_file(*store, text, config.settings, SystemClock().now());
    if (!imported)
        return complain(asked.input + ":\n" + imported.error().message);
    for (const auto& remark : imported->remarks)
        std::cerr << "muster: " << remark << "\n";
    std::cerr << "muster: imported " << counted(imported->incidents, "incident", "incidents")
              << "\n";
    return Exit::done;
}

Exit back_up_database(const Asked& asked, const Config& config) {
    back_up(config.database, asked.copy);
    return Exit::done;
}

// By the process that has the database; when there is none, by itself.
LocalAnswer performed(const LocalCommand& command, const Config& config) {
    for (const auto until = std::chrono::steady_clock::now() + patience_for_start;;) {
        if (auto answer = ask_owner(config.database, command))
            return *std::move(answer);
        std::unique_ptr<Store> store;
        try {
            store = open_store(config.database, config.settings);
        } catch (const std::runtime_error&) {
            // A process that has just started listens in a moment.
            if (std::chrono::steady_clock::now() > until)
                throw;
            std::this_thread::sleep_for(starting_pause);
            continue;
        }
        const auto job = local_job(command, config.settings, SystemClock().now());
        const auto outcome = store->perform({job}).front();
        if (!outcome)
            return {false, outcome.error().message};
        return read_local_answer(outcome->answer).value_or(LocalAnswer{true, "Done."});
    }
}

Exit do_command(const Asked& asked, const Config& config) {
    const auto answer = performed(asked.command, config);
    (answer.done ? std::cout : std::cerr) << answer.words << "\n";
    return answer.done ? Exit::done : Exit::failed;
}

Exit check(const Asked& asked, const Config& config) {
    if (asked.ready)
        return check_ready(config, std::cout) ? Exit::done : Exit::failed;
    auto faults = require_tokens(config);
    if (!faults.empty())
        return complain(faults);
    return check_everything(config, std::cout) ? Exit::done : Exit::failed;
}

Exit demo(const Asked& asked, const Config& config) {
    log_to_stderr(config);
    return run_demo(asked.demo, config, std::cout) ? Exit::done : Exit::failed;
}

}  // namespace

int run_command_line(int count, char** arguments) {
    Asked asked;
    Exit (*chosen)(const Asked&, const Config&) = nullptr;
    CLI::App app("From the first alarm to the last follow-up: incidents, kept in Slack.", "muster");
    app.require_subcommand(1);
    const auto add = [&](const std::string& name, const std::string& help,
                         Exit (*function)(const Asked&, const Config&)) {
        auto* command = app.add_subcommand(name, help);
        command->add_option("--config", asked.config,
                            "the configuration; muster.toml if there is one");
        command->callback([&chosen, function] { chosen = function; });
        return command;
    };

    add("run", "run the bot against Slack", run);
    auto* const demo_command = add("demo", "run it against its own workspace in the browser", demo);
    demo_command->add_option("--listen", asked.demo.listen, "where the workspace's page is");
    demo_command->add_option("--replay", asked.demo.replay, "play a scenario file");
    demo_command
        ->add_option("--speed", asked.demo.speed,
                     "seconds of the scenario in one real second; 0: as fast as it goes")
        ->check(CLI::NonNegativeNumber);
    demo_command->add_option("--database", asked.demo.database, "keep the record in this file");
    demo_command->add_flag("--once", asked.demo.once, "end when the scenario has been played");
    auto* const check_command =
        add("check", "say whether configuration, tokens, scopes and channels are right", check);
    check_command->add_flag("--ready", asked.ready, "only ask the running bot whether it is ready");
    add("manifest", "print the Slack app manifest", manifest);
    auto* const postmortem_command = add("postmortem", "print a postmortem", postmortem);
    postmortem_command->add_option("INCIDENT", asked.incident, "like INC-7")->required();
    postmortem_command->add_option("--template", asked.shape, "its shape, like narrative");
    postmortem_command->add_option("--format", asked.format, "md, html or json")
        ->check(CLI::IsMember({"md", "html", "json"}));
    postmortem_command->add_option("--output", asked.output, "a file instead of standard output");
    auto* const log_command = add("log", "print the incident log by quarter", incident_log);
    log_command->add_option("--quarter", asked.quarter, "one alone, like 2024-Q4");
    log_command->add_option("--format", asked.format, "md, html, json or csv")
        ->check(CLI::IsMember({"md", "html", "json", "csv"}));
    log_command->add_option("--output", asked.output, "a file instead of standard output");
    log_command->add_flag("--private", asked.with_private, "count private incidents too");
    auto* const export_command = add("export", "the record as JSON Lines", export_all);
    export_command->add_flag("--private", asked.with_private, "private incidents too");
    export_command->add_option("--output", asked.output, "a file instead of standard output");
    add("import", "take a record that was exported, or a log of past incidents", import_all)
        ->add_option("FILE", asked.input, "an export, or past incidents as CSV or JSON Lines")
        ->required();
    add("backup", "a consistent copy of the database, while Muster runs too", back_up_database)
        ->add_option("FILE", asked.copy, "the copy; one made before is replaced")
        ->required();
    auto* const do_it =
        add("do", "any command from this shell: Slack may be away, the record goes on", do_command);
    do_it->add_option("--as", asked.command.as, "whose command it is: a user id, or a name")
        ->required();
    do_it->add_option("COMMAND", asked.command.text, "like 'INC-7 log failover started'")
        ->required();
    auto* const version = app.add_subcommand("version", "print the version");

    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? static_cast<int>(Exit::done)
                                    : static_cast<int>(Exit::wrong_usage);
    }
    if (version->parsed()) {
        std::cout << "muster " << MUSTER_VERSION << "\n";
        return static_cast<int>(Exit::done);
    }
    try {
        const auto config = configuration(asked);
        return static_cast<int>(config ? chosen(asked, *config) : Exit::wrong_usage);
    } catch (const std::exception& error) {
        return static_cast<int>(complain(error.what()));
    }
}

}  // namespace muster
