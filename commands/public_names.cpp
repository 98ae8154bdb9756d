#include "commands/public_names.hpp"

#include "domain/public_dossier.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace muster {
namespace {

// A name has up to three words; so many are looked up at most.
constexpr std::size_t most_words = 3;
constexpr std::size_t most_looked_up = 20'000;

bool is_name_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '\'';
}

bool may_begin_name(std::string_view word) {
    return word.size() > 1 && ((word.front() >= 'A' && word.front() <= 'Z') ||
                               static_cast<unsigned char>(word.front()) >= 0x80);
}

// Whatever is written like a name: "Ada", "Ada Lovelace".
void collect(std::set<std::string, std::less<>>& names, std::string_view text) {
    std::vector<std::string_view> run;
    std::size_t end_of_last = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_name_byte(text[at])) {
            ++at;
            continue;
        }
        const auto from = at;
        while (at < text.size() && is_name_byte(text[at]))
            ++at;
        auto word = text.substr(from, at - from);
        if (word.ends_with("'s"))
            word.remove_suffix(2);
        const bool follows = !run.empty() && from == end_of_last + 1 && text[end_of_last] == ' ';
        if (!follows || !may_begin_name(word))
            run.clear();
        if (!may_begin_name(word))
            continue;
        run.push_back(word);
        if (run.size() > most_words)
            run.erase(run.begin());
        for (const auto begin : run)
            if (names.size() < most_looked_up)
                names.emplace(begin.data(), word.data() + word.size());
        end_of_last = at;
    }
}

std::set<std::string, std::less<>> written_names(const Dossier& dossier) {
    std::set<std::string, std::less<>> names;
    const auto& incident = dossier.incident;
    collect(names, incident.title);
    collect(names, incident.closing_words);
    for (const auto& [part, texts] : incident.parts)
        for (const auto& text : texts)
            collect(names, text);
    for (const auto& entry : dossier.entries)
        collect(names, entry.text);
    for (const auto& update : dossier.updates)
        if (!update.postmortem)
            collect(names, update.text);
    for (const auto& follow_up : dossier.follow_ups) {
        collect(names, follow_up.text);
        collect(names, follow_up.why_dropped);
    }
    return names;
}

}  // namespace

std::vector<KnownName> public_names(const Record& record, const Dossier& dossier) {
    std::vector<Profile> people;
    for (const auto& person : people_in(dossier)) {
        Profile profile;
        profile.person = person;  // as they were called then
        people.push_back(profile);
        if (const auto known = record.profile(person.user); known && !person.user.empty())
            people.push_back(*known);
    }
    std::vector<Profile> also;
    for (const auto& name : written_names(dossier))
        for (auto& profile : record.people_named(name))
            if (profile.person.name == name && !profile.bot)
                also.push_back(std::move(profile));
    return names_of(dossier.incident, people, also);
}

}  // namespace muster
