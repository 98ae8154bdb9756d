#include "commands/mention.hpp"
#include "slack/envelope.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/payload.hpp"
#include "slack/people.hpp"
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

void check(const Told& told) {
    require(told.at >= ToldAt{});
    if (const auto* const profile = std::get_if<Profile>(&told.fact))
        require(!profile->person.user.empty() && is_clean(profile->person.name) &&
                is_clean(profile->handle) && is_clean(profile->zone));
    if (const auto* const group = std::get_if<UserGroup>(&told.fact))
        require(!group->id.empty() && is_clean(group->handle) && is_clean(group->name));
    if (const auto* const channel = std::get_if<ChannelName>(&told.fact))
        require(!channel->id.empty() && is_clean(channel->name));
    if (const auto* const membership = std::get_if<Membership>(&told.fact))
        require(!membership->channel.empty() && !membership->user.empty());
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
    for (const auto& told : told_by_event(envelope->payload, UserId("U0BOT")))
        check(told);
    Reply reply;
    reply.words = Words(readable);
    reply.refused = size % 2 == 1;
    const auto stored = encode_answer(reply, *envelope);
    const auto again = decode_answer(stored);
    require(again.ack == payloads_of(reply, *envelope).ack);
    return 0;
}
