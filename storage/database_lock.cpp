#include "storage/database.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace muster {
namespace {

// What the lock file holds: the process on its first line, the run on its second.
std::string read_start(int file) {
    std::array<char, 256> buffer{};
    const auto size = pread(file, buffer.data(), buffer.size(), 0);
    return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::string line(const std::string& text, int number) {
    std::size_t start = 0;
    for (; number > 0; --number) {
        const auto end = text.find('\n', start);
        if (end == std::string::npos)
            return {};
        start = end + 1;
    }
    return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

DatabaseLock::DatabaseLock(const std::filesystem::path& database) {
    auto path = std::filesystem::weakly_canonical(database);
    path += ".lock";
    file_ = open_file(path, O_RDWR | O_CREAT);
    if (!file_.is_open())
        throw std::runtime_error(path.string() + " cannot be opened: " + std::strerror(errno) +
                                 ". Muster must be able to write in that folder; "
                                 "MUSTER_DATABASE names another one.");
    if (flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
        const auto owner = line(read_start(file_.number()), 0);
        throw std::runtime_error(database.string() + " is in use by another Muster" +
                                 (owner.empty() ? "" : " (process " + owner + ")") +
                                 ". Stop that one first, or name another file with "
                                 "MUSTER_DATABASE.");
    }
    last_run_ = line(read_start(file_.number()), 1);
    write_run(last_run_);
}

void DatabaseLock::write_run(const std::string& run) const {
    const auto text = std::to_string(getpid()) + "\n" + run + "\n";
    if (ftruncate(file_.number(), 0) != 0 ||
        pwrite(file_.number(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error(std::string("The lock file beside the database cannot be "
                                             "written: ") +
                                 std::strerror(errno) + ".");
}

}  // namespace muster
