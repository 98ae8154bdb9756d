#pragma once

#include "domain/document.hpp"
#include "domain/plain_words.hpp"
#include "domain/workspace.hpp"

#include <vector>

namespace muster {

// Whoever of the workspace has a part in the incident, each once: reporter, roles, reviewers,
// whoever wrote an entry, an update or a revision, or owns a follow-up.
std::vector<Person> people_in(const Dossier& dossier);

// What outsiders read instead of that person: "the commander", or "a responder" for whoever has no
// role. Somebody outside the workspace keeps their name.
std::string part_of(const Person& person, const Incident& incident);

// All names by which a document could speak of these people; `also`: people of the workspace who
// have no part in it.
std::vector<KnownName> names_of(const Incident& incident, const std::vector<Profile>& people,
                                const std::vector<Profile>& also);

// The dossier as outsiders may read it: whoever belongs to the workspace goes by their role, in
// texts too, and nothing leads into Slack. Withdrawn updates and whatever was removed are not in
// it.
Dossier public_dossier(const Dossier& dossier, const std::vector<KnownName>& names);
// The same where nothing is known but the dossier: by what people were called in it.
Dossier public_dossier(const Dossier& dossier);

}  // namespace muster
