#include "domain/metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <map>
#include <random>
#include <string>

// Figures beside a second way to get them: plain integer arithmetic on seconds since 1970, order
// statistics by counting instead of sorting, and calendars by the C library, which reads the zone
// data on its own.

namespace muster {
namespace {

using std::chrono::seconds;

// With changes in the nights of quarter ends and elsewhere, half and quarter hours, days left out,
// rules that ended, rules that go on, and those that follow the moon.
constexpr std::array<const char*, 28> zones{"UTC",
                                            "Europe/London",
                                            "Europe/Berlin",
                                            "America/New_York",
                                            "America/St_Johns",
                                            "America/Sao_Paulo",
                                            "Asia/Kathmandu",
                                            "Asia/Kolkata",
                                            "Asia/Tehran",
                                            "Australia/Lord_Howe",
                                            "Australia/Adelaide",
                                            "Pacific/Auckland",
                                            "Pacific/Chatham",
                                            "Pacific/Apia",
                                            "Pacific/Kiritimati",
                                            "Pacific/Niue",
                                            "Africa/Casablanca",
                                            "Africa/Monrovia",
                                            "America/Asuncion",
                                            "America/Santiago",
                                            "Asia/Gaza",
                                            "Asia/Pyongyang",
                                            "Europe/Dublin",
                                            "Europe/Moscow",
                                            "Antarctica/Troll",
                                            "America/Nuuk",
                                            "Asia/Beirut",
                                            "Atlantic/Azores"};

constexpr long long first_second = 0;               // 1970
constexpr long long last_second = 4'133'894'400LL;  // 2100-12-31

// The C library's calendar in that zone, for as long as this lives.
class LibraryZone {
public:
    explicit LibraryZone(const std::string& name) {
        const char* const before = std::getenv("TZ");
        had_ = before != nullptr;
        before_ = had_ ? before : "";
        setenv("TZ", name.c_str(), 1);
        tzset();
    }
    ~LibraryZone() {
        if (had_)
            setenv("TZ", before_.c_str(), 1);
        else
            unsetenv("TZ");
        tzset();
    }
    LibraryZone(const LibraryZone&) = delete;
    LibraryZone& operator=(const LibraryZone&) = delete;

