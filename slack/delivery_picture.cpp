// A quarter's figures as a picture, with words beside it.
#include "domain/quarter_bars.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

namespace muster::slack {
namespace {

constexpr int most_lost_uploads = 5;
constexpr std::chrono::seconds after_lost_upload{2};
const std::string what = "The figures could not be posted";
const std::string direct = "direct";  // the conversation with whoever asked, among what was done
const std::string words = "words";

}  // namespace

// Whoever looks for it later knows it by its name, which no other picture has.
std::string DeliveryWork::picture_name() const {
    constexpr std::size_t enough = 12;
    return "figures-" + asked_for("quarter") + "-" + parcel_.mark.str().substr(0, enough) + ".png";
}

// Where it was asked for, if Muster is in there; else where its asker alone reads it.
Script<bool> DeliveryWork::post_figures() {
    ChannelId channel(asked_for("channel"));
    if (const auto opened = progress_.done.find(direct); opened != progress_.done.end())
        channel = ChannelId(opened->second);
    else if (channel.empty())
        channel = co_await open_direct();
    if (channel.empty())
        co_return false;
    if (parcel_.document.empty() || !progress_.frozen.empty())
        co_return co_await figures_in_words(channel);
    if (in_doubt("")) {
        const auto found = co_await find_picture(channel);
        if (!found.certain) {
            refuse(Words("The figures may have been posted, but Slack does not let Muster look (" +
                         found.what + "), so they are not posted again."));
            co_return false;
        }
        if (!found.what.empty())
            co_return true;
        not_found("");
    }
    const bool could_be_elsewhere = !progress_.done.contains(direct);
    auto answer = co_await share_picture(channel);
    if (!answer.good() && could_be_elsewhere && is_about_place(answer.error)) {
        channel = co_await open_direct();
        if (channel.empty())
            co_return false;
        answer = co_await share_picture(channel);
    }
    if (answer.good())
        co_return true;
    // Something before Slack took the bytes and said they had arrived.
    if (answer.error == "file_not_found" && parcel_.tries < most_lost_uploads)
        try_again(after_lost_upload, parcel_.outcome_unknown);
    co_return co_await figures_in_words(channel);
}

Script<ChannelId> DeliveryWork::open_direct() {
    const auto& people = parcel_.effect.people;
    if (people.empty())
        co_return ChannelId();
    Form form;
    form.text("users", people.front());
    const auto opened = co_await ask("conversations.open", form);
    stop_unless_final(opened);
    if (!opened.good()) {
        refuse(Words(refusal_words(what, opened)));
        co_return ChannelId();
    }
    const auto channel = text_at(at(opened.body, "channel"), "id");
    if (!channel.empty())
        progress_.done[direct] = channel;
    co_return ChannelId(channel);
}

Script<Answer> DeliveryWork::share_picture(ChannelId channel) {
    Answer answer;
    if (progress_.file.empty()) {
        const auto bars = read_quarter_bars(asked_for("bars"));
        answer = co_await upload_bytes(picture_name(), bars ? words_for(*bars) : "");
        if (!answer.good())
            co_return answer;
    }
    Form form;
    form.json(
        "files",
        Json::array({{{"id", progress_.file}, {"title", "Figures of " + asked_for("quarter")}}}));
    form.text("channel_id", channel.str());
    form.text("initial_comment", on_time(note(parcel_.effect.words)).text);
    answer = co_await tell("files.completeUploadExternal", form);
    stop_unless_final(answer);
    if (!answer.good())
        progress_.file.clear();  // one that was refused is not shared again
    co_return answer;
}

// A file that was uploaded knows where it is shared. Before that nothing can have been shared but
// by a copy of this database: then the channel has a file of that name.
Script<DeliveryWork::Found> DeliveryWork::find_picture(ChannelId channel) {
    if (!progress_.file.empty())
        co_return (co_await find_uploaded(channel)).found;
    constexpr std::chrono::seconds before_first_try{60};
    const auto oldest = parcel_.first_try.value_or(parcel_.due) - before_first_try;
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("channel", channel.str());
        form.text("oldest", std::to_string(oldest.time_since_epoch().count()) + ".000000");
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask("conversations.history", form);
        stop_unless_final(answer);
        if (is_about_place(answer.error))
            co_return Found{};  // where Muster is not, it shared nothing
        if (!answer.good())
            co_return Found{false, answer.error};
        for (const auto& message : list_at(answer.body, "messages"))
            for (const auto& file : list_at(message, "files"))
                if (text_at(file, "name") == picture_name())
                    co_return Found{true, text_at(file, "id")};
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            co_return Found{};
    }
    co_return Found{false, "too many messages since"};
}

Script<bool> DeliveryWork::figures_in_words(ChannelId channel) {
    progress_.frozen = words;  // no later attempt tries the picture again
    const auto said = co_await say(words, {channel, {}}, on_time(note(parcel_.effect.words)), what);
    co_return !said.empty();
}

}  // namespace muster::slack
