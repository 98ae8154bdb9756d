// Statuspage's management API, as status/CONTRACT.md 5.1 has it.
#include "domain/text.hpp"
#include "status/dates.hpp"
#include "status/push_work.hpp"

#include <utility>
#include <vector>

namespace muster::status {
namespace {

constexpr std::size_t most_of_name = 255;
constexpr std::size_t most_of_body = 25'000;
constexpr int page_size = 100;
constexpr int most_pages = 5;
constexpr std::size_t most_updates = 200;
// What a postmortem has in the place of an update's id.
constexpr const char* postmortem_mark = "postmortem";

class StatuspageWork final : public PagePushWork {
public:
    using PagePushWork::PagePushWork;

private:
    [[nodiscard]] std::string page() const { return "/pages/" + percent_coded(target().page); }
    [[nodiscard]] std::string incidents() const { return page() + "/incidents"; }
    [[nodiscard]] std::string incident() const {
        return incidents() + "/" + percent_coded(remote());
    }

    // The incident's words for the states; a postmortem has a call of its own.
    static std::string_view word(PublicStatus status) {
        return to_string(status == PublicStatus::postmortem ? PublicStatus::resolved : status);
    }

    void add_components(Written& json) const {
        json["components"] = Written::object();
        json["component_ids"] = Written::array();
        for (const auto& [id, state] : news().components) {
            json["components"][id] = to_string(state);
            json["component_ids"].push_back(id);
        }
    }
    // What there is to an incident beside its updates.
    [[nodiscard]] Written head() const {
        const auto& shown = *news().incident;
        Written json;
        json["name"] = shortened(shown.title, most_of_name);
        json["impact_override"] =
            shown.window ? std::string_view("maintenance") : to_string(shown.impact);
        add_components(json);
        if (shown.window) {
            json["scheduled_for"] = iso_milliseconds(shown.window->start);
            json["scheduled_until"] = iso_milliseconds(shown.window->end);
            // Muster moves the window itself, each step with its own words.
            for (const auto* automatic :
                 {"scheduled_remind_prior", "scheduled_auto_in_progress",
                  "scheduled_auto_completed", "auto_transition_to_maintenance_state",
                  "auto_transition_to_operational_state",
                  "auto_transition_deliver_notifications_at_start",
                  "auto_transition_deliver_notifications_at_end"})
                json[automatic] = false;
        }
        json["metadata"] = {{"muster", {{"incident", to_string(news().id)}}}};
        return json;
    }

    Script<bool> say(PublicUpdate shown) override {
        if (has(shown.number))
            co_return true;
        if (shown.markdown)
            co_return co_await publish_postmortem(shown);
        if (shown.withdrawn)  // before anybody there could read it
            co_return true;
        if (in_doubt()) {
            if (co_await find(shown))
                co_return true;
            not_found();
        }
        auto json = head();
        json["status"] = word(shown.status);
        json["body"] = pushed_text(shown, news(), most_of_body);
        json["deliver_notifications"] = notifies();
        const bool fresh = remote().empty();
        const Written body{{"incident", std::move(json)}};
        const auto answer =
            co_await tell(fresh ? "POST" : "PATCH", fresh ? incidents() : incident(), body);
        if (fresh)
            made_.incident = id_at(answer, "id");
        if (!answer.is_object() || remote().empty())
            taken_as_what();
        if (!note_update(shown, answer)) {
            const auto all = co_await read(incident());
            if (!note_update(shown, all))
                made_.updates[shown.number] = "";  // there, under a name that we do not know
        }
        co_return true;
    }

    // Which of an incident's updates it is; false when none of them.
    bool note_update(const PublicUpdate& shown, const Json& json) {
        if (!json.is_object() || !json.contains("incident_updates") ||
            !json["incident_updates"].is_array())
            return false;
        for (const auto& each : json["incident_updates"]) {
            const auto id = id_at(each, "id");
            if (id.empty() || is_remote_update(id) || text_in(each, "status") != word(shown.status))
                continue;
            if (!says_the_same(pushed_text(shown, news(), most_of_body), text_in(each, "body")))
                continue;
            made_.updates[shown.number] = id;
            return true;
        }
        return false;
    }

    // Whether the update is there though nobody knows that it arrived.
    Script<bool> find(PublicUpdate shown) {
        if (remote().empty() && !co_await find_incident())
            co_return false;
        const auto json = co_await read(incident());
        co_return note_update(shown, json);
    }

