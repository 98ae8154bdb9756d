// Any program that listens: Statuspage's body under Standard Webhooks' headers, as
// status/CONTRACT.md 5.3 has it. Whoever gets one twice knows it by its id, so nothing is looked
// up.
#include "status/api_v2.hpp"
#include "status/dates.hpp"
#include "status/push_work.hpp"

#include <algorithm>
#include <utility>

namespace muster::status {
namespace {

using Kind = Effect::Kind;

class WebhookWork final : public PushWork {
public:
    explicit WebhookWork(PushParcel parcel) : PushWork(std::move(parcel)) {
        within_ = std::chrono::seconds(15);
    }

private:
    [[nodiscard]] bool is_api() const override { return false; }

    Script<bool> make() override {
        const auto& shown = news().incident;
        switch (effect().kind) {
            case Kind::push_update:
                if (const auto* const said = update(effect().number);
                    said != nullptr && !has(said->number)) {
                    co_await post("incident",
                                  Written::parse(incident_entry(news().record, *shown)));
                    made_.incident = to_string(news().id);
                    made_.updates[said->number] = "sent";
                }
                co_return true;
            case Kind::show_pushed_update:
            case Kind::show_push:
                if (remote().empty())
                    co_return true;
                if (shown)
                    co_await post("incident",
                                  Written::parse(incident_entry(news().record, *shown)));
                else if (!is_withdrawn())
                    co_await post("incident",
                                  Written::parse(incident_entry(news().record, gone())));
                now_withdrawn(!shown);
                co_return true;
            case Kind::push_component:
                co_return co_await post_component();
            default:
                co_return true;
        }
    }

    // All that is left of one that is not public any more.
    [[nodiscard]] PublicIncident gone() const {
        PublicIncident incident;
        incident.id = news().id;
        incident.title = withdrawn_title;
        incident.status = news().window ? PublicStatus::completed : PublicStatus::resolved;
        incident.created_at = incident.started_at = incident.updated_at = now();
        incident.resolved_at = now();
        if (news().window)
            incident.window = {now(), now(), true};
        PublicUpdate update;
        update.number = 1;
        update.at = now();
        update.status = incident.status;
        update.withdrawn = true;
        update.text = withdrawn_text;
        incident.updates = {update};
        return incident;
    }

    Script<bool> post_component() {
        const auto named = effect().details.find("component");
        const auto before = effect().details.find("before");
        if (named == effect().details.end())
            co_return true;
        const auto id = component_id(named->second);
        const auto& all = news().record.components;
        const auto found = std::ranges::find(all, id, &PublicComponent::id);
        if (found == all.end())
            co_return true;
        Written moved;
        moved["old_status"] = before == effect().details.end() ? "operational" : before->second;
        moved["new_status"] = to_string(found->status);
        moved["created_at"] = iso_milliseconds(now());
        moved["component_type"] = "Component";
        moved["id"] = mark().str();
        moved["component_id"] = id;
        Written component = Written::parse(component_entry(news().record, *found));
        Written body = envelope();
        body["component"] = std::move(component);
        body["component_update"] = std::move(moved);
        co_await ask("POST", {}, std::move(body));
        co_return true;
    }

    Script<bool> post(std::string key, Written entry) {
        Written body = envelope();
        body[key] = std::move(entry);
        co_await ask("POST", {}, std::move(body));
        co_return true;
    }
    [[nodiscard]] Written envelope() const {
        const auto& record = news().record;
        const auto overall = record.overall();
        Written body;
        body["meta"]["unsubscribe"] = record.page.url;
        body["meta"]["documentation"] = record.page.url;
        body["meta"]["generated_at"] = iso_milliseconds(now());
        body["page"]["id"] = record.page.id;
        body["page"]["status_indicator"] = overall.indicator;
        body["page"]["status_description"] = overall.description;
        return body;
    }
};

}  // namespace

std::unique_ptr<PushWork> webhook_work(PushParcel parcel) {
    return std::make_unique<WebhookWork>(std::move(parcel));
}

}  // namespace muster::status
