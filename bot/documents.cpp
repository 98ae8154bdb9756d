#include "bot/documents.hpp"

#include "domain/quarter_bars.hpp"
#include "templates/postmortem.hpp"
#include "templates/quarter_picture.hpp"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

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

std::string figures_picture(const Effect& effect) {
    const auto text = effect.details.find("bars");
    if (text == effect.details.end())
        return {};
    const auto bars = read_quarter_bars(text->second);
    if (!bars)
        return {};
    try {
        return bars_as_png(*bars);
    } catch (const std::runtime_error& error) {
        spdlog::error("the figures go without a picture: {}", error.what());
        return {};
    }
}

std::function<Result<std::string>(const Dossier&, std::string_view shape)> document_maker(
    const Config& config) {
    return [settings = config.settings, own = TemplateFolder{config.templates}](
               const Dossier& dossier, std::string_view shape) {
        return render_postmortem(dossier, settings, shape, own, Readers::everybody);
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
