// Cachet 2 and 3, as status/CONTRACT.md 5.2 has them.
#include "domain/text.hpp"
#include "status/dates.hpp"
#include "status/push_work.hpp"

#include <algorithm>
#include <utility>

namespace muster::status {
namespace {

constexpr std::size_t most_of_name = 255;
constexpr std::size_t most_of_message = 25'000;
constexpr int page_size = 50;
// What the first update has in the place of an id: it is the incident's own message.
constexpr const char* own_message = "message";

class CachetWork final : public PagePushWork {
public:
    using PagePushWork::PagePushWork;

private:
    [[nodiscard]] bool is_old() const { return target().kind == PushTarget::Kind::cachet2; }

    // The API below the site's address, however much of it the configuration names.
    [[nodiscard]] std::string api(const std::string& path) const {
        const std::string root = is_old() ? "/api/v1" : "/api";
        return (target().url.ends_with(root) ? "" : root) + path;
    }
    [[nodiscard]] std::string kind() const { return news().window ? "/schedules" : "/incidents"; }
    [[nodiscard]] std::string one() const { return api(kind() + "/" + percent_coded(remote())); }
    // A change of what is there.
    [[nodiscard]] std::string change() const { return is_old() ? "PUT" : "PATCH"; }

    static int number_of(PublicStatus status) {
        switch (status) {
            case PublicStatus::investigating:
                return 1;
            case PublicStatus::identified:
                return 2;
            case PublicStatus::monitoring:
                return 3;
            case PublicStatus::resolved:
            case PublicStatus::postmortem:
            case PublicStatus::completed:
                return 4;
            default:
                return 0;
        }
    }
    // A schedule counts its own states.
    static int schedule_number(PublicStatus status) {
        return status == PublicStatus::completed ? 2 : status == PublicStatus::scheduled ? 0 : 1;
    }
    // Cachet 2 has no word for maintenance: what is being worked on may be slow.
    [[nodiscard]] int number_of(ComponentStatus state) const {
        switch (state) {
            case ComponentStatus::operational:
                return 1;
            case ComponentStatus::degraded_performance:
                return 2;
            case ComponentStatus::partial_outage:
                return 3;
            case ComponentStatus::major_outage:
                return 4;
            case ComponentStatus::under_maintenance:
                return is_old() ? 2 : 6;
        }
        return 1;
    }
    // Ids are numbers there; whoever configured another word gets it as written.
    static Written id_of(const std::string& text) {
        const bool digits = !text.empty() && text.size() <= 15 &&
                            std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
        return digits ? Written(std::stoll(text)) : Written(text);
    }
    // Cachet 2 reads the clock of its own zone, without seconds.
    [[nodiscard]] std::string moment(Instant at) const {
        const auto& zone = news().record.page.zone;
        return is_old() ? date_text(at, zone) + " " + clock_text(at, zone).substr(0, 5)
                        : iso_milliseconds(at);
    }
    [[nodiscard]] std::string title() const {
        return news().incident ? shortened(news().incident->title, most_of_name)
                               : std::string(withdrawn_title);
    }
    [[nodiscard]] std::string text_of(const PublicUpdate& shown) const {
        return pushed_text(shown, news(), most_of_message);
    }

    Script<bool> say(PublicUpdate shown) override {
        if (news().window) {
            co_await schedule(shown);
        } else if (!has(shown.number) && !shown.withdrawn) {
            if (in_doubt()) {
                if (!co_await find(shown))
                    not_found();
            }
            if (made_.updates.contains(shown.number)) {
                // It had arrived.
            } else if (remote().empty()) {
                co_await create(shown);
            } else {
                const Written body{{"status", number_of(shown.status)},
                                   {"message", text_of(shown)}};
                const auto answer = co_await tell("POST", one() + "/updates", body);
                if (!answer.is_object())
                    taken_as_what();
                made_.updates[shown.number] = id_at(data_of(answer), "id");
            }
        }
        co_return co_await move_components();
    }

