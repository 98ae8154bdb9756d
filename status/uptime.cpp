#include "status/uptime.hpp"

#include "domain/working_hours.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace muster::status {
namespace {

using std::chrono::seconds;

// How many accounts say each state at a moment.
class Tally {
public:
    void add(ComponentStatus status, int by) { counts_.at(static_cast<std::size_t>(status)) += by; }
    [[nodiscard]] ComponentStatus worst() const {
        for (std::size_t index = counts_.size(); index > 1; --index)
            if (counts_.at(index - 1) > 0)
                return static_cast<ComponentStatus>(index - 1);
        return ComponentStatus::operational;
    }

private:
    std::array<int, static_cast<std::size_t>(ComponentStatus::major_outage) + 1> counts_{};
};

struct Edge {
    Instant at{};
    ComponentStatus status = ComponentStatus::operational;
    int by = 0;
};

Day next(Day day) {
    return std::chrono::sys_days(day) + std::chrono::days(1);
}

// Goes along a part's past once.
class Walk {
public:
    explicit Walk(const std::vector<StateChange>& past) : next_(past.begin()), end_(past.end()) {}

    // Tells `each` how it was, piece by piece. Times are asked for in their order.
    template <class Each>
    void between(Instant from, Instant to, const Each& each) {
        pass(from);
        for (auto at = from; at < to;) {
            const auto stop = next_ == end_ ? to : std::min(next_->at, to);
            each(status_, stop - at);
            at = stop;
            pass(at);
        }
    }
    // As it is where that ended.
    [[nodiscard]] ComponentStatus status() const { return status_; }

private:
    void pass(Instant at) {
        for (; next_ != end_ && next_->at <= at; ++next_)
            status_ = next_->status;
    }

    std::vector<StateChange>::const_iterator next_;
    std::vector<StateChange>::const_iterator end_;
    ComponentStatus status_ = ComponentStatus::operational;
};

// What a state costs in tenths of the time it lasts.
std::int64_t tenths(ComponentStatus status) {
    if (status == ComponentStatus::major_outage)
        return 10;
    return status == ComponentStatus::partial_outage ? 3 : 0;
}

}  // namespace

std::vector<StateChange> merged(const std::vector<Stretch>& accounts) {
    std::vector<Edge> edges;
    for (const auto& account : accounts) {
        if (account.to && *account.to <= account.from)
            continue;
        edges.push_back({account.from, account.status, 1});
        if (account.to)
            edges.push_back({*account.to, account.status, -1});
    }
    std::ranges::sort(edges, {}, &Edge::at);
    std::vector<StateChange> changes;
    Tally tally;
    auto status = ComponentStatus::operational;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        tally.add(edges[i].status, edges[i].by);
        if (i + 1 < edges.size() && edges[i + 1].at == edges[i].at)
            continue;  // what changes in one moment changes at once
        if (const auto worst = tally.worst(); worst != status) {
            status = worst;
            changes.push_back({edges[i].at, status});
        }
    }
    return changes;
}

Instant day_begins(Day day, const Zone& zone) {
    return moment_on(day, std::chrono::minutes(0), zone);
}

Uptime uptime(const std::vector<StateChange>& past, const UptimeSpan& span) {
    Uptime made;
    std::int64_t time = 0;
    std::int64_t lost_tenths = 0;
    Walk walk(past);
    auto day = Day(std::chrono::sys_days(span.last) - std::chrono::days(span.days - 1));
    const auto told = std::max(span.until, day_begins(span.last, span.zone));
    for (int i = 0; i < span.days; ++i) {
        const auto begin = day_begins(day, span.zone);
        const auto end = day_begins(next(day), span.zone);
        UptimeDay shown;
        shown.day = day;
        shown.known = span.since && day >= *span.since;
        day = next(day);
        walk.between(begin, std::min(end, told), [&](ComponentStatus status, seconds length) {
            if (!shown.known)
                return;
            shown.worst = std::max(shown.worst, status);
            if (status == ComponentStatus::partial_outage)
                shown.partial += length;
            if (status == ComponentStatus::major_outage)
                shown.major += length;
            time += length.count();
            lost_tenths += length.count() * tenths(status);
        });
        if (shown.known && told < end) {  // what has just begun has no length yet
            shown.worst = std::max(shown.worst, walk.status());
            shown.going_on = walk.status() >= ComponentStatus::partial_outage;
        }
        made.known_days += shown.known ? 1 : 0;
        made.outage_days += shown.outage() ? 1 : 0;
        made.days.push_back(shown);
    }
    constexpr std::int64_t whole = 10'000;
    if (time > 0)
        made.share = static_cast<int>((10 * time - lost_tenths) * whole / (10 * time));
    return made;
}

std::string percent_text(int share) {
    const auto hundredths = share % 100;
    auto text = std::to_string(share / 100);
    if (share != 10'000)
        text += (hundredths < 10 ? ".0" : ".") + std::to_string(hundredths);
    return text + " %";
}

}  // namespace muster::status
