#pragma once

#include "status/model.hpp"

#include <string>
#include <vector>

namespace muster::status {

// One document below /api/v2/ in the format that Statuspage's clients read: every key present and
// in the vendor's order, instants in UTC with milliseconds, never a word outside the vendor's
// lists.
struct ApiDocument {
    std::string path;  // "/api/v2/summary.json"
    std::string body;
};

// All of them, for the record as it stands.
std::vector<ApiDocument> api_documents(const PublicRecord& record);

// One of its entries alone, as JSON: an incident or window; a component.
std::string incident_entry(const PublicRecord& record, const PublicIncident& incident);
std::string component_entry(const PublicRecord& record, const PublicComponent& component);

}  // namespace muster::status
