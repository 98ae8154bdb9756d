#include "sandbox/faults.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster::sandbox {
namespace {

constexpr std::pair<Fault::Action, std::string_view> words[] = {
    {Fault::Action::rate_limit, "rate_limit"},
    {Fault::Action::status, "status"},
    {Fault::Action::cut_before, "cut_before"},
    {Fault::Action::cut_after, "cut_after"},
    {Fault::Action::delay, "delay"},
    {Fault::Action::not_json, "not_json"},
    {Fault::Action::error, "error"},
    {Fault::Action::duplicate, "duplicate"},
    {Fault::Action::duplicate_elsewhere, "duplicate_elsewhere"},
    {Fault::Action::retry, "retry"},
    {Fault::Action::disconnect, "disconnect"},
    {Fault::Action::deaf, "deaf"},
    {Fault::Action::lost, "lost"},
    {Fault::Action::again, "again"},
};

bool matches(const Fault& fault, std::string_view where) {
    if (fault.where == where)
        return true;
    const bool on_socket = where.starts_with("socket.");
    if (fault.where == "socket.*")
        return on_socket && where != "socket.handshake";
    return fault.where == "*" && !on_socket;
}

}  // namespace

std::optional<Fault::Action> to_action(std::string_view word) {
    const auto* found =
        std::ranges::find(words, word, &std::pair<Fault::Action, std::string_view>::second);
    return found == std::end(words) ? std::nullopt : std::optional(found->first);
}

std::string_view to_word(Fault::Action action) {
    const auto* found =
        std::ranges::find(words, action, &std::pair<Fault::Action, std::string_view>::first);
    return found == std::end(words) ? std::string_view() : found->second;
}

std::string read_fault(const nlohmann::json& from, Fault& into) {
    if (!from.is_object())
        return "a fault is an object such as {\"method\":\"*\",\"action\":\"cut_after\"}";
    try {
        const auto action = to_action(from.value("action", ""));
        if (!action) {
            std::string known;
            for (const auto& [value, word] : words)
                known += (known.empty() ? "" : ", ") + std::string(word);
            return "\"action\" is one of " + known;
        }
        into.action = *action;
        into.where = from.value("method", into.where);
        into.count = from.value("count", into.count);
        into.after = from.value("after", into.after);
        into.seconds = from.value("seconds", into.seconds);
        into.milliseconds = from.value("ms", into.milliseconds);
        into.status = from.value("status", into.status);
        into.error = from.value("error", into.error);
        into.reason = from.value("reason", into.reason);
    } catch (const nlohmann::json::exception& wrong) {
        return wrong.what();
    }
    return {};
}

std::optional<Fault> Faults::take(std::string_view where) {
    for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
        if (!matches(*fault, where) || fault->count == 0)
            continue;
        if (fault->after > 0) {
            --fault->after;
            continue;
        }
        const Fault taken = *fault;
        if (fault->count > 0 && --fault->count == 0)
            faults_.erase(fault);
        return taken;
    }
    return std::nullopt;
}

}  // namespace muster::sandbox
