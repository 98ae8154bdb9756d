#include "slack/window_message.hpp"

#include "domain/components.hpp"
#include "slack/blocks.hpp"
#include "slack/wording.hpp"

namespace muster::slack {

Message window_announcement(const View& view) {
    const auto& incident = view.dossier.incident;
    const auto window = incident.window.value_or(Window{});
    Layout layout("… (shortened)");
    layout.header(std::string(sign(incident, view.settings)) + " " + headline(incident));
    Words words("Maintenance: ");
    words.bold(window.cancelled ? "cancelled" : to_string(incident.status));
    words.plain("\nWhen: ").add(moment(When{window.start, window.end, false, {}}, view.settings));
    if (!window.components.empty())
        words.plain("\nOn: " + listed_names(window.components));
    if (incident.reporter != Person{})
        words.plain("\nPlanned by ").add(who(incident.reporter));
    layout.prose(words);
    layout.prose(latest_update(view));
    if (const auto page = page_of(view); !page.empty())
        layout.context(Words("For everybody outside: ").link(page, "status page"));
    return {layout.text(), layout.blocks()};
}

}  // namespace muster::slack
