#include "storage/captures.hpp"

#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <string>

namespace muster {
namespace {

// A message is in the timelines of a few incidents at most.
constexpr int most_of_a_message = 50;

Capture capture_in(const Query& row) {
    auto capture = JsonReader::value<Capture>(row.text(4));
    capture.incident = id_of(row.number(0));
    capture.message = {ChannelId(row.text(1)), MessageTs(row.text(2))};
    capture.entry = row.integer(3);
    return capture;
}

}  // namespace

std::optional<Capture> Captures::of(IncidentId id, const MessagePlace& message) const {
    auto query = database_.query(
        "SELECT incident, channel, message, entry, body FROM captures "
        "WHERE incident = ?1 AND channel = ?2 AND message = ?3",
        key_of(id), message.channel.str(), message.ts.str());
    if (!query.step())
        return std::nullopt;
    return capture_in(query);
}

std::vector<Capture> Captures::of(const MessagePlace& message) const {
    std::vector<Capture> captures;
    auto query = database_.query(
        "SELECT incident, channel, message, entry, body FROM captures "
        "WHERE channel = ?1 AND message = ?2 ORDER BY incident LIMIT ?3",
        message.channel.str(), message.ts.str(), most_of_a_message);
    while (query.step())
        captures.push_back(capture_in(query));
    return captures;
}

std::optional<Capture> Captures::of(IncidentId id, int entry) const {
    auto query = database_.query(
        "SELECT incident, channel, message, entry, body FROM captures "
        "WHERE incident = ?1 AND entry = ?2",
        key_of(id), entry);
    if (entry < 1 || !query.step())
        return std::nullopt;
    return capture_in(query);
}

std::optional<SlackMessage> Captures::shown(const MessagePlace& message) const {
    auto query =
        database_.query("SELECT body FROM shown_messages WHERE channel = ?1 AND message = ?2",
                        message.channel.str(), message.ts.str());
    if (!query.step())
        return std::nullopt;
    return JsonReader::value<SlackMessage>(query.text(0));
}

void Captures::keep(const Capture& capture) {
    const auto& [channel, ts] = capture.message;
    database_.run(
        "INSERT INTO captures (incident, channel, message, entry, body) "
        "VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT (incident, channel, message) DO UPDATE SET entry = ?4, body = ?5",
        key_of(capture.incident), channel.str(), ts.str(), capture.entry,
        JsonWriter::object(capture));
    // Its text is in the record now.
    if (capture.entry != 0)
        database_.run("DELETE FROM shown_messages WHERE channel = ?1 AND message = ?2",
                      channel.str(), ts.str());
}

void Captures::show(const SlackMessage& message, Instant now) {
    const auto& [channel, ts] = message.place;
    database_.run(
        "INSERT INTO shown_messages (channel, message, at, body) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (channel, message) DO UPDATE SET at = ?3, body = ?4",
        channel.str(), ts.str(), now, JsonWriter::object(message));
}

void Captures::move(const ChannelId& from, const ChannelId& to) {
    database_.run("UPDATE OR IGNORE captures SET channel = ?2 WHERE channel = ?1", from.str(),
                  to.str());
    database_.run("DELETE FROM shown_messages WHERE channel = ?1", from.str());
}

void Captures::forget_shown(Instant before) {
    database_.run("DELETE FROM shown_messages WHERE at < ?1", before);
}

}  // namespace muster
