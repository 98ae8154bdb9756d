#pragma once

#include "status/document.hpp"
#include "status/model.hpp"
#include "status/page.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace muster::status {

// Everything that can be asked for at one moment, whole answers, ready to be sent. Immutable: any
// thread may read it as long as it holds it.
class Snapshot {
public:
    struct PathHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view path) const {
            return std::hash<std::string_view>{}(path);
        }
    };
    using Documents =
        std::unordered_map<std::string, std::shared_ptr<const Document>, PathHash, std::equal_to<>>;

    explicit Snapshot(Documents documents, Documents special)
        : documents_(std::move(documents)), special_(std::move(special)) {}

    // What stands at exactly that path (no query), or null.
    [[nodiscard]] const Document* find(std::string_view path) const;
    // The 404 and the 405 for that path: JSON below /api/, a page elsewhere.
    [[nodiscard]] const Document& missing(std::string_view path) const;
    [[nodiscard]] const Document& refused_method(std::string_view path) const;

    [[nodiscard]] const Documents& documents() const { return documents_; }
    [[nodiscard]] const Documents& special() const { return special_; }

private:
    Documents documents_;
    Documents special_;
};

// Keeps what the public sees and makes snapshots of it. Not thread-safe.
class SnapshotBuilder {
public:
    explicit SnapshotBuilder(const Settings& settings, const Pages::Override& override = {});

    // What the public sees of an incident from now on; nothing takes it off the page.
    void update(IncidentId id, std::optional<PublicIncident> incident);
    // Whether a build would look at anything again; the parts' days end with today.
    [[nodiscard]] bool dirty(Instant now) const {
        return lists_dirty_ || !dirty_.empty() || (next_day_ && now >= *next_day_);
    }
    // When a build is needed though nothing changed; nothing: never.
    [[nodiscard]] std::optional<Instant> next_day() const { return next_day_; }

    // The snapshot of what is known now. Documents whose bytes did not change are the previous
    // snapshot's own, ETag and date included; `now` dates those that did. When it throws, nothing
    // is lost: the next build makes up for it.
    [[nodiscard]] std::shared_ptr<const Snapshot> build(const Snapshot* previous, Instant now);

    [[nodiscard]] const PublicRecord& record() const { return record_; }

private:
    void make_components(Instant now);

    Settings settings_;
    PublicRecord record_;
    // When a component became as it is though no account says so: what said otherwise was taken off
    // the page. By PublicComponent::id.
    std::map<std::string, Instant> turned_;
    std::optional<Instant> next_day_;
    Pages pages_;
    std::set<IncidentId> dirty_;  // whose own page is to be made again
    bool lists_dirty_ = true;
    bool log_dirty_ = true;
};

}  // namespace muster::status
