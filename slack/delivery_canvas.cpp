// The document as the canvas of the incident's channel (docs/decisions/0013-canvas.md).
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"
#include "slack/methods_table.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

constexpr std::size_t most_canvas_bytes = 1'000'000;  // Slack takes 1,048,576 characters
constexpr std::size_t most_canvas_blocks = 600;
constexpr int most_unmade = 6;  // attempts that Slack itself could not finish

// Not for this incident alone: the next one need not ask again for a while.
constexpr std::string_view no_canvases_here =
    "canvas_disabled_user_team team_tier_cannot_create_channel_canvases "
    "free_team_canvas_tab_already_exists free_teams_cannot_create_non_tabbed_canvases "
    "free_teams_cannot_create_standalone_canvases free_teams_cannot_edit_standalone_canvases "
    "restricted_action missing_scope unknown_method not_allowed_token_type no_permission "
    "access_denied plan_upgrade_required method_deprecated deprecated_endpoint "
    "ekm_access_denied enterprise_is_restricted";
constexpr std::string_view unmade =
    "canvas_creation_failed canvas_tab_creation_failed channel_canvas_creation_failed not_json";

std::size_t count_blocks(const std::vector<CanvasSection>& sections) {
    std::size_t count = 0;
    for (const auto& section : sections)
        count += section.blocks.size();
    return count;
}

}  // namespace

bool DeliveryWork::may_use_canvas() const {
    return parcel_.canvases && parcel_.view.settings.canvases && places().has_channel() &&
           progress_.file.empty() && progress_.frozen.empty() && !progress_.done.contains("file");
}

// What the canvas answers for good: the document goes as a file from then on.
void DeliveryWork::give_up_canvas(const Answer& answer) {
    refuse(
        Words(refusal_words("The postmortem could not be kept as the channel's canvas, so it "
                            "goes as a file",
                            answer)));
    progress_.done["file"];
    no_canvases_ = lists(no_canvases_here, answer.error);
}

Script<DeliveryWork::CanvasEnd> DeliveryWork::write_canvas() {
    const auto wanted = canvas_sections(parcel_.document);
    if (wanted.empty() || parcel_.document.size() > most_canvas_bytes ||
        count_blocks(wanted) > most_canvas_blocks) {
        refuse(
            Words("The postmortem is too long to be kept as the channel's canvas, so it goes "
                  "as a file."));
        progress_.done["file"];
        co_return CanvasEnd::elsewhere;
    }
    canvas_.written = read_written(places().canvas.sections);
    canvas_.id = places().canvas.id;
    if (const auto made = progress_.done.find("canvas"); made != progress_.done.end())
        canvas_.id = made->second;
    if (canvas_.id.empty()) {
        const auto opened = co_await open_canvas(wanted);
        if (opened != CanvasEnd::stands)
            co_return opened;
    }
    if (!co_await update_canvas(wanted)) {
        give_up_canvas(canvas_.refusal.value_or(Answer{}));
        keep_canvas();
        co_return CanvasEnd::elsewhere;
    }
    keep_canvas();
    made_.canvas.link = canvas_.link;
    co_await share_canvas();
    co_await say_what_changed();
    // Only now: what changed is told since the revision that stands.
    made_.canvas.revision = parcel_.effect.number;
    made_.document_link = canvas_.link;
    made_.document_revision = parcel_.effect.number;
    Effect link;  // from the card to the canvas
    link.kind = Effect::Kind::show_postmortem;
    link.incident = incident().id;
    more_ = {link};
    co_return CanvasEnd::stands;
}

void DeliveryWork::keep_canvas() {
    made_.canvas.id = canvas_.id;
    made_.canvas.sections = keep_written(canvas_.written, places().canvas.sections);
}

Script<DeliveryWork::CanvasEnd> DeliveryWork::open_canvas(std::vector<CanvasSection> wanted) {
    const std::string part = "canvas";
    const std::string tried = "try/canvas";
    const bool doubt = parcel_.outcome_unknown && progress_.done.contains(tried);
    const auto own = [&](std::string id) {
        canvas_.id = std::move(id);
        canvas_.written = {};
        canvas_.written.own = true;
        for (const auto& section : wanted)
            canvas_.written.sections[section.heading] = written(section);
        progress_.done["canvas"] = canvas_.id;
        progress_.done["new"];
        keep_canvas();
    };
    part_ = part;
    if (doubt && !progress_.absent.contains(part)) {
        const auto there = co_await canvas_of_channel(places().channel);
        if (!there.certain) {
            give_up_canvas(canvas_.refusal.value_or(Answer{}));
            co_return CanvasEnd::elsewhere;
        }
        if (!there.what.empty()) {
            canvas_.id = there.what;
            const auto ours = co_await find_heading(wanted.front().heading);
            if (!ours.empty()) {
                own(there.what);
                co_return CanvasEnd::stands;
            }
        }
        canvas_.id.clear();
        not_found(part);
    }
    Form form;
    form.text("channel_id", places().channel.str());
    form.text("title", "Postmortem " + to_string(incident().id));
    form.json("document_content", content(canvas_markdown(wanted)));
    progress_.done[tried];
    auto answer = co_await tell("conversations.canvases.create", form);
    if (lists(unmade, answer.error) && parcel_.tries >= most_unmade)
        answer.kind = Answer::Kind::refused;
    stop_unless_final(answer);
    if (const auto made = text_at(answer.body, "canvas_id"); !made.empty()) {
        own(made);
        co_return CanvasEnd::stands;
    }
    if (answer.good()) {  // the channel has one already
        const auto there = co_await canvas_of_channel(places().channel);
        if (!there.what.empty()) {
            canvas_.id = there.what;
            progress_.done["canvas"] = canvas_.id;
            canvas_.written = {};
            co_return CanvasEnd::stands;
        }
        if (canvas_.refusal)
            answer = *canvas_.refusal;
    }
    if (is_about_place(answer.error)) {
        wait_for(places().channel, answer.error, "The document could not be written");
        co_return CanvasEnd::waits;
    }
    give_up_canvas(answer);
    co_return CanvasEnd::elsewhere;
}

