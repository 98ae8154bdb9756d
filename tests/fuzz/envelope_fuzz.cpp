#include "commands/mention.hpp"
#include "slack/envelope.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/payload.hpp"
#include "slack/reply.hpp"
#include "slack/text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace muster;
using namespace muster::slack;

void require(bool holds) {
    if (!holds)
        std::abort();
}

bool is_clean(std::string_view text) {
    return without_controls(text) == text;
}

void check(const Request& request) {
    require(!request.identities.empty());
    require(is_clean(request.user.name) && is_clean(request.value) && is_clean(request.name));
    // The marks of mentions are the only control characters, and they come off.
    require(is_clean(without_mentions(request.text)));
    for (const auto& [name, text] : request.fields)
        require(is_clean(name) && is_clean(text));
    for (const auto& [name, text] : request.details)
        require(is_clean(name) && is_clean(text));
}

}  // namespace

// Reads anything as a frame of Socket Mode, and what follows from it: no bytes may crash or hang
// it, or bring a control character past the door.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static const Self self{"/incident", "T0TEAM", "U0BOT", "B0BOT"};
    const auto readable = to_readable_text(repair_utf8(bytes));
    require(is_clean(readable));
    require(to_mrkdwn(Words(readable)).find('<') == std::string::npos);
    const auto envelope = read_envelope(bytes);
    if (!envelope)
        return 0;
    require(!acknowledgement(*envelope).empty());
    const auto incoming = read_request(*envelope, self);
    require(incoming.request.has_value() == incoming.why_not.empty());
    if (incoming.request)
        check(*incoming.request);
    Reply reply;
    reply.words = Words(readable);
    reply.refused = size % 2 == 1;
    const auto stored = encode_answer(reply, *envelope);
    const auto again = decode_answer(stored);
    require(again.ack == payloads_of(reply, *envelope).ack);
    return 0;
}
