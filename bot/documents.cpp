#include "bot/documents.hpp"

#include "templates/postmortem.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>

namespace muster {

DocumentRenderer document_renderer(const Config& config) {
    return [settings = config.settings, own = TemplateFolder{config.templates}](
               const Dossier& dossier, int revision) {
        auto shape = settings.postmortem_shape;
        for (const auto& made : dossier.revisions)
            if (made.number == revision)
                shape = made.shape;
        auto document = render_postmortem(dossier, settings, shape, own);
        if (document)
            return *document;
        spdlog::error("the team's template is not used: {}", document.error().message);
        document = render_postmortem(dossier, settings, shape, {});
        if (document)
            return *document;
        // A shape of the team's own that is broken has no shipped twin.
        return render_postmortem(dossier, settings, "standard", {}).value();
    };
}

std::function<std::string(std::string_view)> page_templates(const Config& config) {
    if (config.templates.empty())
        return {};
    return [folder = config.templates / "page"](std::string_view name) -> std::string {
        std::ifstream stream(folder / name, std::ios::binary);
        if (!stream)
            return {};
        return {std::istreambuf_iterator<char>(stream), {}};
    };
}

}  // namespace muster
