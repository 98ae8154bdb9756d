#include "domain/public_dossier.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::size_t shortest_bare_name = 2;  // characters

bool is_of_workspace(const Person& person) {
    return !person.user.empty() || !person.group.empty();
}

bool begins_with_capital(std::string_view word) {
    // A letter beyond ASCII may be one: a name too many is better than one too few.
    return !word.empty() && ((word.front() >= 'A' && word.front() <= 'Z') ||
                             static_cast<unsigned char>(word.front()) >= 0x80);
}

void add(std::vector<KnownName>& names, std::string_view name, const std::string& instead,
         bool bare, const std::string& id) {
    const auto known = trimmed(name);
    if (known.empty())
        return;
    const auto same = [&](const KnownName& one) { return one.name == known && one.bare == bare; };
    if (std::ranges::none_of(names, same))
        names.push_back({std::string(known), instead, bare, id});
}

// The whole name, and each of its words that looks like a name: "Ada Lovelace", "Ada", "Lovelace".
void add_names(std::vector<KnownName>& names, const Profile& profile, const std::string& instead) {
    const auto& id = profile.person.user.str();
    const std::string_view name = profile.person.name;
    add(names, profile.handle, instead, false, id);
    add(names, name, instead, length(name) >= shortest_bare_name, id);
    for (std::size_t from = 0; from < name.size();) {
        const auto end = std::min(name.find_first_of(" \t.,()/", from), name.size());
        const auto word = name.substr(from, end - from);
        if (begins_with_capital(word) && length(word) >= shortest_bare_name)
            add(names, word, instead, true, id);
        from = end + 1;
    }
}

// One person's name as a value by itself, not within a sentence: "Commander".
std::string as_title(std::string_view part) {
    for (const std::string_view article : {"the ", "a "})
        if (part.starts_with(article)) {
            part.remove_prefix(article.size());
            break;
        }
    std::string text(part);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

class Rewriting {
public:
    Rewriting(const Incident& incident, const std::vector<KnownName>& names)
        : incident_(incident), names_(names) {}

    [[nodiscard]] std::string words(const std::string& typed) const {
        return plain_words(typed, names_);
    }
    [[nodiscard]] Person person(const Person& person) const {
        if (!is_of_workspace(person))
            return {{}, {}, words(person.name)};
        return {{}, {}, as_title(part_of(person, incident_))};
    }
    void rewrite(KeyMoment& moment) const {
        moment.set_by = person(moment.set_by);
        moment.remark = words(moment.remark);
    }

private:
    const Incident& incident_;
    const std::vector<KnownName>& names_;
};

void rewrite_head(Incident& incident, const Rewriting& rewriting) {
    incident.title = rewriting.words(incident.title);
    incident.closing_words = rewriting.words(incident.closing_words);
    incident.reporter = rewriting.person(incident.reporter);
    // A role is what the person is called by: a list of them would say everything twice.
    std::erase_if(incident.roles, [](const auto& role) { return is_of_workspace(role.second); });
    for (auto& [role, holder] : incident.roles)
        holder = rewriting.person(holder);
    for (auto* times : {&incident.times, &incident.first_times})
        for (auto& [key, moment] : *times)
            rewriting.rewrite(moment);
    for (auto& [part, texts] : incident.parts)
        for (auto& text : texts)
            text = rewriting.words(text);
    incident.reviews.clear();
}

}  // namespace

std::vector<Person> people_in(const Dossier& dossier) {
    std::vector<Person> people;
    const auto meet = [&](const Person& person) {
        if (is_of_workspace(person) && std::ranges::find(people, person) == people.end())
            people.push_back(person);
    };
    const auto& incident = dossier.incident;
    meet(incident.reporter);
    for (const auto& [role, holder] : incident.roles)
        meet(holder);
    for (const auto& review : incident.reviews) {
        meet(review.reviewer);
        meet(review.asked_by);
    }
    for (const auto& [key, moment] : incident.times)
        meet(moment.set_by);
    for (const auto& entry : dossier.entries)
        meet(entry.author);
    for (const auto& update : dossier.updates)
        meet(update.author);
    for (const auto& follow_up : dossier.follow_ups)
        meet(follow_up.owner);
    for (const auto& revision : dossier.revisions)
        meet(revision.author);
    return people;
}

std::string part_of(const Person& person, const Incident& incident) {
    if (!is_of_workspace(person))
        return person.name;
    if (const auto* commander = incident.holder("commander");
        commander != nullptr && *commander == person)
        return "the commander";
    for (const auto& [role, holder] : incident.roles)
        if (holder == person)
            return "the " + role + (role.ends_with('s') ? " lead" : "");  // "communications"
    return "a responder";
}

std::vector<KnownName> names_of(const Incident& incident, const std::vector<Profile>& people,
                                const std::vector<Profile>& also) {
    std::vector<KnownName> names;
    for (const auto& profile : people)
        add_names(names, profile, part_of(profile.person, incident));
    for (const auto& profile : also) {
        add(names, profile.handle, "a responder", false, profile.person.user.str());
        add(names, profile.person.name, "a responder", true, profile.person.user.str());
    }
    return names;
}

Dossier public_dossier(const Dossier& dossier, const std::vector<KnownName>& names) {
    const Rewriting rewriting(dossier.incident, names);
    auto shown = dossier;
    rewrite_head(shown.incident, rewriting);
    std::erase_if(shown.entries, [](const Entry& entry) { return entry.removed; });
    for (auto& entry : shown.entries) {
        entry.text = rewriting.words(entry.text);
        entry.author = rewriting.person(entry.author);
        entry.link.clear();
    }
    std::erase_if(shown.updates, [](const Update& update) {
        return update.withdrawn || update.waiting || update.postmortem;
    });
    for (auto& update : shown.updates) {
        update.text = rewriting.words(update.text);
        update.author = rewriting.person(update.author);
    }
    for (auto& follow_up : shown.follow_ups) {
        follow_up.text = rewriting.words(follow_up.text);
        follow_up.owner = rewriting.person(follow_up.owner);
        follow_up.why_dropped = rewriting.words(follow_up.why_dropped);
        follow_up.ticket = rewriting.words(follow_up.ticket);
    }
    for (auto& revision : shown.revisions)
        revision.author = rewriting.person(revision.author);
    return shown;
}

Dossier public_dossier(const Dossier& dossier) {
    std::vector<Profile> people;
    for (const auto& person : people_in(dossier)) {
        Profile profile;
        profile.person = person;
        // A handle is often the first name.
        profile.handle = lower(person.name.substr(0, person.name.find(' ')));
        people.push_back(std::move(profile));
    }
    return public_dossier(dossier, names_of(dossier.incident, people, {}));
}

}  // namespace muster
