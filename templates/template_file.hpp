#pragma once

#include "domain/result.hpp"
#include "templates/template_model.hpp"

#include <kainjow/mustache.hpp>

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace muster {

// Where a team keeps templates of its own. A file in it replaces the one of the same path that is
// compiled in ("postmortem/standard.md", "log.md"); an empty folder name replaces none.
struct TemplateFolder {
    std::filesystem::path path;
};

// The template of that path, read now: the team's own, or the one compiled in; not_found when there
// is neither.
struct TemplateFile {
    std::string name;  // as a person finds it: with the folder when it is the team's own
    std::string text;
};
Result<TemplateFile> read_template(const TemplateFolder& overrides, std::string_view path);

// The template with the values in their places; `{{x}}` passes through markdown_text. An Error
// names file, line and what is wrong, also for a name that the model does not have there.
Result<std::string> fill(const TemplateFile& file, const kainjow::mustache::data& values,
                         const ModelGroup& model);
// The same, for names that are known anywhere.
Result<std::string> fill(const TemplateFile& file, const kainjow::mustache::data& values,
                         const std::set<std::string>& known);

}  // namespace muster
