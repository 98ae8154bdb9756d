#include "status/snapshot.hpp"

#include "status/api_v2.hpp"
#include "status/calendar.hpp"
#include "status/dates.hpp"
#include "status/favicon.hpp"
#include "status/feed.hpp"

#include <algorithm>
#include <utility>

namespace muster::status {
namespace {

constexpr std::string_view fresh =
    "public, max-age=10, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600";
constexpr std::string_view fresh_feed =
    "public, max-age=60, stale-while-revalidate=60, stale-if-error=3600";
constexpr std::string_view fresh_asset = "public, max-age=86400";
constexpr std::string_view fresh_error = "public, max-age=10";
constexpr std::string_view closed_policy = "default-src 'none'; frame-ancestors 'none'";
constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view html_type = "text/html; charset=utf-8";

constexpr std::string_view api_missing = "api 404";
constexpr std::string_view page_missing = "page 404";
constexpr std::string_view api_refused = "api 405";
constexpr std::string_view page_refused = "page 405";

bool is_api(std::string_view path) {
    return path.starts_with("/api/");
}

Document::Kind kind(std::string_view type, std::string_view cache, bool anywhere) {
    return {200, std::string(type), std::string(cache), std::string(closed_policy), anywhere, {}};
}

Document::Kind html_kind(const std::string& policy) {
    return {200, std::string(html_type), std::string(fresh), policy, false, {}};
}

Document::Kind error_kind(int status, bool api, const std::string& policy) {
    Document::Kind made = api ? kind(json_type, fresh_error, true) : html_kind(policy);
    made.status = status;
    made.cache = fresh_error;
    if (status == 405)
        made.more = "Allow: GET, HEAD\r\n";
    return made;
}

// The previous document where its bytes are the same, else a new one of `now`.
std::shared_ptr<const Document> kept_or_made(const std::shared_ptr<const Document>& previous,
                                             Document::Kind kind, const std::string& body,
                                             Instant now) {
    if (previous && previous->body() == body)
        return previous;
    // A date to the second cannot tell two versions of the same second apart.
    const bool datable = !previous || (previous->made_at() < now);
    const auto made_at = previous ? std::max(now, previous->made_at()) : now;
    return std::make_shared<const Document>(std::move(kind), body, made_at, datable);
}

// Whether the log shows both alike: what is written into an update need not make it anew.
bool same_in_log(const PublicIncident& a, const PublicIncident& b) {
    return a.title == b.title && a.created_at == b.created_at && a.closed == b.closed &&
           a.times == b.times && a.first_times == b.first_times;
}

class Assembler {
public:
    Assembler(const Snapshot* previous, Instant now) : previous_(previous), now_(now) {}

    void add(const std::string& path, Document::Kind kind, const std::string& body) {
        documents_[path] = kept_or_made(before(path, false), std::move(kind), body, now_);
    }
    void add_special(std::string_view name, Document::Kind kind, const std::string& body) {
        special_[std::string(name)] = kept_or_made(before(name, true), std::move(kind), body, now_);
    }
    // Takes the previous snapshot's document over; false when it had none.
    bool keep(const std::string& path) {
        auto document = before(path, false);
        if (!document)
            return false;
        documents_[path] = std::move(document);
        return true;
    }
    std::shared_ptr<const Snapshot> finished() {
        return std::make_shared<const Snapshot>(std::move(documents_), std::move(special_));
    }

private:
    [[nodiscard]] std::shared_ptr<const Document> before(std::string_view path,
                                                         bool special) const {
        if (previous_ == nullptr)
            return nullptr;
        const auto& all = special ? previous_->special() : previous_->documents();
        const auto found = all.find(path);
        return found == all.end() ? nullptr : found->second;
    }

