#pragma once

#include "bot/watch.hpp"
#include "status/snapshot.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace muster {

// Under which name a document is kept in a folder: "/" as "index.html", "/incidents/INC-7" as
// "incidents/INC-7.html", "/history.rss" as "history.rss".
std::string exported_name(std::string_view path, const status::Document& document);

// Writes snapshots into a folder, for a web server or an object store: the same bytes as are
// served, ".gz" and ".br" beside each that they make smaller. Each file is written under another
// name, brought to the disk and renamed; what a page links stands before it, the index comes last,
// and what is gone from the snapshot goes after that. Whatever was begun is made whole by the next
// write(). Files that it did not write itself are left alone. Not thread-safe.
class PageFolder {
public:
    explicit PageFolder(std::filesystem::path folder);

    // Makes the folder agree with the snapshot; what has the right bytes is not touched. Throws
    // std::runtime_error naming the file that cannot be written, and why.
    void write(const status::Snapshot& snapshot);

private:
    struct File {
        std::string name;
        std::string_view bytes;
        std::string etag;
        int order = 0;
    };
    void list(const std::set<std::string>& names);
    void put(const File& file);
    void remove(const std::string& name);
    void read_list();
    void sync_folders();

    std::filesystem::path folder_;
    bool list_read_ = false;
    std::set<std::string> listed_;              // ours, as the list on the disk has them
    std::map<std::string, std::string> stand_;  // known to be there: name → ETag
    std::set<std::filesystem::path> touched_;   // folders whose entries changed
};

// Keeps a folder up to date on a thread of its own: a slow or full disk holds up nobody else.
class PageExport {
public:
    explicit PageExport(std::filesystem::path folder);
    ~PageExport();  // stops after the file under way
    PageExport(const PageExport&) = delete;
    PageExport& operator=(const PageExport&) = delete;

    // The newest snapshot from now on. Any thread; returns at once.
    void offer(std::shared_ptr<const status::Snapshot> snapshot);
    // Whether the folder cannot be written, and why. Any thread.
    [[nodiscard]] Sign sign() const;
    // Returns when the newest snapshot is in the folder, or false after `most`. For tests.
    [[nodiscard]] bool wait_until_current(
        std::chrono::milliseconds most = std::chrono::milliseconds(10'000));

private:
    void run();

    PageFolder folder_;  // the thread's own once it runs
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable written_;
    std::shared_ptr<const status::Snapshot> newest_;
    std::uint64_t offered_ = 0;
    std::uint64_t done_ = 0;
    std::string problem_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace muster
