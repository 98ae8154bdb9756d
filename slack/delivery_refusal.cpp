#include "slack/delivery_refusal.hpp"

#include "slack/methods_table.hpp"

#include <array>

namespace muster::slack {
namespace {

// What to do about a refusal, by who can do it. The first that lists the code counts.
struct Advice {
    std::string_view codes;  // parted by spaces
    std::string_view words;
};
constexpr std::string_view place_codes = "not_in_channel channel_not_found is_archived is_inactive";
constexpr std::string_view people_codes =
    "app_cannot_join_channel cant_invite cant_invite_self invitee_cant_see_channel no_user "
    "org_user_not_in_team ura_max_channels user_disabled user_is_restricted user_not_found "
    "user_not_visible users_not_found";
constexpr std::array<Advice, 25> advices{{
    // Somebody in the channel.
    {"is_archived is_inactive",
     "the channel is archived; somebody can bring it back in its settings"},
    {"not_in_channel channel_not_found invalid_channel",
     "the channel was deleted, or Muster is not in it; somebody in it can type /invite and "
     "Muster's name"},
    {"message_not_found thread_not_found bad_timestamp",
     "somebody deleted the message that it belongs to"},
    {"too_many_pins too_many_bookmarks too_many_tabs",
     "the channel has as many as Slack allows; remove one that is not needed"},
    {people_codes, "their account does not allow it; invite them by hand, or somebody else"},
    {"no_such_subteam",
     "there is no such group any more; the severities in Muster's configuration name it"},
    {"too_many_members", "the channel has as many members as Slack allows"},
    // An admin of the workspace.
    {"restricted_action restricted_action_read_only_channel "
     "restricted_action_thread_only_channel restricted_action_non_threadable_channel "
     "restricted_action_thread_locked cannot_create_channel app_access_restricted "
     "posting_to_channel_denied channel_is_limited_access permission_denied "
     "no_external_invite_permission cannot_bookmark_from_external_org "
     "cannot_bookmark_restricted_sharing_enabled parent_bookmark_disabled "
     "cant_broadcast_message cant_update_message edit_window_closed "
     "send_on_behalf_not_allowed canvas_disabled_user_team enterprise_is_restricted "
     "channels_limit_exceeded no_channel not_pinnable cannot_reply_to_message "
     "cant_archive_general cant_archive_required not_authorized",
     "a setting of the workspace forbids it; an admin of the workspace can allow it"},
    {"cant_delete_message cant_delete_file delete_not_allowed file_deleting_disabled",
     "Muster may not delete it; an admin of the workspace can"},
    {"no_permission access_denied not_allowed_token_type ekm_access_denied team_not_found",
     "the app may not do that here; an admin of the workspace can allow it"},
    {"file_uploads_disabled file_uploads_except_images_disabled file_type_not_allowed "
     "blocked_file_type unable_to_share_files file_share_limit_reached "
     "max_file_sharing_exceeded slack_connect_blocked_file_type "
     "slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked "
     "slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked "
     "slack_connect_lists_sharing_blocked",
     "the workspace allows no such files there; an admin of the workspace can allow them"},
    {"storage_limit_reached file_upload_size_restricted",
     "the workspace's file storage is full; an admin of the workspace can make room"},
    {"plan_upgrade_required not_implemented",
     "this workspace's plan does not have it; somebody has to do it by hand"},
    {"team_tier_cannot_create_channel_canvases free_team_canvas_tab_already_exists "
     "free_teams_cannot_create_non_tabbed_canvases free_teams_cannot_create_standalone_canvases "
     "free_teams_cannot_edit_standalone_canvases",
     "this workspace's plan does not have such canvases"},
    {"not_json", "what answers in Slack's place does not know it"},
    {"canvas_editing_locked", "somebody has been working in it all the time"},
    {"canvas_editing_failed canvas_too_large canvas_creation_failed canvas_tab_creation_failed "
     "channel_canvas_creation_failed",
     "Slack did not take it; whoever runs Muster finds the call in its log"},
    {"canvas_not_found file_not_found file_deleted file_is_deleted file_not_shared not_found",
     "somebody deleted it in the meantime"},
    // Whoever set the app up.
    {"messages_tab_disabled", "switch the Messages tab on under App Home in the app's settings"},
    {"not_enabled", "switch the Home tab on under App Home in the app's settings"},
    {"cant_archive_general cant_archive_required",
     "everybody of the workspace is in it, so Slack keeps it open"},
    {"as_user_not_supported metadata_must_be_sent_from_app method_deprecated "
     "deprecated_endpoint unknown_method insecure_request",
     "Slack has changed there; a newer Muster may know how"},
    // What Slack has for others, and deliveries never ask for.
    {"duplicate_channel_not_found duplicate_external_id duplicate_message_not_found "
     "draft_already_deleted "
     "draft_already_sent draft_has_conflict draft_not_found missing_file_data "
     "no_dual_broadcast_content_update invalid_app_action_type invalid_child_type "
     "invalid_entity_id invalid_parent_type invalid_shortcut_type parent_with_link "
     "file_already_added no_item_specified method_not_supported_for_channel_type "
     "name_taken name_too_long snippet_too_large unknown_snippet_type unknown_subtype "
     "alt_txt_too_large missing_profile_id view_too_large users_list_not_supplied not_enough_users "
     "too_many_users "
     "invalid_user_combination",
     "Slack took it for something else; whoever runs Muster finds the call in its log"},
    // A fault of ours.
    {"attachment_payload_limit_exceeded block_mismatch invalid_arg_name invalid_arguments "
     "invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format "
     "invalid_bookmark_type invalid_charset invalid_cursor invalid_emoji invalid_form_data "
     "invalid_json invalid_limit invalid_link invalid_metadata_filter_keys "
     "invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_team "
     "invalid_ts_latest invalid_ts_oldest invalid_types json_not_object "
     "markdown_text_conflict metadata_too_large missing_argument missing_post_type "
     "msg_blocks_too_long msg_too_long no_text too_long too_many_attachments "
     "too_many_contact_cards",
     "Muster made it in a way that Slack does not take; whoever runs Muster finds the call in "
     "its log"},
    {"invalid_name invalid_name_maxlength invalid_name_punctuation invalid_name_required "
     "invalid_name_specials",
     "Slack does not take such a name; whoever runs Muster can change the pattern for channel "
     "names"},
}};

}  // namespace

std::string advice_for(const Answer& answer) {
    if (answer.error == "missing_scope")
        return "the app lacks the scope " +
               (answer.needed.empty() ? "that it needs" : answer.needed) +
               "; add it in the app's settings and install the app again";
    for (const auto& advice : advices)
        if (lists(advice.codes, answer.error))
            return std::string(advice.words);
    return {};
}

std::string refusal_words(std::string_view what, const Answer& answer) {
    std::string words(what);
    words += " (" + answer.error + "): ";
    if (const auto advice = advice_for(answer); !advice.empty())
        return words + advice + ".";
    return words + (answer.detail.empty() ? "Slack says no more than that" : answer.detail) +
           "; whoever runs Muster finds the call in its log.";
}

bool refuses_content(const Answer& answer) {
    return answer.kind == Answer::Kind::refused &&
           lists(
               "invalid_blocks invalid_blocks_format invalid_arguments msg_blocks_too_long "
               "block_mismatch too_many_attachments invalid_attachments",
               answer.error);
}

bool is_about_place(std::string_view code) {
    return lists(place_codes, code);
}

bool is_archived(std::string_view code) {
    return code == "is_archived" || code == "is_inactive";  // as chat.update calls it
}

bool is_about_people(std::string_view code) {
    return lists(people_codes, code);
}

}  // namespace muster::slack
