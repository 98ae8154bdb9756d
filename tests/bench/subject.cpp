#include "tests/bench/subject.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace muster::bench {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (auto& text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::chrono::nanoseconds cpu_of(pid_t process) {
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return {};
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

Subject::Subject(const std::vector<std::string>& command,
                 const std::map<std::string, std::string>& environment,
                 const std::filesystem::path& folder) {
    // All memory is taken before the fork: between fork and exec only system calls are safe.
    auto arguments = command;
    std::vector<std::string> variables;
    variables.reserve(environment.size());
    for (const auto& [name, value] : environment)
        variables.emplace_back(name).append("=").append(value);
    const auto argument_list = pointers(arguments);
    const auto variable_list = pointers(variables);
    const std::string place = folder.string();
    const std::string output = (folder / "output.log").string();

    process_ = fork();
    if (process_ < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
    if (process_ == 0) {
        const int log = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        const int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (log < 0 || none < 0 || dup2(none, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 ||
            chdir(place.c_str()) != 0)
            _exit(126);
        execve(argument_list[0], argument_list.data(), variable_list.data());
        _exit(127);
    }
}

Subject::~Subject() {
    if (running()) {
        kill(process_, SIGKILL);
        waitpid(process_, &status_, 0);
    }
}

std::chrono::nanoseconds Subject::cpu() const {
    auto all = cpu_of(process_);
    const auto id = std::to_string(process_);
    std::ifstream children("/proc/" + id + "/task/" + id + "/children");
    for (pid_t child = 0; children >> child;)
        all += cpu_of(child);
    return all;
}

double Subject::resident_megabytes() const {
    std::ifstream in("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("VmRSS:"))
            return std::stod(line.substr(6)) / 1024;
    return 0;
}

bool Subject::running() {
    if (process_ < 0)
        return false;
    if (waitpid(process_, &status_, WNOHANG) == 0)
        return true;
    process_ = -1;
    return false;
}

int Subject::wait(std::chrono::milliseconds limit) {
    if (running()) {
        // A descriptor that becomes readable when the process ends: no waiting in steps.
        const int handle = static_cast<int>(syscall(SYS_pidfd_open, process_, 0));
        pollfd ended{handle, POLLIN, 0};
        if (handle < 0 || poll(&ended, 1, static_cast<int>(limit.count())) != 1)
            kill(process_, SIGKILL);
        if (handle >= 0)
            close(handle);
        waitpid(process_, &status_, 0);
        process_ = -1;
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

int Subject::stop() {
    if (running())
        kill(process_, SIGTERM);
    return wait(std::chrono::seconds(10));
}

}  // namespace muster::bench
