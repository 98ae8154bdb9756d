#include "storage/backup.hpp"

#include "storage/database.hpp"
#include "storage/descriptor.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace muster {
namespace {

constexpr int patience_milliseconds = 5000;

std::runtime_error cannot(const std::filesystem::path& file, const std::string& why) {
    return std::runtime_error(file.string() + " cannot be written: " + why + ".");
}

SQLite::Database open_ours(const std::filesystem::path& file) {
    try {
        // Not read-only: the owner's log may have to be read through an index that is made anew.
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, patience_milliseconds);
        if (database.execAndGet("PRAGMA application_id").getInt() != database_application_id)
            throw std::runtime_error(file.string() + " is another program's database.");
        return database;
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error(file.string() + " cannot be read: " + error.what() + ".");
    }
}

// What stands at the copy's place may only be a copy made before.
void require_replaceable(const std::filesystem::path& database, const std::filesystem::path& copy) {
    if (!std::filesystem::exists(copy))
        return;
    if (std::filesystem::equivalent(database, copy))
        throw std::runtime_error(copy.string() +
                                 " is the database itself. Name another file for the copy.");
    if (!std::filesystem::is_regular_file(copy))
        throw std::runtime_error(copy.string() + " is not a file. Name a file for the copy.");
    try {
        open_ours(copy);
    } catch (const std::runtime_error&) {
        throw std::runtime_error(copy.string() +
                                 " is there already, and is no copy of a Muster database. Name "
                                 "another file.");
    }
}

}  // namespace

void back_up(const std::filesystem::path& database, const std::filesystem::path& copy) {
    if (!std::filesystem::exists(database))
        throw std::runtime_error(database.string() +
                                 " is not there yet: start Muster once, or name another file with "
                                 "MUSTER_DATABASE.");
    auto source = open_ours(database);
    const auto folder = std::filesystem::absolute(copy).parent_path();
    if (!std::filesystem::is_directory(folder))
        throw std::runtime_error("The folder " + folder.string() + " is not there.");
    require_replaceable(database, copy);

    auto fresh = copy;
    fresh += ".new";
    std::error_code failure;
    std::filesystem::remove(fresh, failure);  // of a copy that was interrupted
    try {
        // SQLite takes an empty file, and leaves its mode as it is.
        if (!open_file(fresh, O_WRONLY | O_CREAT | O_EXCL).is_open())
            throw cannot(fresh, std::strerror(errno));
        SQLite::Statement into(source, "VACUUM INTO ?");
        into.bind(1, fresh.string());
        into.exec();
        if (!sync(open_file(fresh, O_RDONLY)))
            throw cannot(fresh, std::strerror(errno));
        std::filesystem::rename(fresh, copy);
        if (!sync(open_file(folder, O_RDONLY | O_DIRECTORY)))
            throw cannot(copy, std::strerror(errno));
    } catch (const SQLite::Exception& error) {
        std::filesystem::remove(fresh, failure);
        throw cannot(copy, error.what());
    } catch (...) {
        std::filesystem::remove(fresh, failure);
        throw;
    }
}

}  // namespace muster
