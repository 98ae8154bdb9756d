#pragma once

#include "bot/config.hpp"
#include "domain/document.hpp"
#include "domain/effect.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace muster {

// The postmortem of a dossier in the shape that revision asked for, as Markdown. A template that
// cannot be used falls back to the one that ships, with a line in the log: a document late at night
// beats none.
using DocumentRenderer = std::function<std::string(const Dossier&, int revision)>;
DocumentRenderer document_renderer(const Config& config);

// The picture that a post_figures speaks of, as PNG; empty, with a line in the log, when it cannot
// be drawn: the words stand alone then.
std::string figures_picture(const Effect& effect);

// Settings::make_document, from a configuration that is otherwise complete: for everybody, and by
// the team's template or not at all.
std::function<Result<std::string>(const Dossier&, std::string_view shape)> document_maker(
    const Config& config);

// The team's own page templates, by name; empty where it has none.
std::function<std::string(std::string_view)> page_templates(const Config& config);

}  // namespace muster
