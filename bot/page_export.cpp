#include "bot/page_export.hpp"

#include "storage/descriptor.hpp"
#include "storage/fault_point.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace muster {
namespace {

namespace fs = std::filesystem;
using status::Coding;
using status::Document;

constexpr const char* list_name = ".muster-files";
constexpr std::string_view unfinished = ".muster-new";
constexpr mode_t file_mode = 0644;  // a web server of another user reads them
constexpr mode_t folder_mode = 0755;
constexpr std::chrono::milliseconds first_retry{1000};
constexpr std::chrono::milliseconds longest_retry{60'000};

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw std::runtime_error(path.string() + " cannot be " + what + " (" +
                             std::generic_category().message(errno) + ")");
}

void write_whole(const fs::path& path, std::string_view bytes) {
    const auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, file_mode);
    if (!file.is_open())
        fail(path, "made");
    while (!bytes.empty()) {
        const auto written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            fail(path, "written");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fchmod(file.number(), file_mode) != 0 || !sync(file))
        fail(path, "brought to the disk");
}

void sync_folder(const fs::path& path) {
    if (!sync(open_file(path, O_RDONLY | O_DIRECTORY)))
        fail(path, "brought to the disk");
}

void make_folder(const fs::path& path) {
    std::error_code none;
    if (fs::is_directory(path, none))
        return;
    if (path.has_parent_path())
        make_folder(path.parent_path());
    if (::mkdir(path.c_str(), folder_mode) != 0 && errno != EEXIST)
        fail(path, "made");
    if (!fs::is_directory(path, none))
        throw std::runtime_error(path.string() + " must be a folder, and is none");
    ::chmod(path.c_str(), folder_mode);
}

bool holds(const fs::path& path, std::string_view bytes) {
    std::error_code none;
    if (fs::file_size(path, none) != bytes.size() || none)
        return false;
    std::ifstream stream(path, std::ios::binary);
    const std::string there{std::istreambuf_iterator<char>(stream), {}};
    return there == bytes;
}

// What is linked comes before what links it.
int order_of(std::string_view path) {
    if (path == "/")
        return 3;
    if (path.starts_with("/incidents/") || path.starts_with("/maintenances/"))
        return 0;
    if (path.starts_with("/history/"))
        return 1;
    return 2;
}

bool is_page(const Document& document) {
    return document.kind().type.starts_with("text/html");
}

// Nothing but what this program itself would list.
bool is_plain_name(const std::string& name) {
    return !name.empty() && name.front() != '/' && name.find("..") == std::string::npos &&
           name.find('\0') == std::string::npos;
}

}  // namespace

std::string exported_name(std::string_view path, const Document& document) {
    if (path == "/")
        return "index.html";
    std::string name(path.substr(1));
    return is_page(document) ? name + ".html" : name;
}

PageFolder::PageFolder(fs::path folder) : folder_(std::move(folder)) {}

void PageFolder::read_list() {
    std::ifstream stream(folder_ / list_name);
    // What a run left that was killed.
    const auto forget_unfinished = [this](const std::string& name) {
        std::error_code none;
        fs::remove(folder_ / (name + std::string(unfinished)), none);
    };
    forget_unfinished(list_name);
    for (std::string name; std::getline(stream, name);) {
        if (!is_plain_name(name))
            continue;
        listed_.insert(name);
        forget_unfinished(name);
    }
    list_read_ = true;
}

// Names are on the list before their files are there, and leave it after them.
void PageFolder::list(const std::set<std::string>& names) {
    if (names == listed_)
        return;
    std::string text;
    for (const auto& name : names)
        text += name + "\n";
    const auto path = folder_ / list_name;
    const auto fresh = path.string() + std::string(unfinished);
    write_whole(fresh, text);
    if (::rename(fresh.c_str(), path.c_str()) != 0)
        fail(path, "renamed");
    sync_folder(folder_);
    listed_ = names;
    fault_point("export.listed");
}