    Script<bool> create(PublicUpdate shown) {
        Written json;
        json["name"] = title();
        json["message"] = text_of(shown);
        json["status"] = number_of(shown.status);
        if (is_old()) {
            json["visible"] = 1;
            // One part of the service fits in here; each of the others has a call of its own.
            if (!news().components.empty()) {
                const auto& [id, state] = *news().components.begin();
                json["component_id"] = id_of(id);
                json["component_status"] = number_of(state);
            }
            json["notify"] = notifies();
        } else {
            json["visible"] = true;
            json["notifications"] = notifies();
            json["components"] = component_list();
        }
        json["occurred_at"] = moment(news().incident->started_at);
        json["meta"] = {{"muster", {{"incident", to_string(news().id)}}}};
        const auto answer = co_await tell("POST", api("/incidents"), json);
        made_.incident = id_at(data_of(answer), "id");
        if (remote().empty())
            taken_as_what();
        made_.updates[shown.number] = own_message;
        co_return true;
    }
    [[nodiscard]] Written component_list() const {
        auto list = Written::array();
        for (const auto& [id, state] : news().components)
            list.push_back({{"id", id_of(id)}, {"status", number_of(state)}});
        return list;
    }

    // A window is one schedule whose words and times are what is true now.
    Script<bool> schedule(PublicUpdate shown) {
        if (remote().empty() && in_doubt() && !co_await find_made(text_of(shown)))
            not_found();
        if (remote().empty()) {
            const auto answer = co_await tell("POST", api("/schedules"), schedule_json(shown));
            made_.incident = id_at(data_of(answer), "id");
            if (remote().empty())
                taken_as_what();
        } else {
            co_await ask(change(), one(), schedule_json(shown));
        }
        made_.updates[shown.number] = own_message;
        co_return true;
    }
    [[nodiscard]] Written schedule_json(const PublicUpdate& shown) const {
        const auto& window = *news().incident;
        auto start = window.window->start;
        auto end = window.window->end;
        // The newer one tells by these alone whether it has begun and is over.
        if (shown.status == PublicStatus::in_progress)
            start = std::min(start, shown.at);
        if (shown.status == PublicStatus::completed)
            end = shown.at;
        Written json;
        json["name"] = title();
        json["message"] = text_of(shown);
        if (is_old())
            json["status"] = schedule_number(shown.status);
        json["scheduled_at"] = moment(std::min(start, end));
        json["completed_at"] = moment(end);
        if (!is_old())
            json["components"] = component_list();
        return json;
    }

    // Whether the update is there though nobody knows that it arrived.
    Script<bool> find(PublicUpdate shown) {
        if (remote().empty()) {
            const bool found = co_await find_made(text_of(shown));
            if (found)
                made_.updates[shown.number] = own_message;
            co_return found;
        }
        const auto json = co_await read(one() + "/updates?" + newest_first());
        for (const auto& each : list_of(json)) {
            const auto id = id_at(each, "id");
            if (id.empty() || is_remote_update(id) ||
                number_at(each, "status") != number_of(shown.status) ||
                !says_the_same(text_of(shown), member(each, "message")))
                continue;
            made_.updates[shown.number] = id;
            co_return true;
        }
        co_return false;
    }
    // By our mark where the answer has such marks, else by name and text.
    Script<bool> find_made(std::string text) {
        const auto json = co_await read(api(kind() + "?") + newest_first());
        for (const auto& each : list_of(json)) {
            const auto meta = meta_of(each);
            const bool ours =
                meta.empty()
                    ? news().incident.has_value() && says_the_same(title(), member(each, "name")) &&
                          says_the_same(text, member(each, "message"))
                    : meta.find('"' + to_string(news().id) + '"') != std::string::npos;
            if (!ours)
                continue;
            made_.incident = id_at(each, "id");
            co_return !remote().empty();
        }
        co_return false;
    }
    [[nodiscard]] std::string newest_first() const {
        return (is_old() ? "sort=id&order=desc&per_page=" : "sort=-id&per_page=") +
               std::to_string(page_size);
    }

