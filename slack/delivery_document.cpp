#include "slack/blocks.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"
#include "slack/mrkdwn.hpp"
#include "slack/text.hpp"

namespace muster::slack {
namespace {

constexpr std::size_t most_characters = 3800;  // of one message, with room for "sent late"
constexpr int most_messages = 50;
constexpr int most_lost_uploads = 5;
constexpr std::chrono::seconds after_lost_upload{2};

// How many characters Slack gets for the one that begins with `byte`, escaped.
std::size_t escaped_size(char byte) {
    if (byte == '&')
        return 5;
    return byte == '<' || byte == '>' ? 4 : 1;
}

// The beginning of `text` that fits into one message, taken off it; whole lines where that can be.
std::string take_piece(std::string_view& text) {
    std::size_t end = 0;
    std::size_t line_end = 0;
    for (std::size_t count = 0; end < text.size();) {
        count += escaped_size(text[end]);
        if (count > most_characters)
            break;
        if (text[end] == '\n')
            line_end = end + 1;
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            ++end;
    }
    if (end < text.size() && line_end > 0)
        end = line_end;
    const std::string piece(text.substr(0, end));
    text.remove_prefix(end);
    return piece;
}

}  // namespace

// The file's name says which document it is: it can be found by it.
std::string DeliveryWork::document_name() const {
    const auto number = parcel_.effect.number;
    return to_string(incident().id) + " postmortem" +
           (number > 1 ? ", revision " + std::to_string(number) : "") + ".md";
}

Spot DeliveryWork::document_thread() const {
    if (!places().postmortem.empty() && !room().empty())
        return {room().channel, places().has_channel() ? places().postmortem : room().thread};
    return {places().postmortem_channel, places().postmortem_copy};
}

Script<bool> DeliveryWork::upload_document() {
    const std::string what = "The document could not be posted";
    const auto thread = document_thread();
    if (thread.thread.empty()) {
        if (incident().is_private() && room().empty())
            co_return true;  // it has no channel, and goes nowhere else
        // Its card waits for a channel: so does the document.
        if (!room().empty())
            waits_.insert(room().channel.str());
        wait_for_named(parcel_.view.settings.postmortem_channel);
        refuse(Words(what + " yet: the message that it hangs on is not there."));
        co_return false;
    }
    if (!progress_.frozen.empty() || progress_.done.contains("m1"))
        co_return co_await document_as_messages();  // begun by an earlier attempt
    // A newer one is owed too, and says all of it: nobody needs both.
    const bool is_newest = parcel_.effect.number >= incident().revisions;
    if (is_newest && may_use_canvas()) {
        const auto end = co_await write_canvas();
        if (end != CanvasEnd::elsewhere)
            co_return end == CanvasEnd::stands;
    }
    part_.clear();
    if (in_doubt("")) {
        const auto found = co_await find_document();
        if (!found.certain && is_about_place(found.what)) {
            wait_for(thread.channel, found.what, what);
            co_return false;
        }
        if (!found.certain) {
            refuse(Words("The document may have been shared, but Slack does not let Muster look (" +
                         found.what + "), so it is not shared again."));
            co_return false;
        }
        if (!found.what.empty())
            co_return true;
        not_found("");
    }
    if (!is_newest)
        co_return true;
    if (!progress_.file.empty()) {
        // Uploaded by an earlier attempt, and not shared by it.
        const auto shared = co_await share_file(progress_.file);
        if (shared.good())
            co_return true;
        progress_.file.clear();
    }
    auto answer = co_await upload_bytes(document_name(), "");
    if (answer.good())
        answer = co_await share_file(progress_.file);
    if (answer.good())
        co_return true;
    progress_.file.clear();
    // Something before Slack took the bytes and said they had arrived.
    if (answer.error == "file_not_found" && parcel_.tries < most_lost_uploads)
        try_again(after_lost_upload, parcel_.outcome_unknown);
    if (is_about_place(answer.error)) {
        wait_for(thread.channel, answer.error, what);
        co_return false;
    }
    refuse(Words(refusal_words(
        "The document could not be shared as a file, so it is posted as messages", answer)));
    co_return co_await document_as_messages();
}

Script<Answer> DeliveryWork::upload_bytes(std::string name, std::string alt_text) {
    Form form;
    form.text("filename", name);
    form.number("length", static_cast<long long>(parcel_.document.size()));
    if (!alt_text.empty())
        form.text("alt_txt", alt_text);
    auto answer = co_await ask("files.getUploadURLExternal", form);
    stop_unless_final(answer);
    if (!answer.good())
        co_return answer;
    Step bytes;
    bytes.kind = Step::Kind::upload;
    bytes.url = text_at(answer.body, "upload_url");
    bytes.bytes = parcel_.document;
    const auto file = text_at(answer.body, "file_id");
    answer = co_await port_.ask(std::move(bytes));
    stop_unless_final(answer);
    if (answer.good())
        progress_.file = file;
    co_return answer;
}

Script<Answer> DeliveryWork::share_file(std::string file) {
    const auto thread = document_thread();
    Form form;
    form.json("files", Json::array({{{"id", file}, {"title", document_name()}}}));
    form.text("channel_id", thread.channel.str());
    form.text("thread_ts", thread.thread.str());
    if (const auto comment = revision_comment(); !comment.empty())
        form.text("initial_comment", comment);
    const auto answer = co_await tell("files.completeUploadExternal", form);
    stop_unless_final(answer);
    if (!answer.good())
        co_return answer;
    const auto& files = list_at(answer.body, "files");
    auto shared = files.empty() ? Json::object() : files.front();
    if (text_at(shared, "permalink").empty()) {
        Form which;
        which.text("file", file);
        const auto info = co_await ask("files.info", which);
        if (info.good() && info.body.contains("file"))
            shared = info.body["file"];
    }
    shared["id"] = file;
    document_stands(shared);
    co_return answer;
}

void DeliveryWork::document_stands(const Json& file) {
    made_.document = text_at(file, "id");
    made_.document_link = text_at(file, "permalink");
    made_.document_revision = parcel_.effect.number;
    Effect link;  // from the card to the newest document
    link.kind = Effect::Kind::show_postmortem;
    link.incident = incident().id;
    more_ = {link};
}

Script<DeliveryWork::Uploaded> DeliveryWork::find_uploaded(ChannelId channel) {
    Form form;
    form.text("file", progress_.file);
    const auto answer = co_await ask("files.info", form);
    stop_unless_final(answer);
    if (answer.error == "file_not_found")
        co_return Uploaded{};
    if (!answer.good())
        co_return Uploaded{{false, answer.error}, {}};
    const auto& file = at(answer.body, "file");
    const auto& shares = at(file, "shares");
    for (const auto* kind : {"public", "private"})
        if (at(shares, kind).contains(channel.str()))
            co_return Uploaded{{true, progress_.file}, file};
    co_return Uploaded{};
}

// A file that was uploaded knows where it is shared; before that, nothing can have been shared but
// by a copy of this database: then the thread has a file of that name.
Script<DeliveryWork::Found> DeliveryWork::find_document() {
    const auto thread = document_thread();
    if (!progress_.file.empty()) {
        const auto uploaded = co_await find_uploaded(thread.channel);
        if (!uploaded.found.what.empty())
            document_stands(uploaded.file);
        co_return uploaded.found;
    }
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("channel", thread.channel.str());
        form.text("ts", thread.thread.str());
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask("conversations.replies", form);
        stop_unless_final(answer);
        if (!answer.good())
            co_return Found{false, answer.error};
        for (const auto& message : list_at(answer.body, "messages"))
            for (const auto& file : list_at(message, "files"))
                if (text_at(file, "title") == document_name()) {
                    document_stands(file);
                    co_return Found{true, text_at(file, "id")};
                }
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            co_return Found{};
    }
    co_return Found{false, "too many messages since"};
}

