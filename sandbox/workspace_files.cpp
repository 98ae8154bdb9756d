#include "sandbox/workspace.hpp"

#include <utility>

namespace muster::sandbox {

File& Workspace::promise_file(File file) {
    file.id = new_id("F");
    file.created = seconds();
    const std::string id = file.id;
    return files_[id] = std::move(file);
}

File* Workspace::find_file(const std::string& id) {
    const auto found = files_.find(id);
    return found == files_.end() ? nullptr : &found->second;
}

void Workspace::complete_files(
    const std::vector<std::pair<std::string, std::string>>& ids_and_titles,
    const std::vector<std::string>& channels, const Post& comment) {
    for (const auto& [id, title] : ids_and_titles) {
        const File* file = find_file(id);
        // An upload that is not finished, or completed before, is no file to share.
        if (!file || file->state != File::State::uploaded)
            throw Refusal("file_not_found");
    }
    for (const auto& id : channels)
        if (joined_channel(id, bot_user).is_archived)
            throw Refusal("posting_to_channel_denied");
    std::vector<std::string> ids;
    for (const auto& [id, title] : ids_and_titles) {
        File& file = files_[id];
        file.title = title;
        file.state = File::State::complete;
        ids.push_back(id);
    }
    for (const auto& id : channels) {
        Post post = comment;
        post.channel = id;
        post.files = ids;
        const Message& message = this->post(post, bot_user);
        for (const auto& file : ids) {
            files_[file].shares.push_back({id, message.ts, message.thread_ts});
            tell({{"type", "file_shared"},
                  {"file_id", file},
                  {"user_id", bot_user},
                  {"channel_id", id},
                  {"file", {{"id", file}}}});
        }
    }
    touch();
}

void Workspace::delete_file(const std::string& id, const std::string& user) {
    const File* file = find_file(id);
    if (!file)
        throw Refusal("file_not_found");
    if (file->user != user)
        throw Refusal("cant_delete_file");
    const auto shares = file->shares;
    files_.erase(id);
    for (const auto& share : shares) {
        Channel* channel = find_channel(share.channel);
        Message* message = channel ? find_message(*channel, share.ts) : nullptr;
        if (!message)
            continue;
        std::erase(message->files, id);
        if (message->files.empty() && message->text.empty())
            remove(*channel, share.ts, message->user);
    }
    tell({{"type", "file_deleted"}, {"file_id", id}});
    touch();
}

}  // namespace muster::sandbox