    Script<bool> show() override {
        if (remote().empty())
            co_return true;
        const bool again = is_withdrawn();
        if (news().window) {
            co_await ask(change(), one(), schedule_json(news().incident->updates.front()));
        } else {
            Written json{{"name", title()}};
            if (again) {
                json["status"] = number_of(news().incident->status);
                json["visible"] = is_old() ? Written(1) : Written(true);
            }
            co_await ask(change(), one(), json);
            for (const auto& shown : news().incident->updates)
                if (again && has(shown.number))
                    co_await show_update(shown);
        }
        if (again)
            now_withdrawn(false);
        co_return co_await move_components();
    }
    Script<bool> show_update(PublicUpdate shown) override {
        const auto id = remote_update(shown.number);
        if (id.empty() || remote().empty())
            co_return true;
        co_return co_await rewrite(id, text_of(shown), number_of(shown.status));
    }
    Script<bool> rewrite(std::string id, std::string text, int status) {
        Written json{{"message", std::move(text)}};
        if (id != own_message)
            json["status"] = status;
        co_await ask(change(), id == own_message ? one() : one() + "/updates/" + percent_coded(id),
                     json);
        co_return true;
    }

    Script<bool> find_incident() override { return find_made({}); }

    // Hidden, and its words are gone.
    Script<bool> withdraw() override {
        for (int number = 1; number <= most_updates && !news().window; ++number)
            if (const auto id = remote_update(number); !id.empty() && id != own_message)
                co_await rewrite(id, std::string(withdrawn_text),
                                 number_of(PublicStatus::resolved));
        Written json{{"name", withdrawn_title}, {"message", withdrawn_text}};
        if (news().window) {
            json["completed_at"] = moment(now());
            if (is_old())
                json["status"] = schedule_number(PublicStatus::completed);
        } else {
            json["status"] = number_of(PublicStatus::resolved);
            json["visible"] = is_old() ? Written(0) : Written(false);
        }
        co_await ask(change(), one(), json);
        now_withdrawn(true);
        co_return co_await move_components();
    }
    static constexpr int most_updates = 500;

    // One call each: only a new incident of the newer one takes them along.
    Script<bool> move_components() override {
        const auto named = effect().details.find("component");
        for (const auto& [id, state] : news().components) {
            if (named != effect().details.end()) {
                const auto theirs = target().components.find(named->second);
                if (theirs == target().components.end() || theirs->second != id)
                    continue;
            }
            const Written body{{"status", number_of(state)}};
            co_await ask(change(), api("/components/" + percent_coded(id)), body);
        }
        co_return true;
    }

    // Both wrap what they answer in "data"; the newer one puts members below "attributes".
    static Json data_of(const Json& answer) {
        return answer.is_object() && answer.contains("data") ? answer["data"] : answer;
    }
    static Json list_of(const Json& answer) {
        auto list = data_of(answer);
        return list.is_array() ? list : Json::array();
    }
    static const Json& attributes_of(const Json& item) {
        return item.is_object() && item.contains("attributes") ? item["attributes"] : item;
    }
    static std::string member(const Json& item, std::string_view key) {
        const auto& attributes = attributes_of(item);
        if (attributes.is_object() && attributes.contains(key) && attributes[key].is_object())
            return text_in(attributes[key], "raw");
        return text_in(attributes, key);
    }
    static int number_at(const Json& item, std::string_view key) {
        const auto& attributes = attributes_of(item);
        if (!attributes.is_object() || !attributes.contains(key))
            return -1;
        const auto& value = attributes[key];
        const auto text = value.is_object() ? id_at(value, "value") : id_at(attributes, key);
        return text.size() == 1 && text[0] >= '0' && text[0] <= '9' ? text[0] - '0' : -1;
    }
    // As text; "" where the answer has none.
    static std::string meta_of(const Json& item) {
        const auto& attributes = attributes_of(item);
        if (!attributes.is_object() || !attributes.contains("meta"))
            return {};
        const auto& meta = attributes["meta"];
        if (meta.empty() || !(meta.is_object() || meta.is_array()))
            return {};
        return meta.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
};

}  // namespace

std::unique_ptr<PushWork> cachet_work(PushParcel parcel) {
    return std::make_unique<CachetWork>(std::move(parcel));
}

}  // namespace muster::status
