#include "commands/commands.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"
#include "slack/blocks.hpp"
#include "slack/messages.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"
#include "slack/wording.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

constexpr std::size_t most_part = 700;
constexpr std::size_t most_listed = 8;
constexpr std::size_t most_item = 200;

constexpr std::string_view rest_mark = "… (the document has the rest)";

const std::vector<std::string>& texts_of(const Incident& incident, Part part) {
    static const std::vector<std::string> none;
    const auto found = incident.parts.find(part);
    return found == incident.parts.end() ? none : found->second;
}

void add_text(Words& words, const std::string& text, std::size_t most) {
    words.add(cut_words(Words(text), most, Words().italic(rest_mark)));
}

// A heading and the texts of a part below it; what nobody wrote is said to be missing.
Words part_words(std::string_view heading, const Incident& incident, Part part) {
    const auto& texts = texts_of(incident, part);
    Words words;
    words.bold(heading);
    std::size_t written = 0;
    for (const auto& text : texts) {
        if (text.empty())
            continue;
        if (written == most_listed) {
            words.plain("\n").italic(rest_mark);
            break;
        }
        words.plain(texts.size() > 1 ? "\n• " : "\n");
        add_text(words, text, texts.size() > 1 ? most_item : most_part);
        ++written;
    }
    if (written == 0)
        words.plain("\n").italic("Not written yet");
    return words;
}

// From when to when people were affected, as far as the times say: "Today 09:58 to ~10:20".
Words window_words(const View& view) {
    const auto& incident = view.dossier.incident;
    const auto* from = moment_of(incident, KeyTime::started);
    if (from == nullptr)
        from = moment_of(incident, KeyTime::detected);
    const auto* to = moment_of(incident, KeyTime::repaired);
    if (to == nullptr)
        to = moment_of(incident, KeyTime::resolved);
    Words words;
    if (from == nullptr || to == nullptr || to->at < from->at)
        return words;
    words.bold((from->approximate || to->approximate ? "About " : "") +
               duration_text(to->at - from->at));
    words.plain(", from " + std::string(from->approximate ? "~" : ""))
        .add(moment(from->at, view.settings))
        .plain(" to " + std::string(to->approximate ? "~" : ""))
        .add(moment(to->at, view.settings));
    return words;
}

// The window, and below it each figure with what it counts.
Words times_words(const View& view) {
    const auto& incident = view.dossier.incident;
    Words words;
    words.bold("How long");
    const auto window = window_words(view);
    if (!window.empty())
        words.plain("\n").add(window);
    bool known = !window.empty();
    // How fast somebody took it on is for the responders to read, in the document.
    for (const auto& rule : measures) {
        const auto took = how_long(incident, rule.measure);
        if (took.empty() || rule.measure == Measure::acknowledge)
            continue;
        words.plain("\n" + std::string(rule.name) + ": " + took);
        known = true;
    }
    if (!known)
        words.plain("\n").italic("The times are not known yet");
    return words;
}

Words follow_up_words(const View& view) {
    Words words;
    words.bold("What follows");
    const auto& follow_ups = view.dossier.follow_ups;
    std::size_t listed = 0;
    std::size_t kept = 0;
    for (const auto& follow_up : follow_ups) {
        if (follow_up.state == FollowUp::State::dropped)
            continue;
        ++kept;
        if (listed == most_listed)
            continue;
        ++listed;
        words.plain(follow_up.state == FollowUp::State::done ? "\n• Done: " : "\n• To do: ")
            .plain(shortened(on_one_line(follow_up.text), most_item))
            .plain(" · ")
            .add(cut_words(who(follow_up.owner), most_item, "…"));
        if (follow_up.due)
            words.plain(" · by " + date_text(*follow_up.due));
    }
    if (kept > listed)
        words.plain("\n").italic("… and " + counted(static_cast<long long>(kept - listed),
                                                    "more, in the document",
                                                    "more, in the document"));
    if (kept == 0)
        words.plain("\n").italic("No follow-ups");
    return words;
}

Words source_words(const View& view) {
    const auto& revisions = view.dossier.revisions;
    if (revisions.empty())
        return Words("The document is being made");
    const auto& newest = revisions.back();
    return Words("Revision " + std::to_string(newest.number) + " · ")
        .add(who(newest.author))
        .plain(" · ")
        .add(moment(newest.at, view.settings));
}

// How far people are with it, and where it stands outside.
Words state_words(const View& view) {
    const auto& incident = view.dossier.incident;
    Words words;
    words.bold("State").plain("\n").add(document_words(incident));
    const bool on_page = is_on_page(incident, view.settings) &&
                         std::ranges::any_of(view.dossier.updates, [](const Update& update) {
                             return update.postmortem && !update.withdrawn;
                         });
    if (on_page) {
        const auto address = view.settings.page_url + "/incidents/" + to_string(incident.id);
        words.plain(" · on the status page: ").link(address, address);
    }
    return words;
}

std::vector<Button> buttons_of(const View& view) {
    const auto& incident = view.dossier.incident;
    std::vector<Button> buttons;
    if (!incident.closed || incident.revisions == 0)
        return buttons;
    const auto id = to_string(incident.id);
    const auto state = incident.document_state();
    if (state == DocumentState::documenting || state == DocumentState::in_review)
        buttons.push_back({"postmortem_done", "Reviewed, done", id});
    if (state != DocumentState::published && is_on_page(incident, view.settings))
        buttons.push_back({"postmortem_preview", "Publish…", id});
    return buttons;
}

}  // namespace

Message postmortem_card(const View& view) {
    const auto& incident = view.dossier.incident;
    Layout layout{Words(rest_mark)};
    // A title that the header has no room for stands whole below it.
    const auto head = "Postmortem " + headline(incident);
    const bool fits = characters(escape(head)) <= most_header_text;
    layout.header(fits ? head
                       : std::string("Postmortem ") + (incident.is_drill() ? "DRILL " : "") +
                             to_string(incident.id));
    if (!fits)
        layout.prose(Words().bold(incident.title));
    if (incident.is_drill())
        layout.prose(Words().bold("This was a drill.").plain(" No figure counts it."));
    layout.prose(severity_line(incident, view.settings));
    layout.prose(part_words("What", incident, Part::summary));
    layout.prose(times_words(view));
    layout.prose(part_words("Who was affected", incident, Part::impact));
    layout.prose(part_words("Why", incident, Part::cause));
    layout.prose(follow_up_words(view));
    if (!texts_of(incident, Part::lesson).empty())
        layout.prose(part_words("Lessons", incident, Part::lesson));
    if (!incident.closing_words.empty()) {
        Words words;
        words.bold("Closing words").plain("\n");
        add_text(words, incident.closing_words, most_part);
        layout.prose(words);
    }
    if (incident.revisions > 0)
        layout.prose(state_words(view));
    layout.link_button("Read the whole document", view.places.document_link);
    layout.buttons(buttons_of(view));
    layout.context(source_words(view));
    return {layout.text(), layout.blocks()};
}

}  // namespace muster::slack