    // By our mark: there is no other way to know it again.
    Script<bool> find_incident() override {
        if (note_incident(co_await read(incidents() + "/unresolved")))
            co_return true;
        const auto title =
            news().incident ? shortened(news().incident->title, most_of_name) : std::string();
        for (int number = 1; number <= most_pages; ++number) {
            const auto json = co_await read(
                incidents() + "?" + (title.empty() ? "" : "q=" + percent_coded(title) + "&") +
                "limit=" + std::to_string(page_size) + "&page=" + std::to_string(number));
            if (note_incident(json))
                co_return true;
            if (!json.is_array() || json.size() < page_size)
                break;
        }
        co_return false;
    }
    bool note_incident(const Json& list) {
        if (!list.is_array())
            return false;
        for (const auto& each : list) {
            if (!each.is_object() || !each.contains("metadata") || !each["metadata"].is_object() ||
                !each["metadata"].contains("muster"))
                continue;
            if (text_in(each["metadata"]["muster"], "incident") != to_string(news().id))
                continue;
            made_.incident = id_at(each, "id");
            return !remote().empty();
        }
        return false;
    }

    Script<bool> show() override {
        if (remote().empty())
            co_return true;  // the first update makes it
        auto json = head();
        if (is_withdrawn()) {
            json["status"] = word(news().incident->status);
            for (const auto& shown : news().incident->updates)
                if (has(shown.number))
                    co_await show_update(shown);
        }
        json["deliver_notifications"] = false;
        const Written body{{"incident", std::move(json)}};
        co_await ask("PATCH", incident(), body);
        if (is_withdrawn())
            now_withdrawn(false);
        co_return true;
    }

    Script<bool> show_update(PublicUpdate shown) override {
        const auto id = remote_update(shown.number);
        if (id.empty() || remote().empty())
            co_return true;
        if (id == postmortem_mark)
            co_return co_await write_postmortem(pushed_text(shown, news(), most_of_body), false);
        co_return co_await rewrite(id, pushed_text(shown, news(), most_of_body), shown.at);
    }
    // Nobody is told of an edit.
    Script<bool> rewrite(std::string id, std::string text, std::optional<Instant> at) {
        Written json{{"body", std::move(text)}};
        if (at)
            json["display_at"] = iso_milliseconds(*at);
        json["deliver_notifications"] = false;
        const Written body{{"incident_update", std::move(json)}};
        co_await ask("PATCH", incident() + "/incident_updates/" + percent_coded(id), body);
        co_return true;
    }

    Script<bool> publish_postmortem(PublicUpdate shown) {
        if (remote().empty())
            co_return true;  // of an incident that it never heard of
        if (in_doubt()) {
            const auto json = co_await read(incident());
            if (text_in(json, "status") == "postmortem" ||
                !text_in(json, "postmortem_published_at").empty()) {
                made_.updates[shown.number] = postmortem_mark;
                co_return true;
            }
            not_found();
        }
        co_await write_postmortem(pushed_text(shown, news(), most_of_body), notifies());
        made_.updates[shown.number] = postmortem_mark;
        co_return true;
    }
    Script<bool> write_postmortem(std::string text, bool tells) {
        const Written draft{{"postmortem", {{"body_draft", std::move(text)}}}};
        co_await ask("PUT", incident() + "/postmortem", draft);
        const Written publish{
            {"postmortem", {{"notify_twitter", false}, {"notify_subscribers", tells}}}};
        if (tells)
            co_await tell("PUT", incident() + "/postmortem/publish", publish);
        else
            co_await ask("PUT", incident() + "/postmortem/publish", publish);
        co_return true;
    }

    Script<bool> withdraw() override {
        const auto json = co_await read(incident());
        std::vector<std::string> ids;
        if (json.is_object() && json.contains("incident_updates") &&
            json["incident_updates"].is_array())
            for (const auto& each : json["incident_updates"])
                if (const auto id = id_at(each, "id");
                    !id.empty() && text_in(each, "body") != withdrawn_text &&
                    text_in(each, "status") != "postmortem" && ids.size() < most_updates)
                    ids.push_back(id);
        for (const auto& id : ids)
            co_await rewrite(id, std::string(withdrawn_text), std::nullopt);
        if (is_remote_update(postmortem_mark))
            co_await write_postmortem(std::string(withdrawn_text), false);
        Written head{{"name", withdrawn_title}};
        head["status"] = word(news().window ? PublicStatus::completed : PublicStatus::resolved);
        if (!news().window)
            head["impact_override"] = to_string(Impact::none);
        add_components(head);
        head["deliver_notifications"] = false;
        const Written body{{"incident", std::move(head)}};
        co_await ask("PATCH", incident(), body);
        now_withdrawn(true);
        co_return true;
    }

    // One whose incident does not speak of it any more.
    Script<bool> move_components() override {
        const auto named = effect().details.find("component");
        if (named == effect().details.end())
            co_return true;
        const auto theirs = target().components.find(named->second);
        if (theirs == target().components.end())
            co_return true;
        const auto state = news().components.find(theirs->second);
        if (state == news().components.end())
            co_return true;
        const Written body{{"component", {{"status", to_string(state->second)}}}};
        co_await ask("PATCH", page() + "/components/" + percent_coded(theirs->second), body);
        co_return true;
    }
};

}  // namespace

std::unique_ptr<PushWork> statuspage_work(PushParcel parcel) {
    return std::make_unique<StatuspageWork>(std::move(parcel));
}

}  // namespace muster::status
