#pragma once

#include "domain/document.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace muster {

enum class Hours { of_24, of_12 };  // "14:02", "2:02pm"

// The two moments between which people were affected: started (or detected) to repaired (or
// resolved). Either may be null.
std::pair<const KeyMoment*, const KeyMoment*> affected_window(const Incident& incident);

// Times as one document shows them, in one zone: it is named once, or where its clocks changed
// within the document, behind each time. Seconds are shown where a person or a machine gave them;
// of the moment at which somebody typed or Slack noted something only where a minute holds several
// entries, or where a duration could not be checked against its times without them.
class DocumentTimes {
public:
    DocumentTimes(const Dossier& dossier, const Zone& zone, Hours hours);

    // Whether clocks changed within the document.
    [[nodiscard]] bool changes() const { return marks_.size() > 1; }
    // "All times are BST (Europe/London)."
    [[nodiscard]] std::string zone_note() const;

    // "14:02", "~14:30–20:30", "23:15 to 03:15 on 2024-06-12"; each clock with its mark where they
    // change.
    [[nodiscard]] std::string entry(const Entry& entry) const;
    // "~2024-06-11 14:02 BST".
    [[nodiscard]] std::string key(const KeyMoment& moment) const;
    // "2024-06-11 14:02 BST", to the minute: when an update was posted.
    [[nodiscard]] std::string update(Instant at) const;
    // "From ~14:00 to 21:11 BST on 2024-06-11": what lies between two key times.
    [[nodiscard]] std::string window(const KeyMoment& from, const KeyMoment& to) const;

private:
    void note(Instant at);
    void show_seconds_of_keys(const Incident& incident);
    void show_seconds_of_entries(const std::vector<Entry>& entries);
    [[nodiscard]] Instant shown(Instant at, const std::set<Instant>& exact) const;
    [[nodiscard]] std::string clock(Instant at) const;
    [[nodiscard]] std::string marked_clock(Instant at) const;
    [[nodiscard]] std::string full(Instant at) const;
    // "BST", or "UTC+3" where the zone has no letters for it.
    [[nodiscard]] std::string mark(Instant at) const;

    Zone zone_;
    Hours hours_;
    std::map<std::string, std::chrono::seconds> marks_;  // with the offset each stands for
    std::set<Instant> exact_keys_;
    std::set<Instant> exact_entries_;
};

}  // namespace muster