    static Quarter quarter_at(long long at) {
        const std::time_t time = at;
        std::tm there{};
        REQUIRE(localtime_r(&time, &there) != nullptr);
        return {there.tm_year + 1900, there.tm_mon / 3 + 1};
    }

private:
    bool had_ = false;
    std::string before_;
};

// As the record holds it: seconds since 1970 by key, and what keeps it out of all figures.
struct Plain {
    std::map<KeyTime, long long> times;
    bool counts = true;
    bool is_private = false;
};

struct Sample {
    std::vector<Incident> incidents;
    std::map<IncidentId, Plain> plain;
};

using Random = std::mt19937_64;

long long between(Random& random, long long low, long long high) {
    return std::uniform_int_distribution<long long>(low, high)(random);
}

// Now and then a moment beside a quarter's end, where mistakes would show.
long long some_second(Random& random) {
    if (between(random, 0, 3) > 0)
        return between(random, first_second, last_second);
    const auto year = static_cast<int>(between(random, 1971, 2100));
    const auto month = static_cast<unsigned>(between(random, 0, 3) * 3 + 1);
    const std::chrono::sys_days day{std::chrono::year(year) / std::chrono::month(month) /
                                    std::chrono::day(1)};
    return std::chrono::sys_seconds(day).time_since_epoch().count() +
           between(random, -26 * 3600, 26 * 3600);
}

Sample some_incidents(Random& random) {
    Sample sample;
    const auto count = between(random, 1, 40);
    const auto around = some_second(random);
    for (int number = 1; number <= count; ++number) {
        Incident incident;
        Plain plain;
        const auto kind = between(random, 0, 19);
        incident.id = {kind == 0   ? Series::drill
                       : kind == 1 ? Series::private_incident
                       : kind == 2 ? Series::maintenance
                                   : Series::incident,
                       number};
        plain.is_private = kind == 1;
        plain.counts = kind != 0 && kind != 2;
        if (kind == 3) {
            incident.folded = Fold{{Series::incident, 1000}, 1, 0};
            plain.counts = false;
        }
        // Some within a few months, some anywhere.
        const auto detected = std::clamp(between(random, 0, 4) == 0
                                             ? some_second(random)
                                             : around + between(random, -20'000'000, 20'000'000),
                                         first_second, last_second);
        incident.declared_at = Instant(seconds(detected));
        for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged,
                               KeyTime::repaired, KeyTime::resolved}) {
            if (key != KeyTime::detected && between(random, 0, 3) == 0)
                continue;
            auto at = detected;
            if (key == KeyTime::started)
                at -= between(random, 0, 100'000);
            else if (key != KeyTime::detected)  // a few lie before it
                at += between(random, -2'000, between(random, 0, 1) == 0 ? 20'000 : 9'000'000);
            plain.times[key] = at;
            incident.times[key].at = Instant(seconds(at));
        }
        sample.plain[incident.id] = plain;
        sample.incidents.push_back(std::move(incident));
    }
    return sample;
}

struct Expected {
    long long count = 0;
    long long sum = 0;
    std::vector<long long> lengths;
    std::vector<IncidentId> left_out;
};

// The smallest length that at least `share` tenths of all do not exceed.
long long at_rank(const std::vector<long long>& lengths, long long tenths) {
    std::optional<long long> best;
    for (const auto candidate : lengths) {
        const auto within = std::ranges::count_if(
            lengths, [candidate](long long length) { return length <= candidate; });
        if (within * 10 >= std::ssize(lengths) * tenths && (!best || candidate < *best))
            best = candidate;
    }
    return best.value_or(-1);
}

// Twice the median, which is whole: of an even count it lies between the middle two.
long long twice_median(std::vector<long long> lengths) {
    const auto middle = lengths.size() / 2;
    std::ranges::nth_element(lengths, lengths.begin() + static_cast<std::ptrdiff_t>(middle));
    const auto upper = lengths[middle];
    if (lengths.size() % 2 == 1)
        return 2 * upper;
    std::ranges::nth_element(lengths, lengths.begin() + static_cast<std::ptrdiff_t>(middle) - 1);
    return lengths[middle - 1] + upper;
}

Expected expected(const Sample& sample, Quarter quarter, const MeasureRule& rule,
                  bool with_private) {
    Expected all;
    for (const auto& [id, plain] : sample.plain) {
        if (!plain.counts || (plain.is_private && !with_private) ||
            LibraryZone::quarter_at(plain.times.at(KeyTime::detected)) != quarter)
            continue;
        const auto from = plain.times.find(rule.from);
        const auto to = plain.times.find(rule.to);
        if (from == plain.times.end() || to == plain.times.end() || to->second < from->second) {
            all.left_out.push_back(id);
            continue;
        }
        ++all.count;
        all.sum += to->second - from->second;
        all.lengths.push_back(to->second - from->second);
    }
    return all;
}

void check_figure(const Figure& figure, const Expected& wanted) {
    std::vector<IncidentId> left_out;
    for (const auto& each : figure.left_out) {
        CHECK_FALSE(each.why.empty());
        left_out.push_back(each.id);
    }
    std::ranges::sort(left_out);
    CHECK(left_out == wanted.left_out);
    REQUIRE(figure.count == wanted.count);
    REQUIRE(figure.mean.has_value() == (wanted.count > 0));
    REQUIRE(figure.median.has_value() == (wanted.count > 0));
    REQUIRE(figure.percentile_90.has_value() == (wanted.count > 0));
    if (wanted.count == 0)
        return;
    // Cut, never rounded: the mean lies in [mean, mean + 1) seconds.
    CHECK(figure.mean->count() * wanted.count <= wanted.sum);
    CHECK((figure.mean->count() + 1) * wanted.count > wanted.sum);
    CHECK(figure.median->count() == twice_median(wanted.lengths) / 2);
    CHECK(figure.percentile_90->count() == at_rank(wanted.lengths, 9));
}

void check_sample(const Sample& sample, const Zone& zone, bool with_private) {
    const auto quarters = figures_by_quarter(sample.incidents, zone, with_private);
    std::optional<Quarter> first;
    std::optional<Quarter> last;
    std::map<Quarter, std::vector<IncidentId>> within;
    for (const auto& [id, plain] : sample.plain) {
        if (!plain.counts || (plain.is_private && !with_private))
            continue;
        const auto quarter = LibraryZone::quarter_at(plain.times.at(KeyTime::detected));
        first = std::min(first.value_or(quarter), quarter);
        last = std::max(last.value_or(quarter), quarter);
        within[quarter].push_back(id);
    }
    REQUIRE(quarters.empty() == !first.has_value());
    if (!first)
        return;
    const auto ordinal = [](Quarter quarter) { return quarter.year * 4 + quarter.number; };
    REQUIRE(std::ssize(quarters) == ordinal(*last) - ordinal(*first) + 1);
    for (std::size_t i = 0; i < quarters.size(); ++i) {
        const auto& figures = quarters[i];
        REQUIRE(ordinal(figures.quarter) == ordinal(*last) - static_cast<int>(i));
        auto ids = figures.incidents;
        std::ranges::sort(ids);
        CHECK(ids == within[figures.quarter]);
        REQUIRE(figures.figures.size() == measures.size());
        if (ids.empty()) {
            for (const auto& figure : figures.figures)
                CHECK_FALSE(figure.mean.has_value());
            continue;
        }
        for (const auto& rule : measures)
            check_figure(figures.figures[static_cast<std::size_t>(rule.measure)],
                         expected(sample, figures.quarter, rule, with_private));
        CHECK(figures_of(figures.quarter, sample.incidents, zone, with_private).incidents ==
              figures.incidents);
    }
}

// Of its own each day, or the one that is to be looked at again.
std::uint64_t seed() {
    const char* const wanted = std::getenv("MUSTER_SEED");
    const auto value = wanted != nullptr ? std::strtoull(wanted, nullptr, 10)
                                         : static_cast<unsigned long long>(std::random_device{}());
    MESSAGE("MUSTER_SEED=" << value);
    return value;
}

}  // namespace

TEST_CASE("figures are those of plain arithmetic on instants, in any zone, from 1970 to 2100") {
    Random random(seed());
    for (const auto* name : zones) {
        CAPTURE(name);
        const auto zone = Zone::named(name).value();
        const LibraryZone library(name);
        for (int round = 0; round < 12; ++round) {
            CAPTURE(round);
            check_sample(some_incidents(random), zone, round % 2 == 0);
        }
    }
}

TEST_CASE("a quarter begins when the zone's own calendar says so, from 1970 to 2100") {
    Random random(seed());
    for (const auto* name : zones) {
        const auto zone = Zone::named(name).value();
        const LibraryZone library(name);
        for (int round = 0; round < 2'000; ++round) {
            const auto at = some_second(random);
            const auto quarter = quarter_of(Instant(seconds(at)), zone);
            if (quarter == LibraryZone::quarter_at(at))
                continue;
            CAPTURE(name);
            CAPTURE(to_rfc3339(Instant(seconds(at))));
            CHECK(to_string(quarter) == to_string(LibraryZone::quarter_at(at)));
        }
    }
}

}  // namespace muster
