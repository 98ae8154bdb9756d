#include "storage/kept_reminders.hpp"

#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

namespace muster {

void KeptReminders::keep(const Reminder& reminder) {
    database_.run(
        "INSERT INTO reminders (incident, subject, due, said, times, until, stopped, who) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (incident, subject) DO UPDATE "
        "SET due = ?3, said = ?4, times = ?5, until = ?6, stopped = ?7, who = ?8",
        key_of(reminder.incident), reminder.subject, reminder.due, reminder.said, reminder.times,
        reminder.until, reminder.stopped, JsonWriter::object(reminder.by));
}

void KeptReminders::keep(const HomeTab& home) {
    database_.run(
        "INSERT INTO homes (person, opened, page, hash) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (person) DO UPDATE SET opened = ?2, page = ?3, hash = ?4",
        home.person.str(), home.opened, home.page, home.hash);
}

void KeptReminders::keep_hash(const UserId& user, const std::string& hash) {
    database_.run("UPDATE homes SET hash = ?2 WHERE person = ?1", user.str(), hash);
}

std::vector<Reminder> KeptReminders::reminders(IncidentId id) const {
    std::vector<Reminder> reminders;
    auto query = database_.query(
        "SELECT subject, due, said, times, until, stopped, who FROM reminders WHERE incident = ?1 "
        "ORDER BY subject",
        key_of(id));
    while (query.step()) {
        Reminder& one = reminders.emplace_back();
        one.incident = id;
        one.subject = query.text(0);
        one.due = query.instant(1);
        if (!query.null(2))
            one.said = query.instant(2);
        one.times = query.integer(3);
        if (!query.null(4))
            one.until = query.instant(4);
        one.stopped = query.flag(5);
        one.by = JsonReader::value<Person>(query.text(6));
    }
    return reminders;
}

std::optional<HomeTab> KeptReminders::home(const UserId& user) const {
    auto query =
        database_.query("SELECT opened, page, hash FROM homes WHERE person = ?1", user.str());
    if (!query.step())
        return std::nullopt;
    return HomeTab{user, query.instant(0), query.integer(1), query.text(2)};
}

std::vector<UserId> KeptReminders::home_readers(Instant since, int limit) const {
    std::vector<UserId> readers;
    auto query = database_.query(
        "SELECT person FROM homes WHERE opened >= ?1 ORDER BY opened DESC, person LIMIT ?2", since,
        limit);
    while (query.step())
        readers.emplace_back(query.text(0));
    return readers;
}

}  // namespace muster
