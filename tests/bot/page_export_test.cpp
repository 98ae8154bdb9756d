#include "bot/page_export.hpp"

#include "tests/bot/folder.hpp"
#include "tests/status/canaries.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>

using namespace muster;
using namespace muster::testing;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<const status::Snapshot> snapshot_of(const std::vector<Dossier>& record) {
    const auto settings = status::shop();
    status::SnapshotBuilder builder(settings);
    for (const auto& dossier : record)
        builder.update(dossier.incident.id, status::public_incident(dossier, settings));
    return builder.build(nullptr, status::at("2026-11-21T09:00:00Z"));
}

std::string bytes_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Every file, by its name, with what tells one write from another.
std::map<std::string, ino_t> files_in(const fs::path& folder) {
    std::map<std::string, ino_t> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) {
            struct ::stat facts{};
            REQUIRE(::stat(entry.path().c_str(), &facts) == 0);
            files[fs::relative(entry.path(), folder).string()] = facts.st_ino;
        }
    return files;
}

}  // namespace

TEST_CASE("the folder holds what is served, byte for byte, each packed as well") {
    const Folder folder;
    const auto snapshot = snapshot_of({status::resolved_checkout()});
    const auto to = folder.path() / "made" / "for" / "it";
    PageFolder(to).write(*snapshot);
    for (const auto& [path, document] : snapshot->documents()) {
        CAPTURE(path);
        const auto name = exported_name(path, *document);
        CHECK(bytes_of(to / name) == document->body());
        const auto& packed = document->in(status::Coding::gzip);
        if (packed.etag != document->in(status::Coding::identity).etag)
            CHECK(bytes_of(to / (name + ".gz")) ==
                  std::string_view(packed.ok).substr(packed.head_size));
        else
            CHECK_FALSE(fs::exists(to / (name + ".gz")));
    }
    for (const auto* name :
         {"index.html", "index.html.gz", "index.html.br", "history.html", "incidents/INC-7.html",
          "incidents/INC-7.html.br", "history.rss", "api/v2/summary.json", "api/v2/summary.json.gz",
          "api/v2/incidents/unresolved.json", "favicon.ico", "404.html"}) {
        CAPTURE(name);
        CHECK(fs::exists(to / name));
    }
    CHECK((fs::status(to / "index.html").permissions() & fs::perms::others_read) !=
          fs::perms::none);
}

TEST_CASE("no private word reaches a byte of any file") {
    const Folder folder;
    const auto settings = status::canary_settings();
    status::SnapshotBuilder builder(settings);
    for (const IncidentId id : {IncidentId{Series::incident, 7}, IncidentId{Series::maintenance, 2},
                                IncidentId{Series::private_incident, 3}}) {
        const auto dossier = status::full_of_canaries(id);
        builder.update(id, status::public_incident(dossier, settings));
    }
    PageFolder(folder.path()).write(*builder.build(nullptr, status::at("2026-11-21T09:00:00Z")));
    CHECK(bytes_of(folder.path() / "incidents/INC-7.html").find("PUBLIC") != std::string::npos);
    for (const auto& [name, inode] : files_in(folder.path())) {
        CAPTURE(name);
        const auto bytes = name + bytes_of(folder.path() / name);
        for (const auto& mark : status::canary_marks())
            CHECK(bytes.find(mark) == std::string::npos);
        CHECK(bytes.find("PRV-") == std::string::npos);
    }
}

TEST_CASE("what did not change is not written again, by the same run or the next") {
    const Folder folder;
    PageFolder files(folder.path());
    files.write(*snapshot_of({status::resolved_checkout()}));
    const auto before = files_in(folder.path());
    files.write(*snapshot_of({status::resolved_checkout()}));
    CHECK(files_in(folder.path()) == before);
    PageFolder(folder.path()).write(*snapshot_of({status::resolved_checkout()}));
    CHECK(files_in(folder.path()) == before);
    files.write(*snapshot_of({status::resolved_checkout(), status::checkout(8)}));
    const auto after = files_in(folder.path());
    CHECK(after.at("index.html") != before.at("index.html"));
    CHECK(after.at("incidents/INC-7.html") == before.at("incidents/INC-7.html"));
    CHECK(after.contains("incidents/INC-8.html"));
}

TEST_CASE("what is gone from the page goes from the folder, and what is somebody else's stays") {
    const Folder folder;
    std::ofstream(folder.path() / "robots-of-mine.txt") << "mine";
    fs::create_directory(folder.path() / "incidents");
    std::ofstream(folder.path() / "incidents" / "INC-9.html") << "mine";
    PageFolder(folder.path())
        .write(*snapshot_of({status::resolved_checkout(), status::checkout(8)}));
    CHECK(fs::exists(folder.path() / "incidents/INC-8.html.gz"));
    // Another run, which knows only what the first one left.
    PageFolder(folder.path()).write(*snapshot_of({status::resolved_checkout()}));
    CHECK_FALSE(fs::exists(folder.path() / "incidents/INC-8.html"));
    CHECK_FALSE(fs::exists(folder.path() / "incidents/INC-8.html.gz"));
    CHECK(bytes_of(folder.path() / "robots-of-mine.txt") == "mine");
    CHECK(bytes_of(folder.path() / "incidents/INC-9.html") == "mine");
}

TEST_CASE("a list that names files elsewhere removes none of them") {
    const Folder folder;
    const auto outside = folder.path() / "outside.txt";
    std::ofstream(outside) << "mine";
    const auto to = folder.path() / "page";
    fs::create_directory(to);
    std::ofstream(to / ".muster-files") << "../outside.txt\n" << outside.string() << "\n";
    PageFolder(to).write(*snapshot_of({}));
    CHECK(bytes_of(outside) == "mine");
}

TEST_CASE("a folder that cannot be written is said to be so, and is made whole afterwards") {
    const Folder folder;
    const auto blocked = folder.path() / "page";
    std::ofstream(blocked) << "a file in the way";
    PageExport files(blocked);
    CHECK(files.sign().seen == Sign::Seen::no);
    files.offer(snapshot_of({status::checkout()}));
    CHECK_FALSE(files.wait_until_current(std::chrono::milliseconds(200)));
    CHECK(files.sign().seen == Sign::Seen::yes);
    CHECK(files.sign().what.find("page") != std::string::npos);
    fs::remove(blocked);
    files.offer(snapshot_of({status::resolved_checkout()}));
    CHECK(files.wait_until_current());
    CHECK(files.sign().seen == Sign::Seen::no);
    CHECK(fs::exists(blocked / "index.html"));
}