    const Snapshot* previous_;
    Instant now_;
    Snapshot::Documents documents_;
    Snapshot::Documents special_;
};

const Document& special_of(const Snapshot& snapshot, std::string_view name) {
    return *snapshot.special().find(name)->second;
}

}  // namespace

const Document* Snapshot::find(std::string_view path) const {
    const auto found = documents_.find(path);
    return found == documents_.end() ? nullptr : found->second.get();
}

const Document& Snapshot::missing(std::string_view path) const {
    return special_of(*this, is_api(path) ? api_missing : page_missing);
}

const Document& Snapshot::refused_method(std::string_view path) const {
    return special_of(*this, is_api(path) ? api_refused : page_refused);
}

SnapshotBuilder::SnapshotBuilder(const Settings& settings, const Pages::Override& override)
    : settings_(settings), pages_(override, settings.page_look) {
    record_.page = public_page(settings);
    record_.components = public_components(settings, {});
}

void SnapshotBuilder::update(IncidentId id, std::optional<PublicIncident> incident) {
    auto& incidents = id.series == Series::maintenance ? record_.windows : record_.incidents;
    const auto known = std::ranges::find(incidents, id, &PublicIncident::id);
    if (known != incidents.end() && incident && *known == *incident)
        return;
    if (known == incidents.end() && !incident)
        return;
    log_dirty_ =
        log_dirty_ || known == incidents.end() || !incident || !same_in_log(*known, *incident);
    if (known != incidents.end())
        incidents.erase(known);
    if (incident)
        incidents.insert(std::ranges::lower_bound(incidents, *incident, newer),
                         std::move(*incident));
    dirty_.insert(id);
    lists_dirty_ = true;
}

void SnapshotBuilder::make_components(Instant now) {
    auto components = public_components(settings_, record_.incidents, record_.windows);
    const bool first = !record_.day.ok();
    for (auto& component : components) {
        const auto before =
            std::ranges::find(record_.components, component.id, &PublicComponent::id);
        const bool turned = !first && before != record_.components.end() &&
                            before->status != component.status &&
                            component.updated_at <= before->updated_at;
        if (turned)
            turned_[component.id] = now;
        if (const auto known = turned_.find(component.id); known != turned_.end())
            component.updated_at = std::max(component.updated_at, known->second);
    }
    record_.components = std::move(components);
    record_.day = local_day(now, record_.page.zone);
    const bool any_days = std::ranges::any_of(record_.components, &PublicComponent::showcase);
    next_day_ =
        any_days
            ? std::optional(day_begins(std::chrono::sys_days(record_.day) + std::chrono::days(1),
                                       record_.page.zone))
            : std::nullopt;
}

std::shared_ptr<const Snapshot> SnapshotBuilder::build(const Snapshot* previous, Instant now) {
    Assembler assembler(previous, now);
    make_components(now);
    const auto html = html_kind(pages_.policy());
    const auto& page = record_.page;

    for (const auto* const all : {&record_.incidents, &record_.windows})
        for (const auto& incident : *all) {
            const auto path = path_of(incident);
            if (dirty_.contains(incident.id) || !assembler.keep(path))
                assembler.add(path, html,
                              incident.window ? pages_.maintenance(record_, incident)
                                              : pages_.incident(record_, incident));
        }
    assembler.add("/maintenances.ics", kind("text/calendar; charset=utf-8", fresh_feed, true),
                  calendar(record_));
    for (auto& [path, body] : api_documents(record_))
        assembler.add(path, kind(json_type, fresh, true), body);
    assembler.add("/", html_kind(pages_.index_policy()), pages_.index(record_));
    assembler.add("/history", html, pages_.history(record_));
    if (log_dirty_ || !assembler.keep("/log"))
        assembler.add("/log", html, pages_.log(record_));
    assembler.add("/history.rss", kind("application/rss+xml; charset=utf-8", fresh_feed, true),
                  rss(record_));
    assembler.add("/history.atom", kind("application/atom+xml; charset=utf-8", fresh_feed, true),
                  atom(record_));
    assembler.add("/favicon.ico", kind("image/x-icon", fresh_asset, false), favicon());
    assembler.add("/robots.txt", kind("text/plain; charset=utf-8", fresh_asset, false),
                  "User-agent: *\nAllow: /\n");

    const std::string not_found = R"({"error":"not_found"})";
    const std::string not_allowed = R"({"error":"method_not_allowed"})";
    assembler.add_special(api_missing, error_kind(404, true, {}), not_found);
    assembler.add_special(api_refused, error_kind(405, true, {}), not_allowed);
    assembler.add_special(page_missing, error_kind(404, false, pages_.policy()),
                          pages_.message(page, "Not found", "There is no such page here."));
    assembler.add_special(page_refused, error_kind(405, false, pages_.policy()),
                          pages_.message(page, "Not possible", "Pages here can only be read."));
    auto snapshot = assembler.finished();
    dirty_.clear();
    lists_dirty_ = false;
    log_dirty_ = false;
    return snapshot;
}

}  // namespace muster::status
