#include "slack/methods_table.hpp"

#include <algorithm>

namespace muster::slack {
namespace {

// From Slack's public reference: rates are the floors it publishes; codes that any method may
// answer are below the table. chat.postMessage's own limit is each channel's: the figure here is
// for the whole workspace, of which Slack says no more than "several hundred".
// clang-format off
constexpr Method table[] = {
    {"apps.connections.open", 50, Repeat::safe, false,
     "",
     "",
     "forbidden_team missing_args"},
    {"auth.test", 600, Repeat::read, false,
     "",
     "",
     ""},
    {"bookmarks.add", 20, Repeat::never, false,
     "too_many_requests",
     "",
     "cannot_bookmark_from_external_org cannot_bookmark_restricted_sharing_enabled"
     " channel_not_found file_already_added file_not_found invalid_app_action_type"
     " invalid_bookmark_type invalid_child_type invalid_emoji invalid_entity_id invalid_link"
     " invalid_parent_type invalid_shortcut_type not_implemented parent_bookmark_disabled"
     " parent_with_link permission_denied slack_connect_blocked_file_type"
     " slack_connect_clip_sharing_blocked slack_connect_file_upload_sharing_blocked"
     " too_many_bookmarks too_many_tabs"},
    {"bookmarks.edit", 20, Repeat::safe, false,
     "",
     "",
     "channel_not_found invalid_bookmark_type invalid_emoji invalid_link not_found"
     " not_implemented parent_with_link permission_denied slack_connect_blocked_file_type"
     " slack_connect_clip_sharing_blocked slack_connect_file_upload_sharing_blocked"},
    {"bookmarks.list", 50, Repeat::read, false,
     "",
     "",
     "channel_not_found not_implemented"},
    {"bookmarks.remove", 20, Repeat::safe, false,
     "",
     "not_found",
     "channel_not_found not_implemented permission_denied"},
    {"canvases.access.delete", 50, Repeat::safe, false,
     "",
     "",
     "canvas_not_found channel_not_found restricted_action"},
    {"canvases.access.set", 50, Repeat::safe, false,
     "",
     "",
     "canvas_not_found channel_not_found restricted_action canvas_disabled_user_team"},
    {"canvases.create", 20, Repeat::never, false,
     "canvas_creation_failed",
     "",
     "canvas_disabled_user_team free_team_canvas_tab_already_exists"
     " free_teams_cannot_create_non_tabbed_canvases free_teams_cannot_create_standalone_canvases"
     " restricted_action"},
    {"canvases.edit", 50, Repeat::never, false,
     "canvas_editing_locked",
     "",
     "canvas_disabled_user_team canvas_editing_failed canvas_not_found canvas_too_large"
     " free_teams_cannot_edit_standalone_canvases restricted_action"},
    {"canvases.sections.lookup", 50, Repeat::read, false,
     "",
     "",
     "canvas_not_found restricted_action canvas_disabled_user_team"},
    {"chat.delete", 50, Repeat::safe, false,
     "",
     "message_not_found",
     "cant_delete_message channel_not_found"},
    {"chat.getPermalink", 600, Repeat::read, false,
     "",
     "",
     "channel_not_found message_not_found"},
    {"chat.postEphemeral", 100, Repeat::never, true,
     "message_limit_exceeded",
     "",
     "cannot_reply_to_message channel_not_found invalid_attachments invalid_blocks"
     " invalid_blocks_format is_archived markdown_text_conflict messages_tab_disabled"
     " msg_too_long no_text not_in_channel restricted_action too_many_attachments"
     " user_not_in_channel"},
    {"chat.postMessage", 200, Repeat::never, true,
     "message_limit_exceeded rate_limited",
     "",
     "app_access_restricted as_user_not_supported attachment_payload_limit_exceeded"
     " cannot_reply_to_message channel_not_found draft_already_deleted draft_already_sent"
     " draft_has_conflict draft_not_found duplicate_channel_not_found"
     " duplicate_message_not_found invalid_blocks invalid_blocks_format invalid_metadata_format"
     " invalid_metadata_schema is_archived markdown_text_conflict messages_tab_disabled"
     " metadata_must_be_sent_from_app metadata_too_large missing_file_data msg_blocks_too_long"
     " no_text not_in_channel restricted_action restricted_action_non_threadable_channel"
     " restricted_action_read_only_channel restricted_action_thread_locked"
     " restricted_action_thread_only_channel send_on_behalf_not_allowed"
     " slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked"
     " slack_connect_lists_sharing_blocked team_not_found too_many_attachments"
     " too_many_contact_cards"},
    {"chat.scheduleMessage", 50, Repeat::never, false,
     "message_limit_exceeded rate_limited restricted_too_many",
     "",
     "channel_not_found invalid_blocks invalid_blocks_format invalid_metadata_format"
     " invalid_metadata_schema invalid_time invalid_token is_archived markdown_text_conflict"
     " metadata_must_be_sent_from_app metadata_too_large msg_too_long no_text not_in_channel"
     " restricted_action restricted_action_non_threadable_channel"
     " restricted_action_read_only_channel restricted_action_thread_only_channel"
     " slack_connect_file_link_sharing_blocked time_in_past time_too_far too_many_attachments"},
    {"chat.update", 50, Repeat::safe, false,
     "external_channel_migrating message_limit_exceeded streaming_state_conflict update_failed",
     "",
     "as_user_not_supported block_mismatch blocked_file_type cant_broadcast_message"
     " cant_update_message channel_not_found edit_window_closed file_deleted file_is_deleted"
     " file_not_found file_share_limit_reached invalid_attachments invalid_blocks"
     " invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_inactive"
     " markdown_text_conflict max_file_sharing_exceeded message_not_found"
     " metadata_must_be_sent_from_app metadata_too_large msg_too_long"
     " no_dual_broadcast_content_update no_text posting_to_channel_denied"
     " slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked"
     " slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked"
     " slack_connect_file_upload_sharing_blocked team_not_found too_many_attachments"
     " unable_to_share_files"},
    {"conversations.archive", 20, Repeat::safe, false,
     "",
     "already_archived",
     "cant_archive_general cant_archive_required channel_not_found"
     " method_not_supported_for_channel_type not_in_channel restricted_action"},
    {"conversations.canvases.create", 20, Repeat::never, false,
     "canvas_creation_failed canvas_tab_creation_failed channel_canvas_creation_failed",
     "channel_canvas_already_exists free_team_canvas_tab_already_exists",
     "canvas_disabled_user_team restricted_action team_tier_cannot_create_channel_canvases"},
    {"conversations.create", 20, Repeat::never, false,
     "",
     "",
     "cannot_create_channel canvas_disabled_user_team invalid_name invalid_name_maxlength"
     " invalid_name_punctuation invalid_name_required invalid_name_specials name_taken"
     " no_channel restricted_action"},
    {"conversations.history", 50, Repeat::read, false,
     "",
     "",
     "channel_is_limited_access channel_not_found invalid_cursor invalid_metadata_filter_keys"
     " invalid_ts_latest invalid_ts_oldest not_in_channel"},
    {"conversations.info", 50, Repeat::read, false,
     "",
     "",
     "channel_is_limited_access channel_not_found"},
    {"conversations.invite", 50, Repeat::safe, false,
     "external_channel_migrating",
     "already_in_channel cant_invite_self",
     "app_cannot_join_channel cant_invite channel_not_found invitee_cant_see_channel is_archived"
     " method_not_supported_for_channel_type no_external_invite_permission no_user"
     " not_in_channel org_user_not_in_team ura_max_channels user_is_restricted user_not_found"},
    {"conversations.join", 50, Repeat::safe, false,
     "",
     "",
     "channel_is_limited_access channel_not_found is_archived"
     " method_not_supported_for_channel_type too_many_members"},
    {"conversations.list", 20, Repeat::read, false,
     "",
     "",
     "invalid_cursor invalid_limit invalid_types method_not_supported_for_channel_type"},
    {"conversations.members", 100, Repeat::read, false,
     "fetch_members_failed",
     "",
     "channel_not_found invalid_cursor invalid_limit method_not_supported_for_channel_type"},
    {"conversations.open", 50, Repeat::safe, false,
     "",
     "",
     "channel_not_found invalid_user_combination method_not_supported_for_channel_type"
     " not_enough_users too_many_users user_disabled user_not_found user_not_visible"
     " users_list_not_supplied"},
    {"conversations.rename", 20, Repeat::safe, false,
     "",
     "",
     "channel_not_found invalid_name invalid_name_maxlength invalid_name_punctuation"
     " invalid_name_required invalid_name_specials is_archived"
     " method_not_supported_for_channel_type name_taken not_authorized not_in_channel"},
    {"conversations.replies", 50, Repeat::read, false,
     "list_record_comment_fetch_failed",
     "",
     "channel_not_found invalid_cursor invalid_metadata_filter_keys invalid_ts_latest"
     " invalid_ts_oldest method_not_supported_for_channel_type thread_not_found"},
    {"conversations.setPurpose", 20, Repeat::safe, false,
     "",
     "",
     "channel_not_found is_archived method_not_supported_for_channel_type not_in_channel"
     " too_long user_is_restricted"},
    {"conversations.setTopic", 20, Repeat::safe, false,
     "",
     "",
     "channel_not_found is_archived method_not_supported_for_channel_type not_in_channel"
     " too_long user_is_restricted"},
    {"conversations.unarchive", 20, Repeat::safe, false,
     "",
     "not_archived",
     "channel_not_found method_not_supported_for_channel_type"},
    {"files.completeUploadExternal", 100, Repeat::never, true,
     "file_update_failed",
     "",
     "channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed"
     " file_uploads_except_images_disabled invalid_blocks invalid_channel not_in_channel"
     " posting_to_channel_denied"},
    {"files.delete", 50, Repeat::safe, false,
     "",
     "file_deleted file_not_found",
     "cant_delete_file delete_not_allowed file_deleting_disabled"},
    {"files.getUploadURLExternal", 100, Repeat::safe, false,
     "",
     "",
     "alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled"
     " file_uploads_except_images_disabled snippet_too_large storage_limit_reached"
     " unknown_snippet_type unknown_subtype"},
    {"files.info", 100, Repeat::read, false,
     "",
     "",
     "file_not_found file_deleted"},
    {"pins.add", 20, Repeat::safe, false,
     "external_channel_migrating",
     "already_pinned",
     "bad_timestamp channel_not_found file_not_found file_not_shared message_not_found"
     " no_item_specified not_in_channel not_pinnable restricted_action too_many_pins"},
    {"pins.list", 20, Repeat::read, false,
     "",
     "",
     "channel_not_found restricted_action"},
    {"pins.remove", 20, Repeat::safe, false,
     "external_channel_migrating",
     "no_pin not_pinned",
     "bad_timestamp channel_not_found file_comment_not_found file_not_found message_not_found"
     " no_item_specified restricted_action"},
    {"reactions.add", 50, Repeat::safe, false,
     "external_channel_migrating",
     "already_reacted",
     "bad_timestamp channel_not_found invalid_name is_archived message_not_found no_access"
     " no_item_specified not_reactable thread_locked too_many_emoji too_many_reactions"},
    {"reactions.get", 50, Repeat::read, false,
     "",
     "",
     "bad_timestamp channel_not_found file_comment_not_found file_not_found message_not_found"
     " no_item_specified"},
    {"response_url.post", 0, Repeat::never, false,
     "",
     "",
     "expired_url used_url invalid_payload no_text"},
    {"team.info", 50, Repeat::read, false,
     "",
     "",
     "enterprise_not_found fail_to_get_teams_for_restricted_user missing_user org_not_found"
     " team_not_found team_not_on_enterprise user_not_found"},
    {"upload_url.post", 0, Repeat::safe, false,
     "",
     "",
     ""},
    {"usergroups.list", 20, Repeat::read, false,
     "",
     "",
     "invalid_cursor invalid_team plan_upgrade_required users_not_found"},
    {"usergroups.users.list", 20, Repeat::read, false,
     "",
     "",
     "invalid_cursor no_such_subteam plan_upgrade_required"},
    {"users.conversations", 20, Repeat::read, false,
     "",
     "",
     "invalid_cursor invalid_limit invalid_types method_not_supported_for_channel_type"},
    {"users.info", 100, Repeat::read, false,
     "",
     "",
     "too_many_users user_not_found user_not_visible"},
    {"users.list", 20, Repeat::read, false,
     "",
     "",
     "invalid_cursor limit_required"},
    {"users.lookupByEmail", 50, Repeat::read, false,
     "",
     "",
     "users_not_found"},
    {"views.open", 100, Repeat::never, false,
     "",
     "",
     "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id"
     " view_too_large"},
    {"views.publish", 100, Repeat::safe, false,
     "hash_conflict",
     "",
     "duplicate_external_id missing_profile_id not_enabled not_implemented view_too_large"},
    {"views.push", 100, Repeat::never, false,
     "",
     "",
     "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id not_found"
     " push_limit_reached view_too_large"},
    {"views.update", 100, Repeat::safe, false,
     "hash_conflict",
     "",
     "duplicate_external_id not_found view_too_large"},
};
// clang-format on

}  // namespace

// clang-format off
const std::string_view common_transient =
    "fatal_error internal_error org_login_required ratelimited request_timeout"
    " service_unavailable team_added_to_org";
const std::string_view common_permanent =
    "access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied"
    " enterprise_is_restricted insecure_request invalid_arg_name invalid_arguments"
    " invalid_array_arg invalid_auth invalid_charset invalid_form_data invalid_json"
    " invalid_post_type json_not_object method_deprecated missing_argument missing_post_type"
    " missing_scope no_permission not_allowed_token_type not_authed plan_upgrade_required"
    " restricted_action team_access_not_granted token_expired token_revoked"
    " two_factor_setup_required unknown_method";
const std::string_view token_codes =
    "accesslimited account_inactive invalid_auth not_authed team_access_not_granted"
    " team_disabled token_expired token_revoked two_factor_setup_required user_removed_from_team";
// clang-format on

std::span<const Method> methods() {
    return table;
}

const Method* find_method(std::string_view name) {
    const auto* const found = std::ranges::lower_bound(table, name, {}, &Method::name);
    return found != std::end(table) && found->name == name ? found : nullptr;
}

bool lists(std::string_view codes, std::string_view code) {
    while (!code.empty() && !codes.empty()) {
        const auto end = codes.find(' ');
        if (codes.substr(0, end) == code)
            return true;
        codes.remove_prefix(end == std::string_view::npos ? codes.size() : end + 1);
    }
    return false;
}

}  // namespace muster::slack
