#include "slack/people.hpp"

#include "slack/envelope.hpp"
#include "slack/text.hpp"

namespace muster::slack {
namespace {

bool flag_at(const nlohmann::json& object, std::string_view member) {
    const auto found = object.find(member);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const auto& text : texts)
        if (!text.empty())
            return text;
    return {};
}

}  // namespace

std::optional<Profile> read_profile(const nlohmann::json& user) {
    if (!user.is_object())
        return std::nullopt;
    const auto id = text_at(user, "id");
    if (id.empty())
        return std::nullopt;
    const auto& details = at(user, "profile");
    Profile profile;
    profile.handle = text_at(user, "name");
    profile.person.user = UserId(id);
    profile.person.name = first_of({text_at(details, "display_name"), text_at(details, "real_name"),
                                    text_at(user, "real_name"), profile.handle, id});
    profile.zone = text_at(user, "tz");
    profile.gone = flag_at(user, "deleted");
    // Slack's own bot says it is none.
    profile.bot = flag_at(user, "is_bot") || id == "USLACKBOT";
    return profile;
}

PeoplePage read_people(const nlohmann::json& body) {
    PeoplePage page;
    const auto& members = at(body, "members");
    if (members.is_array())
        for (const auto& member : members)
            if (auto profile = read_profile(member))
                page.people.push_back(std::move(*profile));
    page.next_cursor = text_at(at(body, "response_metadata"), "next_cursor");
    return page;
}

}  // namespace muster::slack
