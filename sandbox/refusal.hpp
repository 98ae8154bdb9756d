#pragma once

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace muster::sandbox {

// Why Slack would not do it: its error code, and what stands beside it in the answer
// (needed, provided, errors, response_metadata). Thrown by the workspace's rules and caught in one
// place, WebApi::call, which makes it `{"ok":false,"error":code,…}`.
struct Refusal : std::runtime_error {
    explicit Refusal(std::string error, nlohmann::json beside = nlohmann::json::object())
        : std::runtime_error(error), code(std::move(error)), details(std::move(beside)) {}

    std::string code;
    nlohmann::json details;
};

}  // namespace muster::sandbox
