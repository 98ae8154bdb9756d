#include "storage/fault_point.hpp"

#include <array>

#ifdef MUSTER_FAULT_POINTS
#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>
#endif

namespace muster {
namespace {

constexpr std::array<std::string_view, 22> names{
    // storage: each statement of a request's transaction
    "store.began", "store.decided", "store.wrote_head", "store.wrote_change", "store.wrote_list",
    "store.wrote_effect", "store.wrote_request", "store.before_commit", "store.committed",
    // storage: each step of an attempt at delivery
    "outbox.before_begin", "outbox.begun", "outbox.before_settle", "outbox.settled",
    // the outbox worker, around each touch of the network
    "deliver.before_call", "deliver.called", "deliver.uploaded",
    // the push worker, around each call to a target
    "push.before_call", "push.called",
    // the status page's files: the list of them, each file, each that goes
    "export.listed", "export.written", "export.renamed", "export.removed"};

#ifdef MUSTER_FAULT_POINTS
struct Fault {
    std::string name;
    int count = 0;
};

Fault wanted_fault() {
    const char* const wanted = std::getenv("MUSTER_FAULT");
    if (wanted == nullptr || *wanted == '\0')
        return {};
    Fault fault{wanted, 1};
    if (const auto colon = fault.name.find(':'); colon != std::string::npos) {
        const auto count = fault.name.substr(colon + 1);
        const auto end = count.data() + count.size();
        if (std::from_chars(count.data(), end, fault.count).ptr != end || fault.count < 1)
            throw std::runtime_error("MUSTER_FAULT: \"" + count + "\" is not a count from 1");
        fault.name.resize(colon);
    }
    if (std::ranges::find(names, fault.name) == names.end())
        throw std::runtime_error("MUSTER_FAULT: there is no point \"" + fault.name + "\"");
    return fault;
}
#endif

}  // namespace

std::span<const std::string_view> fault_points() {
    return names;
}

#ifdef MUSTER_FAULT_POINTS
void fault_point(std::string_view name) {
    static std::atomic<int> reached = 0;
    const Fault wanted = wanted_fault();  // each time: a test sets it in a child of its own
    if (name == wanted.name && ++reached == wanted.count)
        std::raise(SIGKILL);
}
#endif

}  // namespace muster
