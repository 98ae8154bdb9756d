#include "templates/postmortem.hpp"

#include "domain/public_dossier.hpp"
#include "domain/text.hpp"
#include "templates/postmortem_model.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::string_view public_shape = "public";

bool is_shape_name(std::string_view shape) {
    constexpr std::size_t longest = 40;
    return !shape.empty() && shape.size() <= longest &&
           std::all_of(shape.begin(), shape.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

}  // namespace

const std::vector<std::string>& postmortem_shapes() {
    static const std::vector<std::string> shapes{"standard", "overview",  "narrative",
                                                 "review",   "log-entry", "public"};
    return shapes;
}

Result<std::string> render_postmortem(const Dossier& dossier, const Settings& settings,
                                      std::string_view shape, const TemplateFolder& overrides,
                                      Readers readers) {
    const auto name = lower(trimmed(shape));
    auto file = is_shape_name(name) ? read_template(overrides, "postmortem/" + name + ".md")
                                    : Result<TemplateFile>(not_found(""));
    if (!file && file.error().kind == Error::Kind::not_found) {
        std::string all;
        for (const auto& each : postmortem_shapes())
            all += (all.empty() ? "" : ", ") + each;
        return not_found("There is no postmortem shape “" + shortened(on_one_line(name), 60) +
                         "”. There are: " + all + ".");
    }
    if (!file)
        return file.error();
    const bool is_public = name == public_shape;
    // What is made for everybody names nobody of the workspace already.
    const bool names_people = is_public && !people_in(dossier).empty();
    const auto made = make_postmortem(names_people ? public_dossier(dossier) : dossier, settings,
                                      is_public ? Hours::of_12 : Hours::of_24);
    return fill(*file, postmortem_values(made, settings, readers == Readers::team),
                postmortem_model());
}

}  // namespace muster
