#include "commands/by_hand.hpp"

#include "commands/commands.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace muster {
namespace {

using Kind = Effect::Kind;

// Older messages of ours are not worth a search at each deletion in the announcements channel.
constexpr int most_incidents_searched = 200;

constexpr std::array<std::string_view, 9> about_a_channel{
    "channel_archive",   "channel_deleted", "channel_id_changed", "channel_left", "channel_rename",
    "channel_unarchive", "group_archive",   "group_left",         "group_rename"};
constexpr std::array<std::string_view, 6> brings_a_channel{"channel_created", "channel_id_changed",
                                                           "channel_rename",  "channel_unarchive",
                                                           "group_rename",    "group_unarchive"};
constexpr std::array<std::string_view, 4> about_what_is_in_it{
    "member_joined_channel", "member_left_channel", "message_deleted", "pin_removed"};

bool is_one_of(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

Effect show(Kind kind, IncidentId id, int number = 0) {
    return {kind, id, number, {}, {}};
}

int number_of(const std::map<int, MessageTs>& messages, const MessageTs& ts) {
    const auto found =
        std::ranges::find_if(messages, [&](const auto& entry) { return entry.second == ts; });
    return found == messages.end() ? 0 : found->first;
}

// What shows the message of that incident there; it finds that it is gone, and puts it right.
std::vector<Effect> shows_of(const Places& places, IncidentId id, const MessagePlace& gone) {
    const auto& ts = gone.ts;
    const auto home = places.has_channel() ? places.channel : places.announce_channel;
    if (gone.channel == home && ts == places.card)
        return {show(Kind::show_card, id)};
    if (gone.channel == places.announce_channel && ts == places.announcement)
        return {show(Kind::show_announcement, id)};
    if ((gone.channel == home && ts == places.postmortem) ||
        (gone.channel == places.postmortem_channel && ts == places.postmortem_copy))
        return {show(Kind::show_postmortem, id)};
    int number = 0;
    if (gone.channel == places.announce_channel)
        number = number_of(places.updates, ts);
    if (number == 0 && gone.channel == places.channel)
        number = number_of(places.room_updates, ts);
    if (number != 0)
        return {show(Kind::show_update, id, number)};
    return {};
}

std::vector<Effect> after_deletion(const Record& record, const MessagePlace& gone) {
    if (gone.channel.empty() || gone.ts.empty())
        return {};
    if (const auto id = record.incident_in(gone.channel))
        return shows_of(record.places(*id), *id, gone);
    for (const auto& incident : record.incidents(IncidentFilter::all, 0, most_incidents_searched))
        if (auto shows = shows_of(record.places(incident.id), incident.id, gone); !shows.empty())
            return shows;
    return {};
}

// Somebody whom Slack would not let Muster invite is there now: inviting them again finds that out.
std::vector<Effect> after_joining(const Record& record, IncidentId id, const UserId& user) {
    auto invite = show(Kind::show_members, id);
    invite.people = {user.str()};
    const auto about = about_of(invite, user.str());
    const auto places = record.places(id);
    const bool was_refused = std::ranges::any_of(
        places.refusals, [&](const Refusal& refusal) { return refusal.about == about; });
    return was_refused ? std::vector<Effect>{std::move(invite)} : std::vector<Effect>{};
}

bool is_configured(const Settings& settings, std::string name) {
    const auto is = [&](std::string_view configured) {
        return name == configured.substr(configured.starts_with('#') ? 1 : 0);
    };
    return is(settings.announce_channel) || is(settings.postmortem_channel);
}

// The channels that may be used again, as the outbox waits for them.
std::vector<std::string> places_back(const Record& record, const Request& event, bool is_us) {
    const bool joined = event.name == "member_joined_channel" && is_us;
    if (!joined && !is_one_of(brings_a_channel, event.name))
        return {};
    std::vector<std::string> back{event.place.str()};
    if (const auto moved = detail(event, "new_channel_id"); !moved.empty())
        back.push_back(moved);
    // An archived or unseen channel has no name for whoever waits for it.
    const auto name = detail(event, "channel.name");
    if (!record.incident_in(event.place) &&
        (name.empty() || is_configured(record.settings(), name)))
        back.emplace_back("#");
    return back;
}

}  // namespace

bool is_by_hand(const Request& event) {
    return is_one_of(about_a_channel, event.name) || is_one_of(brings_a_channel, event.name) ||
           is_one_of(about_what_is_in_it, event.name);
}

Decision by_hand(const Record& record, const Request& event) {
    const bool is_us = detail(event, "is_us") == "true";
    const bool came_or_went =
        event.name == "member_joined_channel" || event.name == "member_left_channel";
    Decision decision;
    decision.places_back = places_back(record, event, is_us);
    if (event.name == "message_deleted") {
        decision.effects =
            after_deletion(record, {event.place, MessageTs(detail(event, "deleted_ts"))});
        return decision;
    }
    const auto id = record.incident_in(event.place);
    if (!id)
        return decision;
    if (is_one_of(about_a_channel, event.name) || event.name == "group_unarchive" ||
        (came_or_went && is_us))
        decision.effects = {show(Kind::show_channel, *id)};
    else if (event.name == "member_joined_channel")
        decision.effects = after_joining(record, *id, event.user.user);
    else if (event.name == "pin_removed" && !is_us &&
             detail(event, "item.message.ts") == record.places(*id).card.str())
        decision.effects = {show(Kind::show_pin, *id)};
    return decision;
}

}  // namespace muster
