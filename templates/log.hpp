#pragma once

#include "domain/document.hpp"
#include "domain/metrics.hpp"
#include "templates/template_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class LogFormat { markdown, html, json, csv };
std::optional<LogFormat> read_log_format(std::string_view text);  // "md", "html", "json", "csv"

struct LogRequest {
    LogFormat format = LogFormat::markdown;
    std::optional<Quarter> quarter = std::nullopt;  // that one alone
    bool with_private = false;
};

// The incident log: quarters newest first, each with its figures and its incidents, from the first
// incident's quarter to the last's. A quarter without incidents has dashes. Drills and duplicates
// are in no figure and not in the list; private incidents are passed over unless asked for. The
// same dossiers give the same bytes. Error: log.md at fault (file, line, what).
Result<std::string> render_log(const std::vector<Dossier>& dossiers, const Settings& settings,
                               const LogRequest& request, const TemplateFolder& overrides);

}  // namespace muster
