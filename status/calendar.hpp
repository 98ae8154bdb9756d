#pragma once

#include "status/model.hpp"

#include <string>

namespace muster::status {

// Every maintenance window as an iCalendar (RFC 5545), the newest first: an event keeps its UID for
// ever, and each change raises its SEQUENCE, so that calendars which subscribed follow it.
std::string calendar(const PublicRecord& record);

}  // namespace muster::status