// What came into it since the document that hangs there, so that the thread reads like a history of
// it. Nobody is mentioned. Revisions that came at once stand in one.
std::string DeliveryWork::revision_comment() const {
    return cut_mrkdwn(to_shown_mrkdwn(parcel_.what_changed), most_characters);
}

// All pieces come from one rendering: what changes meanwhile belongs to the next revision.
Script<bool> DeliveryWork::document_as_messages() {
    if (progress_.frozen.empty()) {
        const auto changes = plain_text(parcel_.what_changed);
        progress_.frozen = (changes.empty() ? "" : changes + "\n\n") + parcel_.document;
    }
    std::string_view rest = progress_.frozen;
    for (int number = 1; !rest.empty() && number <= most_messages; ++number) {
        Message message;
        message.text = take_piece(rest);
        if (number == most_messages && !rest.empty())
            message.text = "… (the rest does not fit into messages: \"muster postmortem " +
                           to_string(incident().id) + "\" on Muster's machine shows all of it)";
        message.text = escape(message.text);
        if (number == 1)
            message = on_time(std::move(message));
        const auto ts =
            co_await say("m" + std::to_string(number), document_thread(), std::move(message),
                         "A part of the document could not be posted");
        if (ts.empty())
            co_return false;
    }
    made_.document_revision = parcel_.effect.number;
    co_return true;
}

}  // namespace muster::slack
