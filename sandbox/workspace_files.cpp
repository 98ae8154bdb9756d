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

}  // namespace muster::sandbox
