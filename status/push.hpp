#pragma once

#include "domain/effect.hpp"
#include "domain/places.hpp"
#include "domain/settings.hpp"
#include "status/push_news.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace muster::status {

// One call to a target, but for what its key adds (status/push_key.hpp).
struct PushRequest {
    std::string method;  // "POST"
    std::string url;     // absolute
    std::string body;    // JSON; empty: none
    std::chrono::seconds within{30};
};

// What came of it.
struct PushAnswer {
    enum class Kind {
        answered,
        not_sent,  // nothing of it can have arrived
        lost       // it may have arrived
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::string body;
    std::string retry_after;  // the header field
    std::string location;     // the same
    std::string problem;      // not answered: why, in words
};

// An effect on its way to a target, with all that is needed to make it happen.
struct PushParcel {
    EffectId mark;
    Effect effect;
    PushTarget target;
    PushNews news;                 // as the record stands now
    PushedPlaces known;            // what the target has of the incident
    int tries = 0;                 // attempts that ended before
    bool outcome_unknown = false;  // an earlier attempt may have arrived: look first
    std::string progress;          // what an earlier attempt noted; empty at first
};

// How an attempt ended.
struct PushEnding {
    enum class End { delivered, refused, later, unknown };
    End end = End::delivered;
    Instant next_try{};  // later, unknown
    std::string progress;
    PushedPlaces made;      // what the target has now; empty members: nothing new
    std::string problem;    // what the target said, or why it was not reached; empty when delivered
    bool in_doubt = false;  // refused: what an earlier attempt sent may have arrived
    bool gone = false;      // refused: and whatever else goes to it will be
};

// What to do next: make a call, or settle.
struct PushStep {
    bool done = false;
    PushRequest request;
    // Must be on disk before the call: repeating it unawares would double something.
    std::optional<std::string> note;
    PushEnding ending;
};

class PushWork;

// One attempt to bring one effect to one target, without sockets: start() says what to do first,
// next() what to do after that was answered, until a step is `done`. Knows of each make how a thing
// is made, how an unknown outcome is looked up before anything is sent again, and which answers end
// it (status/CONTRACT.md 5). What the target refused is to be kept until somebody has changed
// something, and tried again then.
class Push {
public:
    explicit Push(PushParcel parcel);
    ~Push();
    Push(const Push&) = delete;
    Push& operator=(const Push&) = delete;

    PushStep start(Instant now);
    PushStep next(PushAnswer answer, Instant now);

private:
    std::unique_ptr<PushWork> work_;
};

}  // namespace muster::status
