// What Slack tells of a canvas, and the calls that all who work on one share.
#include "slack/delivery_work.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

constexpr int most_locked = 30;  // about half an hour of somebody else's work in it

}  // namespace

// "who when"; "" when Slack does not say. CONTRACT: files.info; that a canvas is told of like a
// file is not certain, so it is believed only once a change of ours showed in it.
Script<std::string> DeliveryWork::canvas_stamp() {
    Form form;
    form.text("file", canvas_.id);
    const auto answer = co_await ask("files.info", form);
    stop_unless_final(answer);
    if (!answer.good()) {
        canvas_.refusal = answer;
        co_return std::string();
    }
    const auto& file = at(answer.body, "file");
    if (const auto link = text_at(file, "permalink"); !link.empty())
        canvas_.link = link;
    canvas_.ours = !self_.bot_user.empty() && text_at(file, "user") == self_.bot_user;
    const auto editor = text_at(file, "last_editor");
    const auto& updated = at(file, "updated");
    if (editor.empty() || !updated.is_number_integer())
        co_return std::string();
    const auto moment = Instant(std::chrono::seconds(updated.get<long long>()));
    canvas_.fresh = answer.slack_date && *answer.slack_date - moment < canvas_.pause;
    co_return editor + " " + std::to_string(updated.get<long long>());
}

bool DeliveryWork::is_canvas_gone() const {
    return canvas_.refusal &&
           (canvas_.refusal->error == "file_not_found" || canvas_.refusal->error == "file_deleted");
}

bool DeliveryWork::is_our_stamp(const std::string& stamp) const {
    return !self_.bot_user.empty() && stamp.starts_with(self_.bot_user + " ");
}

Script<std::vector<std::string>> DeliveryWork::find_in_canvas(Json criteria) {
    Form form;
    form.text("canvas_id", canvas_.id);
    form.json("criteria", criteria);
    const auto answer = co_await ask("canvases.sections.lookup", form);
    stop_unless_final(answer);
    std::vector<std::string> ids;
    if (!answer.good())
        canvas_.refusal = answer;
    for (const auto& section : list_at(answer.body, "sections"))
        if (auto id = text_at(section, "id");
            !id.empty() && std::ranges::find(ids, id) == ids.end())
            ids.push_back(std::move(id));
    co_return ids;
}

Script<std::vector<std::string>> DeliveryWork::find_block(std::string probe) {
    co_return co_await find_in_canvas({{"contains_text", probe}});
}

Script<std::vector<std::string>> DeliveryWork::find_heading(std::string heading) {
    co_return co_await find_in_canvas(
        {{"section_types", Json::array({"h2"})}, {"contains_text", heading}});
}

// Whoever changes it from now on will be noticed.
Script<bool> DeliveryWork::note_canvas() {
    const auto stamp = co_await canvas_stamp();
    canvas_.refusal.reset();
    canvas_.written.seen = is_our_stamp(stamp) ? stamp : "";
    co_return true;
}

// Until the end of this delivery nothing that stands there is certainly ours.
void DeliveryWork::others_wrote() {
    progress_.done["others"];
    canvas_.written.own = false;
    for (auto& [key, section] : canvas_.written.sections)
        section.sure = false;
}

// Whether nobody but us changed it since this began, and a change of ours showed in the stamp.
Script<bool> DeliveryWork::is_canvas_still_ours(bool must_have_moved) {
    const auto stamp = co_await canvas_stamp();
    canvas_.refusal.reset();
    if (!is_our_stamp(stamp))
        others_wrote();
    const auto begun = progress_.done.find("begun");
    const bool moved = begun != progress_.done.end() && begun->second != stamp;
    co_return is_our_stamp(stamp) && (moved || !must_have_moved);
}

// Somebody works in it: that ends, or the document goes another way.
void DeliveryWork::stop_unless_canvas_final(Answer& answer) {
    if (answer.error == "canvas_editing_locked" && parcel_.tries >= most_locked)
        answer.kind = Answer::Kind::refused;
    stop_unless_final(answer);
}

nlohmann::json DeliveryWork::content(const std::string& markdown) {
    return {{"type", "markdown"}, {"markdown", markdown}};
}

Script<bool> DeliveryWork::remove_from_canvas(std::string id) {
    Form form;
    form.text("canvas_id", canvas_.id);
    form.json("changes", Json::array({{{"operation", "delete"}, {"section_id", id}}}));
    part_ = "piece";
    auto answer = co_await tell("canvases.edit", form);  // so that it is known whose change it was
    stop_unless_canvas_final(answer);
    co_return answer.good();
}

}  // namespace muster::slack
