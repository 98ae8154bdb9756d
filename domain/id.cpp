#include "domain/id.hpp"

#include <array>
#include <cctype>
#include <charconv>

namespace muster {
namespace {

struct SeriesName {
    Series series;
    std::string_view prefix;
};
constexpr std::array<SeriesName, 4> series_names{{
    {Series::incident, "INC-"},
    {Series::private_incident, "PRV-"},
    {Series::drill, "DRL-"},
    {Series::maintenance, "MNT-"},
}};

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    if (text.size() < prefix.size())
        return false;
    for (std::size_t i = 0; i < prefix.size(); ++i)
        if (std::toupper(static_cast<unsigned char>(text[i])) != prefix[i])
            return false;
    return true;
}

}  // namespace

std::string to_string(IncidentId id) {
    for (const auto& [series, prefix] : series_names)
        if (series == id.series)
            return std::string(prefix) + std::to_string(id.number);
    return "INC-" + std::to_string(id.number);
}

std::optional<IncidentId> read_incident_id(std::string_view text) {
    constexpr std::size_t most_digits = 9;
    for (const auto& [series, prefix] : series_names) {
        if (!starts_with_ignoring_case(text, prefix))
            continue;
        const auto digits = text.substr(prefix.size());
        int number = 0;
        const auto [end, failure] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (failure != std::errc{} || end != digits.data() + digits.size() || number < 1 ||
            digits.size() > most_digits || digits.front() == '0')
            return std::nullopt;
        return IncidentId{series, number};
    }
    return std::nullopt;
}

}  // namespace muster
