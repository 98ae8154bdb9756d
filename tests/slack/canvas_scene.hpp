#pragma once

#include "slack/canvas_document.hpp"
#include "tests/slack/delivery_play.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace muster::slack::testing {

using muster::sandbox::CanvasReading;

inline constexpr std::array readings{CanvasReading::block, CanvasReading::list,
                                     CanvasReading::heading};

struct CanvasText {
    std::string summary = "Orders took up to a minute.";
    std::vector<std::string> entries{"- 14:02 – failover started", "- 14:09 – it works again"};
    std::string impact = "Many customers gave up.";
    bool lessons = false;

    [[nodiscard]] std::string document() const {
        std::string text = "# INC-7: Checkout latency\n\n| Incident | INC-7 |\n| --- | --- |\n\n";
        text += "## Summary\n\n" + summary + "\n\n## Impact\n\n" + impact + "\n\n## Timeline\n\n";
        for (const auto& entry : entries)
            text += entry + "\n";
        if (lessons)
            text += "\n## Lessons\n\n- Watch the pool\n";
        return text + "\n## Actions\n\n- Ada: a larger pool\n";
    }
};

// A closed incident whose document goes into its channel's canvas, revision after revision.
struct CanvasScene {
    explicit CanvasScene(CanvasReading reading = CanvasReading::block) {
        slack.reading = reading;
        slack.add_channel("C0INC7", "inc-7", "U0BOT", true);
        places.channel = ChannelId("C0INC7");
        places.postmortem = MessageTs("200.1");
        places.postmortem_channel = ChannelId("C0POSTMORTEMS");
        places.postmortem_copy = MessageTs("201.1");
    }
    Play play(Kind kind = Kind::upload_document) {
        Play made(slack, kind, revision);
        made.parcel.mark = EffectId("mark" + std::to_string(revision));
        made.parcel.view.settings.canvases = true;
        made.parcel.view.dossier.incident.revisions = revision;
        made.parcel.document = text.document();
        if (revision > 1)
            made.parcel.what_changed = Words("Changed in " + std::to_string(revision));
        made.places() = places;
        return made;
    }
    void keep(Play& played) {
        places = played.places();
        refusals.insert(refusals.end(), played.refusals.begin(), played.refusals.end());
    }
    // Publishes the text as a new revision.
    Ending publish() {
        ++revision;
        slack.clock += 60;
        auto made = play();
        const auto ending = made.finish();
        keep(made);
        places.document_revision = ending.made.document_revision;
        return ending;
    }
    sandbox::Canvas& canvas() { return slack.canvases.begin()->second; }
    std::string shown() { return canvas_markdown(canvas()); }
    [[nodiscard]] int count(const std::string& words) {
        int found = 0;
        const auto all = shown();
        for (auto at = all.find(words); at != std::string::npos; at = all.find(words, at + 1))
            ++found;
        return found;
    }
    // Somebody types: into the piece that has these words, or below it.
    void types_into(const std::string& words, const std::string& more) {
        for (auto& part : canvas().parts)
            if (part.markdown.find(words) != std::string::npos)
                part.markdown += more;
        touched();
    }
    void types_below(const std::string& words, const std::string& paragraph) {
        auto& parts = canvas().parts;
        for (auto part = parts.begin(); part != parts.end(); ++part)
            if (part->markdown.find(words) != std::string::npos) {
                parts.insert(part + 1, {"by hand " + paragraph, 0, false, paragraph});
                break;
            }
        touched();
    }
    void touched() {
        slack.clock += 30;
        canvas().last_editor = "U0GRACE";
        canvas().updated = slack.clock;
    }

    DeliverySlack slack;
    Places places;
    CanvasText text;
    int revision = 0;
    std::vector<std::string> refusals;
};

inline std::string words_of(const std::string& markdown) {
    return canvas_markdown(canvas_sections(markdown));
}

}  // namespace muster::slack::testing
