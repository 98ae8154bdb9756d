#include "slack/delivery_refusal.hpp"

#include "slack/methods_table.hpp"

#include <array>

namespace muster::slack {
namespace {

struct Advice {
    std::string_view codes;  // parted by spaces
    std::string_view words;
};
constexpr std::array<Advice, 10> advices{
    {
     {"restricted_action restricted_action_read_only_channel "
         "restricted_action_thread_only_channel "
         "restricted_action_non_threadable_channel restricted_action_thread_locked "
         "cannot_create_channel app_access_restricted posting_to_channel_denied",
         "a setting of the workspace forbids it; an admin of the workspace can allow it"},
     {"not_in_channel channel_not_found",
         "Muster is not in that channel; somebody in it can type /invite and Muster's name"},
     {"is_archived", "the channel is archived; somebody can bring it back in its settings"},
     {"message_not_found", "somebody deleted the message; Muster does not post it again"},
     {"no_permission access_denied not_allowed_token_type ekm_access_denied",
         "the app may not do that here; an admin of the workspace can allow it"},
     {"too_many_pins too_many_bookmarks",
         "the channel has as many as Slack allows; remove one that is not needed"},
     {"file_uploads_disabled file_uploads_except_images_disabled file_type_not_allowed",
         "the workspace allows no such files; an admin of the workspace can allow them"},
     {"messages_tab_disabled",
         "switch the Messages tab on under App Home in the app's settings"},
     {"storage_limit_reached file_upload_size_restricted",
         "the workspace's file storage is full; an admin of the workspace can make room"},
     {"cant_invite user_is_restricted user_not_found users_not_found ura_max_channels "
         "org_user_not_in_team invitee_cant_see_channel no_user",
         "their accounts do not allow it; invite them by hand, or somebody else in their place"},
     }
};

}  // namespace

std::string refusal_words(std::string_view what, const Answer& answer) {
    std::string words(what);
    words += " (" + answer.error + ")";
    if (answer.error == "missing_scope")
        return words + ": the app lacks the scope " +
               (answer.needed.empty() ? "that it needs" : answer.needed) +
               "; add it in the app's settings and install the app again.";
    for (const auto& advice : advices)
        if (lists(advice.codes, answer.error))
            return words + ": " + std::string(advice.words) + ".";
    return words + (answer.detail.empty() ? "." : ": " + answer.detail + ".");
}

bool refuses_content(const Answer& answer) {
    return answer.kind == Answer::Kind::refused &&
           lists(
               "invalid_blocks invalid_blocks_format invalid_arguments msg_blocks_too_long "
               "block_mismatch too_many_attachments invalid_attachments",
               answer.error);
}

}  // namespace muster::slack