void PageFolder::put(const File& file) {
    if (const auto known = stand_.find(file.name);
        known != stand_.end() && known->second == file.etag)
        return;
    const auto path = folder_ / file.name;
    if (!holds(path, file.bytes)) {
        make_folder(path.parent_path());
        const auto fresh = path.string() + std::string(unfinished);
        stand_.erase(file.name);
        write_whole(fresh, file.bytes);
        fault_point("export.written");
        if (::rename(fresh.c_str(), path.c_str()) != 0)
            fail(path, "renamed");
        fault_point("export.renamed");
        touched_.insert(path.parent_path());
    }
    stand_[file.name] = file.etag;
}

void PageFolder::remove(const std::string& name) {
    const auto path = folder_ / name;
    stand_.erase(name);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
        fail(path, "removed");
    touched_.insert(path.parent_path());
    fault_point("export.removed");
}

void PageFolder::sync_folders() {
    for (const auto& path : touched_)
        if (std::error_code none; fs::is_directory(path, none))
            sync_folder(path);
    touched_.clear();
}

void PageFolder::write(const status::Snapshot& snapshot) {
    make_folder(folder_);
    if (!list_read_)
        read_list();
    std::vector<File> files;
    const auto add = [&](const std::string& name, const Document& document, int order) {
        const auto& plain = document.in(Coding::identity);
        for (const auto& [coding, ending] :
             {std::pair(Coding::gzip, ".gz"), std::pair(Coding::br, ".br")})
            if (const auto& packed = document.in(coding); packed.etag != plain.etag)
                files.push_back({name + ending,
                                 std::string_view(packed.ok).substr(packed.head_size), packed.etag,
                                 order});
        files.push_back({name, document.body(), plain.etag, order});
    };
    for (const auto& [path, document] : snapshot.documents())
        add(exported_name(path, *document), *document, order_of(path));
    add("404.html", snapshot.missing("/"), 2);
    std::ranges::sort(files, [](const File& a, const File& b) {
        return std::tie(a.order, a.name) < std::tie(b.order, b.name);
    });

    std::set<std::string> wanted;
    for (const auto& file : files)
        wanted.insert(file.name);
    auto all = listed_;
    all.insert(wanted.begin(), wanted.end());
    list(all);
    int order = 0;
    for (const auto& file : files) {
        if (file.order != order)
            sync_folders();
        order = file.order;
        put(file);
    }
    sync_folders();
    for (const auto& name : all)
        if (!wanted.contains(name))
            remove(name);
    sync_folders();
    list(wanted);
}

PageExport::PageExport(fs::path folder) : folder_(std::move(folder)) {
    thread_ = std::thread(&PageExport::run, this);
}

PageExport::~PageExport() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void PageExport::offer(std::shared_ptr<const status::Snapshot> snapshot) {
    {
        const std::lock_guard lock(mutex_);
        newest_ = std::move(snapshot);
        ++offered_;
    }
    changed_.notify_one();
}

Sign PageExport::sign() const {
    const std::lock_guard lock(mutex_);
    Sign sign;
    sign.seen = problem_.empty() ? Sign::Seen::no : Sign::Seen::yes;
    sign.what = "The status page's files are not up to date: " + problem_ + ".";
    sign.advice =
        "Make room there, or let Muster write there (status.export); Muster goes on by itself, "
        "and the page that it serves is not concerned.";
    return sign;
}

bool PageExport::wait_until_current(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    const auto wanted = offered_;
    return written_.wait_for(lock, most, [&] { return done_ >= wanted; });
}

void PageExport::run() {
    auto retry = first_retry;
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto due = [&] { return stopping_ || offered_ != seen; };
        if (problem_.empty())
            changed_.wait(lock, due);
        else
            changed_.wait_for(lock, retry, due);
        if (stopping_)
            break;
        if (!newest_)
            continue;
        const auto snapshot = newest_;
        seen = offered_;
        lock.unlock();
        std::string problem;
        try {
            folder_.write(*snapshot);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        lock.lock();
        retry = problem_.empty() ? first_retry : std::min(retry * 2, longest_retry);
        if (problem.empty() != problem_.empty()) {
            if (problem.empty())
                spdlog::info("status.export: the files are up to date again");
            else
                spdlog::error("status.export: {}", problem);
        }
        problem_ = problem;
        if (problem.empty()) {
            done_ = seen;
            written_.notify_all();
        }
    }
}

}  // namespace muster
