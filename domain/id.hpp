#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

// An opaque name given by somebody else, of one kind only: a UserId does not fit a ChannelId.
// An empty one stands for "none".
template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string value) : value_(std::move(value)) {}

    [[nodiscard]] const std::string& str() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }

    friend bool operator==(const Id&, const Id&) = default;
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string value_;
};

using UserId = Id<struct UserTag>;        // a person's in Slack: "U024BE7LH", "W…"
using GroupId = Id<struct GroupTag>;      // a user group's in Slack: "S0615G0KT"
using ChannelId = Id<struct ChannelTag>;  // "C…", "G…" or "D…"
using TeamId = Id<struct TeamTag>;        // a workspace: "T…"
// A message's name within its channel, Slack's "1767225600.000100". Never a number: parsing it
// loses digits. Of equal length, later ones compare greater.
using MessageTs = Id<struct MessageTsTag>;
// Muster's own opaque mark on whatever it makes outside, by which it is found there again.
using EffectId = Id<struct EffectTag>;

// The series count apart, so that a gap in one betrays nothing of the others.
enum class Series { incident, private_incident, drill, maintenance };

// INC-7, PRV-3, DRL-2, MNT-4. Numbers start at 1.
struct IncidentId {
    Series series = Series::incident;
    int number = 0;

    friend bool operator==(const IncidentId&, const IncidentId&) = default;
    friend auto operator<=>(const IncidentId&, const IncidentId&) = default;
};

// "INC-7".
std::string to_string(IncidentId id);
// Reads "INC-7" in any case; nothing when the text is anything else or the number exceeds 9 digits.
std::optional<IncidentId> read_incident_id(std::string_view text);

}  // namespace muster

template <class Tag>
struct std::hash<muster::Id<Tag>> {
    std::size_t operator()(const muster::Id<Tag>& id) const {
        return std::hash<std::string>{}(id.str());
    }
};
