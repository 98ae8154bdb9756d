// What must not stand in Slack any more.
#include "domain/text.hpp"
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace muster::slack {
namespace {

// Which revision a file is, by the name that document_name() gave it; 0: none.
int revision_in(std::string_view title, IncidentId id) {
    const auto name = to_string(id) + " postmortem";
    if (!title.starts_with(name))
        return 0;
    title.remove_prefix(name.size());
    constexpr std::string_view before = ", revision ";
    if (!title.starts_with(before))
        return 1;
    title.remove_prefix(before.size());
    int revision = 0;
    const auto read = std::from_chars(title.data(), title.data() + title.size(), revision);
    return read.ec == std::errc{} ? revision : 0;
}

constexpr std::chrono::minutes clocks_differ{1};

// Whether it is a piece of a document that had to go as messages: their marks end in "-m1", "-m2".
bool is_piece(const nlohmann::json& message) {
    const auto mark = text_at(at(at(message, "metadata"), "event_payload"), "effect");
    const auto dash = mark.rfind("-m");
    return dash != std::string::npos && dash + 2 < mark.size() &&
           std::all_of(mark.begin() + static_cast<std::ptrdiff_t>(dash) + 2, mark.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

bool DeliveryWork::is_ours(const Json& message) const {
    const auto is = [](const std::string& ours, const std::string& theirs) {
        return !ours.empty() && ours == theirs;
    };
    return is(self_.bot_user, text_at(message, "user")) ||
           is(self_.bot, text_at(message, "bot_id"));
}

// What stands in the record is uploaded first, and hangs in the same thread; the rest goes.
Script<bool> DeliveryWork::remove_old_documents() {
    const auto thread = document_thread();
    const std::string what = "Documents from before the redaction could not be deleted";
    const bool clean = co_await clean_canvas();
    if (thread.thread.empty())
        co_return clean;
    const auto messages = co_await thread_of(thread, what);
    if (!messages)
        co_return made_.refusals.empty() && waits_.empty();
    Removal removal;
    removal.channel = thread.channel;
    for (const auto& message : *messages) {
        const MessageTs ts(text_at(message, "ts"));
        if (!is_ours(message) || ts == thread.thread)
            continue;
        bool is_old = is_piece(message) && std::strtoll(ts.str().c_str(), nullptr, 10) <
                                               parcel_.due.time_since_epoch().count();
        for (const auto& file : list_at(message, "files")) {
            const auto revision = revision_in(text_at(file, "title"), incident().id);
            if (revision == 0 || revision >= parcel_.effect.number)
                continue;
            removal.files.push_back(text_at(file, "id"));
            is_old = true;
        }
        if (is_old)
            removal.messages.push_back(ts);
    }
    co_return co_await remove(std::move(removal), what) && clean;
}

Script<std::optional<std::vector<DeliveryWork::Json>>> DeliveryWork::thread_of(Spot thread,
                                                                               std::string what) {
    std::vector<Json> messages;
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.text("channel", thread.channel.str());
        form.text("ts", thread.thread.str());
        form.flag("include_all_metadata", true);
        form.number("limit", page_size);
        if (!cursor.empty())
            form.text("cursor", cursor);
        const auto answer = co_await ask("conversations.replies", form);
        stop_unless_final(answer);
        if (answer.error == "thread_not_found")
            co_return std::nullopt;
        if (!answer.good()) {
            if (is_about_place(answer.error))
                wait_for(thread.channel, answer.error, what);
            else
                refuse(Words(refusal_words(what, answer)));
            co_return std::nullopt;
        }
        for (const auto& message : list_at(answer.body, "messages"))
            messages.push_back(message);
        cursor = cursor_at(answer.body);
        if (cursor.empty())
            break;
    }
    co_return messages;
}

// What is gone already is as good as deleted. One refusal stands for all.
Script<bool> DeliveryWork::remove(Removal removal, std::string what) {
    Answer refusal;
    long long left = 0;
    const auto note = [&](const Answer& answer) {
        if (answer.good())
            return;
        refusal = answer;
        ++left;
    };
    for (const auto& file : removal.files) {
        Form form;
        form.text("file", file);
        const auto answer = co_await ask("files.delete", form);
        stop_unless_final(answer);
        note(answer);
    }
    for (const auto& ts : removal.messages) {
        Form form;
        form.text("channel", removal.channel.str());
        form.text("ts", ts.str());
        const auto answer = co_await ask("chat.delete", form);
        stop_unless_final(answer);
        note(answer);
    }
    if (left == 0)
        co_return true;
    refuse(Words(refusal_words(what + ", " + counted(left, "of them", "of them"), refusal)));
    co_return false;
}

// Where it stands is in nobody's record: it is found by the entry's number in its mark. Of a
// message that was never sent nothing is found, and nothing is to do.
Script<bool> DeliveryWork::show_note() {
    const std::string what =
        "What was said of an entry before it was redacted could not be changed";
    const int number = parcel_.effect.number;
    const auto since = read_rfc3339(asked_for("since"));
    if (!since || room().empty())
        co_return true;
    const auto found =
        co_await find_marked(room(), *since - clocks_differ, [number](const Json& payload) {
            const auto& named = at(payload, "entry");
            return named.is_number_integer() && named.get<long long>() == number;
        });
    if (!found.certain) {
        if (is_about_place(found.what))
            wait_for(room().channel, found.what, what);
        else
            refuse(Words(what + " (" + found.what + ")."));
        co_return false;
    }
    if (found.what.empty())
        co_return true;
    co_return co_await show(room().channel, MessageTs(found.what), note(parcel_.effect.words),
                            what);
}

}  // namespace muster::slack
