#include "commands/revision_words.hpp"

#include "commands/deed.hpp"
#include "domain/difference.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace muster {
namespace {

constexpr int most_looked_at = 300;
constexpr std::size_t most_lines = 12;
constexpr std::size_t most_of_a_text = 160;

std::string quoted(const std::string& text) {
    return "“" + text + "”";
}

// "the impact: “312 orders …” became “340 orders …”".
std::string text_changed(const std::string& what, std::string_view before, std::string_view after) {
    if (before.empty())
        return "wrote " + what + ": " + quoted(shortened(on_one_line(after), most_of_a_text));
    if (after.empty())
        return "emptied " + what +
               ", which said: " + quoted(shortened(on_one_line(before), most_of_a_text));
    const auto difference = difference_between(before, after, most_of_a_text);
    if (difference.before.empty() && difference.after.empty())
        return "changed the spacing of " + what;
    if (difference.before.empty())
        return "added to " + what + ": " + quoted(difference.after);
    if (difference.after.empty())
        return "took out of " + what + ": " + quoted(difference.before);
    return "changed " + what + ": " + quoted(difference.before) + " became " +
           quoted(difference.after);
}

// Of a list, which text came, went or changed.
std::string list_changed(const PartSet& what) {
    const auto name = std::string(to_string(what.part));
    if (what.texts.size() > what.before.size() &&
        std::equal(what.before.begin(), what.before.end(), what.texts.begin()))
        return "added a " + name + ": " +
               quoted(shortened(on_one_line(what.texts.back()), most_of_a_text));
    if (what.texts.size() < what.before.size())
        return "took out a " + name + ": " +
               quoted(shortened(on_one_line(what.before.back()), most_of_a_text));
    for (std::size_t i = 0; i < std::min(what.texts.size(), what.before.size()); ++i)
        if (what.texts[i] != what.before[i])
            return text_changed(name + " " + std::to_string(i + 1), what.before[i], what.texts[i]);
    return "wrote the part " + name;
}

// What somebody did, behind their name; with a difference where a text was replaced.
class Changed {
public:
    explicit Changed(const Zone& zone) : zone_(zone) {}

    std::string operator()(const PartSet& what) const {
        if (is_list(what.part))
            return list_changed(what);
        const auto text = [](const std::vector<std::string>& texts) {
            return texts.empty() ? std::string() : texts.back();
        };
        return text_changed("the " + std::string(to_string(what.part)), text(what.before),
                            text(what.texts));
    }
    std::string operator()(const EntryEdited& what) const {
        if (what.before.removed || what.entry.text == what.before.text ||
            what.entry.when != what.before.when)
            return plain_text(deed_of(what, zone_, most_of_a_text));
        return text_changed("entry " + std::to_string(what.entry.number), what.before.text,
                            what.entry.text);
    }
    std::string operator()(const RevisionMade& what) const {
        return "had the document made again, in the shape " + what.revision.shape;
    }
    template <class Other>
    std::string operator()(const Other& what) const {
        return plain_text(deed_of(what, zone_, most_of_a_text));
    }

private:
    const Zone& zone_;
};

// A change that is no line by itself: what Muster set beside it, and revisions that only follow.
bool is_worth_a_line(const Change& change) {
    if (const auto* made = std::get_if<RevisionMade>(&change.what))
        return made->revision.reason == "asked for";
    if (const auto* set = std::get_if<TimeSet>(&change.what))
        return set->moment ? !set->moment->automatic : false;
    if (const auto* added = std::get_if<EntryAdded>(&change.what))
        return added->entry.source != Entry::Source::automatic;
    if (std::holds_alternative<UpdateMade>(change.what) ||
        std::holds_alternative<UpdateEdited>(change.what) ||
        std::holds_alternative<UpdateWithdrawn>(change.what))
        return false;  // a published postmortem: its state says so
    return !std::holds_alternative<MessageDeleted>(change.what) &&
           !std::holds_alternative<Archived>(change.what);
}

}  // namespace

Words what_changed(const Record& record, IncidentId id, int from, int to) {
    auto changes = record.newest_changes(id, most_looked_at);
    std::ranges::reverse(changes);
    // What lies between the two revisions; all that is known where the first is further back.
    auto begin = changes.begin();
    auto end = changes.begin();
    for (auto change = changes.begin(); change != changes.end(); ++change)
        if (const auto* made = std::get_if<RevisionMade>(&change->what)) {
            if (made->revision.number <= from)
                begin = change + 1;
            if (made->revision.number <= to)
                end = change + 1;
        }
    std::vector<std::string> lines;
    const auto& zone = record.settings().zone;
    for (auto change = begin; change < end; ++change) {
        if (!is_worth_a_line(*change))
            continue;
        auto line = change->by.name + " " + std::visit(Changed(zone), change->what);
        if (lines.empty() || lines.back() != line)
            lines.push_back(std::move(line));
    }
    if (lines.empty())
        return {};
    Words words;
    words.bold(from + 1 >= to
                   ? "Revision " + std::to_string(to)
                   : "Revisions " + std::to_string(from + 1) + " to " + std::to_string(to));
    const auto left_out = lines.size() - std::min(lines.size(), most_lines);
    if (left_out > 0)
        words.plain("\n• … " + counted(static_cast<long long>(left_out), "change", "changes") +
                    " before these");
    for (auto i = left_out; i < lines.size(); ++i)
        words.plain("\n• " + lines[i]);
    return words;
}

}  // namespace muster
