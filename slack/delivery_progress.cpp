#include "slack/delivery_progress.hpp"

#include <nlohmann/json.hpp>

namespace muster::slack {

std::string DeliveryProgress::text() const {
    nlohmann::json json = nlohmann::json::object();
    if (!done.empty())
        json["done"] = done;
    if (!looked.empty())
        json["looked"] = looked;
    if (!absent.empty())
        json["absent"] = absent;
    if (!sent.empty())
        json["sent"] = sent;
    if (!tried.empty())
        json["tried"] = tried;
    if (!file.empty())
        json["file"] = file;
    if (!frozen.empty())
        json["frozen"] = frozen;
    using Json = nlohmann::json;
    return json.empty() ? "" : json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

DeliveryProgress DeliveryProgress::read(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    DeliveryProgress progress;
    if (!json.is_object())
        return progress;
    try {
        progress.done = json.value("done", progress.done);
        progress.looked = json.value("looked", progress.looked);
        progress.absent = json.value("absent", progress.absent);
        progress.sent = json.value("sent", progress.sent);
        progress.tried = json.value("tried", progress.tried);
        progress.file = json.value("file", progress.file);
        progress.frozen = json.value("frozen", progress.frozen);
    } catch (const nlohmann::json::exception&) {
        return {};
    }
    return progress;
}

}  // namespace muster::slack
