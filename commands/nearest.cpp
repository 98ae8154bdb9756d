#include "commands/nearest.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t longest_word = 60;

// How many letters must be put in, left out, changed or swapped with their neighbour to make one
// word of the other.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        const auto earlier = std::exchange(before, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min(
                {before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], earlier[j - 2] + 1);
        }
    }
    return row[b.size()];
}

// The one name that begins so: "post" for "postmortem".
std::string_view begins_with(std::string_view wanted, std::span<const std::string_view> names) {
    constexpr std::size_t fewest_letters = 3;
    std::string_view found;
    for (const auto name : names) {
        if (wanted.size() < fewest_letters || !lower(name).starts_with(wanted))
            continue;
        if (!found.empty())
            return {};
        found = name;
    }
    return found;
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> names) {
    if (word.empty() || word.size() > longest_word)
        return {};
    const auto wanted = lower(word);
    std::string_view found;
    constexpr std::size_t short_word = 4;
    std::size_t least = 3;
    for (const auto name : names) {
        const auto here = distance(wanted, lower(name));
        const std::size_t most = name.size() > short_word ? 2 : 1;
        if (here < least && here <= most && here < wanted.size()) {
            least = here;
            found = name;
        }
    }
    return found.empty() ? begins_with(wanted, names) : found;
}

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    return std::string(nearest(word, std::span(views)));
}

std::string did_you_mean(std::string_view name, std::string_view before, std::string_view after) {
    if (name.empty())
        return {};
    return "Did you mean " + std::string(before) + std::string(name) + std::string(after) + "? ";
}

}  // namespace muster
