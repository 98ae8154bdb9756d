#pragma once

#include "domain/record.hpp"
#include "storage/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// A command typed in a shell on Muster's own machine: `muster do --as USER 'INC-7 log …'`.
struct LocalCommand {
    std::string as;    // a user id, or a name that only one person has
    std::string text;  // what would follow the slash command
};

// What its writer reads. `done`: false where the words explain a mistake and nothing changed.
struct LocalAnswer {
    bool done = false;
    std::string words;
};

// The longest of either, in bytes, as it travels: the longest text there may be, each character of
// it escaped.
constexpr std::size_t most_local_bytes = std::size_t{512} * 1024;

// As one line of JSON, and back; nothing for any other text.
std::string to_line(const LocalCommand& command);
std::string to_line(const LocalAnswer& answer);
std::optional<LocalCommand> read_local_command(std::string_view line);
std::optional<LocalAnswer> read_local_answer(std::string_view line);

// The command as a job for the store. Its outcome's answer is an answer's line. Whoever it is typed
// as has their own zone and rights; forms and buttons have no place in a shell.
Job local_job(LocalCommand command, const Settings& settings, Instant now);

}  // namespace muster
