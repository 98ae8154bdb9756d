#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace muster::bench {

// A program under measurement, running as a child with an environment of its own.
class Subject {
public:
    // Starts it in `folder`; its output goes to output.log there. Throws when it cannot be started.
    Subject(const std::vector<std::string>& command,
            const std::map<std::string, std::string>& environment,
            const std::filesystem::path& folder);
    ~Subject();  // kills what has not ended
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;

    // Processor time of all its threads, and of the processes it has started, so far.
    [[nodiscard]] std::chrono::nanoseconds cpu() const;
    [[nodiscard]] double resident_megabytes() const;
    [[nodiscard]] bool running();
    // Waits up to `limit` for its end, then kills it. Returns the exit status, or minus the signal
    // that ended it.
    int wait(std::chrono::milliseconds limit);
    // SIGTERM, then waits up to 10 s.
    int stop();

private:
    pid_t process_ = -1;
    int status_ = 0;
};

}  // namespace muster::bench
