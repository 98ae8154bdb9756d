#pragma once

#include <nlohmann/json.hpp>

namespace muster::sandbox {

class Call;

// The methods of the Web API, by noun. Each gives the members beside `ok`, or throws Refusal.
nlohmann::json auth_test(Call& call);
nlohmann::json connections_open(Call& call);
nlohmann::json team_info(Call& call);

nlohmann::json chat_post_message(Call& call);
nlohmann::json chat_update(Call& call);
nlohmann::json chat_delete(Call& call);
nlohmann::json chat_post_ephemeral(Call& call);
nlohmann::json chat_get_permalink(Call& call);

nlohmann::json conversations_create(Call& call);
nlohmann::json conversations_invite(Call& call);
nlohmann::json conversations_join(Call& call);
nlohmann::json conversations_leave(Call& call);
nlohmann::json conversations_set_topic(Call& call);
nlohmann::json conversations_set_purpose(Call& call);
nlohmann::json conversations_archive(Call& call);
nlohmann::json conversations_unarchive(Call& call);
nlohmann::json conversations_rename(Call& call);
nlohmann::json conversations_open(Call& call);
nlohmann::json conversations_info(Call& call);
nlohmann::json conversations_list(Call& call);
nlohmann::json conversations_members(Call& call);
nlohmann::json conversations_history(Call& call);
nlohmann::json conversations_replies(Call& call);
nlohmann::json users_conversations(Call& call);

nlohmann::json pins_add(Call& call);
nlohmann::json pins_list(Call& call);
nlohmann::json pins_remove(Call& call);
nlohmann::json bookmarks_add(Call& call);
nlohmann::json bookmarks_edit(Call& call);
nlohmann::json bookmarks_list(Call& call);
nlohmann::json bookmarks_remove(Call& call);
nlohmann::json reactions_add(Call& call);
nlohmann::json reactions_get(Call& call);
nlohmann::json reactions_remove(Call& call);

nlohmann::json users_info(Call& call);
nlohmann::json users_list(Call& call);
nlohmann::json users_lookup_by_email(Call& call);
nlohmann::json usergroups_list(Call& call);
nlohmann::json usergroups_users_list(Call& call);

nlohmann::json views_open(Call& call);
nlohmann::json views_update(Call& call);
nlohmann::json views_push(Call& call);
nlohmann::json views_publish(Call& call);

nlohmann::json files_get_upload_url_external(Call& call);
nlohmann::json files_complete_upload_external(Call& call);
nlohmann::json files_delete(Call& call);
nlohmann::json files_info(Call& call);

nlohmann::json canvases_access_delete(Call& call);
nlohmann::json canvases_access_set(Call& call);
nlohmann::json canvases_create(Call& call);
nlohmann::json canvases_edit(Call& call);
nlohmann::json canvases_sections_lookup(Call& call);
nlohmann::json conversations_canvases_create(Call& call);

}  // namespace muster::sandbox
