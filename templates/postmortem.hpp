#pragma once

#include "domain/document.hpp"
#include "domain/postmortem.hpp"
#include "templates/template_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// The shapes that ship, by name.
const std::vector<std::string>& postmortem_shapes();

// Whom a document is made for. The team is asked for what is still to be written; everybody else
// reads what there is. Whoever makes one for everybody gives a public_dossier; the shape `public`
// names people by their roles in any case.
enum class Readers { team, everybody };

// The postmortem in that shape, as Markdown. The same dossier gives the same bytes, whatever the
// day. Error: an unknown shape (lists those there are), or a template at fault (file, line, what).
Result<std::string> render_postmortem(const Dossier& dossier, const Settings& settings,
                                      std::string_view shape, const TemplateFolder& overrides,
                                      Readers readers = Readers::team);

}  // namespace muster