Script<DeliveryWork::Found> DeliveryWork::canvas_of_channel(ChannelId channel) {
    Form form;
    form.text("channel", channel.str());
    const auto answer = co_await ask("conversations.info", form);
    stop_unless_final(answer);
    if (!answer.good()) {
        canvas_.refusal = answer;
        co_return Found{false, answer.error};
    }
    co_return Found{true,
                    text_at(at(at(at(answer.body, "channel"), "properties"), "canvas"), "file_id")};
}

// Readers of the postmortems channel may open what its card links to.
Script<bool> DeliveryWork::share_canvas() {
    if (incident().is_private() || places().postmortem_channel.empty())
        co_return true;
    Form form;
    form.text("canvas_id", canvas_.id);
    form.text("access_level", "read");
    form.json("channel_ids", Json::array({places().postmortem_channel.str()}));
    const auto answer = co_await ask("canvases.access.set", form);
    stop_unless_final(answer);
    if (!answer.good())
        refuse(
            Words(refusal_words("The canvas with the postmortem could not be shared with the "
                                "postmortems channel",
                                answer)));
    co_return answer.good();
}

// A canvas does not say by itself that it changed: the thread of its card reads like its history.
Script<bool> DeliveryWork::say_what_changed() {
    Message message;
    message.text = revision_comment();
    if (message.text.empty())
        co_return true;
    const auto said = co_await say("m0", document_thread(), on_time(std::move(message)),
                                   "What changed in the document could not be said");
    co_return !said.empty();
}

// What stands there of before a redaction, and Muster left because somebody may have written into
// it: here the secret weighs more. Of what cannot be found any more only people can tell.
Script<bool> DeliveryWork::purge_canvas(bool all) {
    std::set<std::string> stands;
    for (const auto& [key, section] : canvas_.written.sections)
        if (!section.left && !all)
            for (const auto& block : section.blocks)
                stands.insert(block.print);
    bool unsure = false;
    auto sections = canvas_.written.sections;
    for (const auto& [key, section] : sections) {
        if (!section.left && !all)
            continue;
        for (const auto& block : section.blocks) {
            if (stands.contains(block.print))
                continue;
            const auto ids =
                block.probe.empty() ? std::vector<std::string>() : co_await find_block(block.probe);
            const auto part = "purged/" + block.print;  // perhaps by an attempt before this one
            unsure = unsure || (ids.empty() && !progress_.done.contains(part));
            if (!ids.empty())
                progress_.done[part];
            for (const auto& id : ids)
                unsure = !co_await remove_from_canvas(id) || unsure;
        }
        if (all)
            for (const auto& id : co_await find_heading(section.heading))
                unsure = !co_await remove_from_canvas(id) || unsure;
        canvas_.written.sections.erase(key);
    }
    co_return !unsure;
}

// Revisions of before a redaction, in the canvas.
Script<bool> DeliveryWork::clean_canvas() {
    canvas_.id = places().canvas.id;
    canvas_.written = read_written(places().canvas.sections);
    const auto before = canvas_.written;
    if (canvas_.id.empty())
        co_return true;
    const bool clean = co_await purge_canvas(false);
    if (canvas_.written != before) {
        const auto stamp = co_await canvas_stamp();
        canvas_.written.seen = is_our_stamp(stamp) ? stamp : "";
        keep_canvas();
    }
    if (!clean)
        refuse(Words("Somebody changed what Muster had written into the channel's canvas, so "
                     "Muster cannot tell whether it still shows what was redacted; somebody "
                     "should look: ")
                   .link(places().canvas.link, "the canvas")
                   .plain("."));
    co_return clean;
}

// The canvas of a channel that its incident left: nothing of ours stays in it.
Script<bool> DeliveryWork::empty_canvas(ChannelId channel, Places before) {
    const auto there = co_await canvas_of_channel(channel);
    canvas_.refusal.reset();
    canvas_.id = there.what.empty() ? before.canvas.id : there.what;
    if (canvas_.id.empty())
        co_return true;
    canvas_.written = read_written(before.canvas.sections);
    const auto stamp = co_await canvas_stamp();
    if (is_canvas_gone())
        co_return true;
    canvas_.refusal.reset();
    if (!canvas_.ours && before.canvas.id != canvas_.id)
        co_return true;  // other people's, with nothing of ours
    if (!before.postmortem_channel.empty()) {
        Form form;
        form.text("canvas_id", canvas_.id);
        form.json("channel_ids", Json::array({before.postmortem_channel.str()}));
        const auto answer = co_await ask("canvases.access.delete", form);
        stop_unless_final(answer);
    }
    bool clean = false;
    if (canvas_.ours && is_our_stamp(stamp) &&
        (canvas_.written.own || before.canvas.id != canvas_.id)) {
        Form form;
        form.text("canvas_id", canvas_.id);
        form.json(
            "changes",
            Json::array({{{"operation", "replace"},
                          {"document_content", content("Muster took back what stood here.\n")}}}));
        auto answer = co_await ask("canvases.edit", form);
        stop_unless_canvas_final(answer);
        clean = answer.good();
    } else {
        clean = co_await purge_canvas(true);
    }
    if (!clean)
        refuse(Words("The canvas of the channel it had may still show something of it; somebody "
                     "who can open it should look: ")
                   .link(before.canvas.link, "the canvas")
                   .plain("."));
    co_return clean;
}

}  // namespace muster::slack
