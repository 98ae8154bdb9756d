#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::sandbox {

// Something that goes wrong on demand.
//
// Where: a method ("chat.postMessage"), "response_url", "upload", "*" for any of these; on the
// socket "socket.handshake", or for what is delivered "socket.slash_commands",
// "socket.interactive", "socket.events_api", "socket.*".
struct Fault {
    enum class Action {
        rate_limit,  // 429; Retry-After `seconds`
        status,      // an answer with that HTTP `status` and no JSON: 500, 503; of a handshake 409
        cut_before,  // the connection ends, nothing took effect
        cut_after,   // it takes effect, and the connection ends without an answer
        delay,       // `milliseconds` late
        not_json,    // 200, but the body is a page of HTML; nothing took effect
        error,       // ok:false with `error`
        duplicate,   // the same envelope a second time on the same connection
        duplicate_elsewhere,  // … on another connection, where there is one
        retry,                // an event again as an unacknowledged one, though it was acknowledged
        disconnect,           // `reason` instead of the envelope, which goes elsewhere or is lost
        deaf,                 // the connection stays open, but nothing is read or sent any more
        lost,                 // the envelope is never sent: as if no acknowledgement came
        again,                // should the connection end before the acknowledgement: on the next
    };

    std::string where = "*";
    Action action = Action::error;
    int count = 1;  // how many times; below 0 without end
    int after = 0;  // how many matching calls pass unharmed first
    int seconds = 1;
    int milliseconds = 0;
    int status = 503;
    std::string error = "internal_error";
    std::string reason = "refresh_requested";
};

// "cut_after" and the like; nothing for an unknown word.
std::optional<Fault::Action> to_action(std::string_view word);
std::string_view to_word(Fault::Action action);

// From `{"method":…,"action":…,"count":…}`; the sentence that says what is wrong with it, else.
std::string read_fault(const nlohmann::json& from, Fault& into);

// The faults that are still to come, in the order they were added: each call meets the first that
// matches it and is due.
class Faults {
public:
    void add(Fault fault) { faults_.push_back(std::move(fault)); }
    void clear() { faults_.clear(); }
    // The fault that strikes this call now, which is thereby used up once.
    std::optional<Fault> take(std::string_view where);
    std::size_t left() const { return faults_.size(); }

private:
    std::vector<Fault> faults_;
};

}  // namespace muster::sandbox
