// Measures documents and figures: how long people and scripts wait for a postmortem with a long
// timeline, for the log of a long history, and for an import. Each beside the least that it could
// be, reading or copying the same bytes.
#include "bot/import_file.hpp"
#include "commands/command.hpp"
#include "domain/quarter_bars.hpp"
#include "storage/store.hpp"
#include "templates/log.hpp"
#include "templates/markdown.hpp"
#include "templates/postmortem.hpp"
#include "templates/quarter_picture.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <random>
#include <string>

namespace muster::bench {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

struct Options {
    fs::path folder = "bench_documents";
    int rounds = 3;
    int entries = 10'000;
    int incidents = 10'000;
    int imported = 100'000;
    std::string json;
};

// Medians of several rounds, in milliseconds.
class Report {
public:
    explicit Report(int rounds) : rounds_(rounds) {}

    // `before` is not measured.
    double measure(const std::string& name, const std::function<void()>& run,
                   const std::function<void()>& before = {}) {
        std::vector<double> times;
        for (int round = 0; round < rounds_; ++round) {
            if (before)
                before();
            const auto begun = SteadyClock::now();
            run();
            times.push_back(
                std::chrono::duration<double, std::milli>(SteadyClock::now() - begun).count());
        }
        std::ranges::sort(times);
        const auto median = times[times.size() / 2];
        std::printf("  %-58s %10.1f ms\n", name.c_str(), median);
        std::fflush(stdout);
        all_[name] = median;
        return median;
    }

