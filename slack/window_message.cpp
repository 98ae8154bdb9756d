#include "slack/window_message.hpp"

#include "domain/text.hpp"
#include "slack/blocks.hpp"
#include "slack/wording.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

constexpr std::size_t most_latest = 600;

}  // namespace

Message window_announcement(const View& view) {
    const auto& incident = view.dossier.incident;
    const auto window = incident.window.value_or(Window{});
    Layout layout("… (shortened)");
    layout.header(std::string(sign(incident, view.settings)) + " " + headline(incident));
    Words words("Maintenance: ");
    words.bold(window.cancelled ? "cancelled" : to_string(incident.status));
    words.plain("\nWhen: ").add(moment(When{window.start, window.end, false, {}}, view.settings));
    if (incident.reporter != Person{})
        words.plain("\nPlanned by ").add(who(incident.reporter));
    layout.prose(words);
    const auto& updates = view.dossier.updates;
    // What Muster says by itself only repeats what stands above.
    const auto latest = std::find_if(updates.rbegin(), updates.rend(), [](const Update& update) {
        return !update.withdrawn && !update.neutral && !update.text.empty();
    });
    if (latest != updates.rend())
        layout.prose(Words()
                         .bold("Latest update")
                         .plain(" ")
                         .add(moment(latest->at, view.settings))
                         .plain("\n" + shortened(latest->text, most_latest)));
    if (const auto page = page_of(view); !page.empty())
        layout.context(Words("For everybody outside: ").link(page, "status page"));
    return {layout.text(), layout.blocks()};
}

}  // namespace muster::slack
