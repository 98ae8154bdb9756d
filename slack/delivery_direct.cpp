// Words to one person, in the conversation that the app has with them.
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

namespace muster::slack {

// Opening the conversation changes nothing that is there (CONTRACT 3), so every attempt may begin
// with it; what was said in it is found again by its mark.
Script<bool> DeliveryWork::tell_directly(std::string person, Message message, std::string what) {
    Form form;
    form.text("users", person);
    const auto opened = co_await ask("conversations.open", form);
    stop_unless_final(opened);
    if (!opened.good()) {
        refuse(Words(refusal_words(what, opened)));
        co_return false;
    }
    const ChannelId direct(text_at(at(opened.body, "channel"), "id"));
    if (direct.empty()) {
        refuse(Words(what + ": Slack did not say where."));
        co_return false;
    }
    const auto said = co_await say("", {direct, {}}, std::move(message), what);
    co_return !said.empty();
}

}  // namespace muster::slack