    [[nodiscard]] const nlohmann::ordered_json& all() const { return all_; }

private:
    int rounds_;
    nlohmann::ordered_json all_;
};

std::string read_file(const fs::path& file) {
    std::string text(fs::file_size(file), '\0');
    std::ifstream(file, std::ios::binary)
        .read(text.data(), static_cast<std::streamsize>(text.size()));
    return text;
}

void write_file(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

const Person grace{UserId("U1"), {}, "Grace"};
constexpr Instant first_day{std::chrono::sys_days{std::chrono::year(2004) / 1 / 1}};

Dossier long_timeline(int entries) {
    Dossier dossier;
    auto& incident = dossier.incident;
    incident.id = {Series::incident, 1};
    incident.title = "Orders cannot be paid";
    incident.severity = "sev1";
    incident.reporter = grace;
    incident.declared_at = first_day;
    incident.times[KeyTime::detected] = {first_day, false, true, grace};
    for (int number = 1; number <= entries; ++number) {
        Entry entry;
        entry.number = number;
        entry.when.at = first_day + std::chrono::seconds(17 * number);
        entry.author = grace;
        entry.text = "Step " + std::to_string(number) + ": restarted *one* of the workers & looked";
        entry.logged_at = entry.when.at;
        dossier.entries.push_back(std::move(entry));
    }
    incident.entries = entries;
    return dossier;
}

// A log as a team could have kept it, over twenty years.
std::string past_log(int count) {
    std::mt19937 random(7);
    std::string csv =
        "title,severity,detected,repaired,resolved,identified by,impact,context,actions\n";
    for (int i = 0; i < count; ++i) {
        const auto at = first_day + std::chrono::minutes(10'000'000LL * i / count);
        const auto repaired = at + std::chrono::minutes(random() % 600);
        const auto resolved = repaired + std::chrono::minutes(random() % 9'000);
        csv += "\"Service " + std::to_string(i % 97) + " is slow, again\",sev" +
               std::to_string(1 + i % 4) + "," + to_rfc3339(at) + "," + to_rfc3339(repaired) + "," +
               to_rfc3339(resolved) + ",An alarm,Some people waited.,\"" + time_text(at, Zone()) +
               " it began\n" + time_text(repaired, Zone()) +
               " it works\",\"done: Larger disk | Ada\"\n";
    }
    return csv;
}

std::vector<Dossier> all_dossiers(const Store& store) {
    constexpr int most = 1'000'000;
    std::vector<Dossier> dossiers;
    for (const auto& incident : store.record().incidents(IncidentFilter::all, 0, most))
        if (auto dossier = store.dossier(incident.id))
            dossiers.push_back(*std::move(dossier));
    return dossiers;
}

void measure_document(const Options& options, Report& report) {
    std::printf("A document with %d timeline entries\n", options.entries);
    const auto dossier = long_timeline(options.entries);
    std::string copied;
    report.measure("limit: its entries' words, copied", [&] {
        copied.clear();
        for (const auto& entry : dossier.entries)
            copied += entry.text + "\n";
    });
    std::string document;
    for (const auto& shape : postmortem_shapes())
        report.measure(shape + ", Markdown",
                       [&] { document = render_postmortem(dossier, {}, shape, {}).value(); });
    report.measure("standard, HTML", [&] {
        copied = html_document("INC-1", render_postmortem(dossier, {}, "standard", {}).value());
    });
}

void measure_log(const Options& options, Report& report) {
    std::printf("A log over %d incidents\n", options.incidents);
    const auto now = first_day + std::chrono::days(365 * 20);
    const auto file = options.folder / "log.db";
    const auto store = open_store(file, {});
    const auto made = import_file(*store, past_log(options.incidents), {}, now);
    if (!made)
        throw std::runtime_error(made.error().message);
    std::vector<Dossier> dossiers;
    report.measure("limit: the database's files, read", [&] {
        (void)read_file(file);
        (void)read_file(file.string() + "-wal");
    });
    report.measure("loading", [&] { dossiers = all_dossiers(*store); });
    std::vector<Incident> incidents;
    for (const auto& dossier : dossiers)
        incidents.push_back(dossier.incident);
    report.measure("figures of every quarter",
                   [&] { (void)figures_by_quarter(incidents, Zone(), false); });
    std::string text;
    for (const auto& [name, format] :
         {std::pair{"Markdown", LogFormat::markdown},
          std::pair{"HTML, with its picture", LogFormat::html}, std::pair{"JSON", LogFormat::json},
          std::pair{"CSV", LogFormat::csv}})
        report.measure(name, [&, as = format] {
            text = render_log(dossiers, {}, {.format = as}, {}).value();
        });
    const auto last = quarter_of(incidents.front(), Zone());
    Request request;
    request.identities = {"envelope:1"};
    request.user = grace;
    request.at = now;
    request.text = "stats";
    report.measure("/incident stats",
                   [&] { text = plain_text(decide(store->record(), request).reply.words); });
    report.measure("the picture alone, PNG",
                   [&] { text = bars_as_png(quarter_bars(incidents, {}, last, 8, false)); });
}

void measure_import(const Options& options, Report& report) {
    std::printf("An import of %d incidents\n", options.imported);
    const auto now = first_day + std::chrono::days(365 * 20);
    const auto csv = options.folder / "past.csv";
    const auto lines = options.folder / "past.jsonl";
    const auto file = options.folder / "import.db";
    write_file(csv, past_log(options.imported));
    std::unique_ptr<Store> store;
    const auto anew = [&] {
        store.reset();
        for (const auto* suffix : {"", "-wal", "-shm"})
            fs::remove(file.string() + suffix);
        store = open_store(file, {});
    };
    const auto import = [&](const fs::path& from) {
        const auto done = import_file(*store, read_file(from), {}, now);
        if (!done || done->incidents != options.imported)
            throw std::runtime_error(done ? "not all was imported" : done.error().message);
    };
    report.measure("limit: the CSV, read", [&] { (void)read_file(csv); });
    report.measure("CSV", [&] { import(csv); }, anew);
    int left_out = 0;
    report.measure("export", [&] { write_file(lines, store->export_record(true, left_out)); });
    report.measure("limit: the export, read", [&] { (void)read_file(lines); });
    report.measure("export taken again", [&] { import(lines); }, anew);
    if (store->export_record(true, left_out) != read_file(lines))
        throw std::runtime_error("an import of an export gave another export");
    struct rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("  %-58s %10.1f MB\n", "highest memory",
                static_cast<double>(usage.ru_maxrss) / 1024);
}

}  // namespace
}  // namespace muster::bench

int main(int count, char** arguments) {
    using namespace muster::bench;
    Options options;
    CLI::App app("Measures documents, the incident log and imports.");
    app.add_option("FOLDER", options.folder, "where databases are made and removed");
    app.add_option("--rounds", options.rounds, "medians over so many")->check(CLI::PositiveNumber);
    app.add_option("--entries", options.entries, "of the document")->check(CLI::PositiveNumber);
    app.add_option("--incidents", options.incidents, "in the log")->check(CLI::PositiveNumber);
    app.add_option("--imported", options.imported, "incidents")->check(CLI::PositiveNumber);
    app.add_option("--json", options.json, "the figures as JSON, too");
    CLI11_PARSE(app, count, arguments);
    try {
        fs::remove_all(options.folder);
        fs::create_directories(options.folder);
        Report report(options.rounds);
        measure_document(options, report);
        measure_log(options, report);
        measure_import(options, report);
        fs::remove_all(options.folder);
        if (!options.json.empty())
            write_file(options.json, report.all().dump(2) + "\n");
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
