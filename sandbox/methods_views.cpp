#include "sandbox/api_call.hpp"
#include "sandbox/block_rules.hpp"
#include "sandbox/methods.hpp"
#include "sandbox/shapes.hpp"

#include <string>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t view_limit_bytes = 250'000;

json checked_view(Call& call, const char* type) {
    if (!call.has("view"))
        refuse_arguments({"missing required field: view"});
    json view = call.structured("view", "invalid_arguments");
    if (!view.is_object())
        refuse_arguments({"must be an object [json-pointer:/view]"});
    if (view.dump().size() > view_limit_bytes)
        throw Refusal("view_too_large");
    if (type && view.value("type", json()) != type)
        refuse_arguments({std::string("must be \"") + type + "\" [json-pointer:/view/type]"});
    if (const auto faults = check_view(view); !faults.empty())
        refuse_arguments(faults);
    return view;
}

json with_view(Call& call, const View& view) {
    return {{"view", view_json(call.workspace, view)}};
}

}  // namespace

json views_open(Call& call) {
    json view = checked_view(call, "modal");
    return with_view(call, call.workspace.open_view(call.text("trigger_id"), std::move(view)));
}

json views_push(Call& call) {
    json view = checked_view(call, "modal");
    return with_view(call, call.workspace.push_view(call.text("trigger_id"), std::move(view)));
}

json views_update(Call& call) {
    json view = checked_view(call, nullptr);
    const std::string id = call.maybe("view_id");
    const std::string external_id = call.maybe("external_id");
    if (id.empty() && external_id.empty())
        refuse_arguments({"missing required field: view_id"});
    return with_view(
        call, call.workspace.update_view(id, external_id, call.maybe("hash"), std::move(view)));
}

json views_publish(Call& call) {
    json view = checked_view(call, "home");
    const std::string user = call.text("user_id");
    if (!call.workspace.find_person(user))
        refuse_arguments({"user not found [json-pointer:/user_id]"});
    return with_view(call, call.workspace.publish_home(user, call.maybe("hash"), std::move(view)));
}

}  // namespace muster::sandbox
