// What was read at Slack for somebody, on its way back into the record.
#include "bot/ask_storage.hpp"
#include "bot/intake.hpp"
#include "bot/kept.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

namespace muster {
namespace {

using namespace std::chrono_literals;

constexpr auto patience_for_link = 700ms;
// A form that is being opened is not there at once; one that was closed never comes.
constexpr int most_tries_to_fill = 8;
constexpr auto between_tries = 500ms;

asio::awaitable<void> pause(asio::any_io_executor executor, std::chrono::milliseconds time) {
    asio::steady_timer timer(executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

asio::awaitable<void> Intake::know_the_link(Request& request) {
    using boost::asio::experimental::awaitable_operators::operator||;
    auto& message = request.messages.front();
    slack::Form form;
    form.text("channel", message.place.channel.str()).text("message_ts", message.place.ts.str());
    auto asked =
        co_await (api_.call("chat.getPermalink", std::move(form), slack::Priority::waited_for) ||
                  pause(executor_, patience_for_link));
    const auto* const answer = std::get_if<0>(&asked);
    if (answer == nullptr || !answer->good())
        co_return;
    if (auto link = slack::text_at(answer->body, "permalink"); !link.empty())
        message.link = std::move(link);
}

asio::awaitable<void> Intake::take_answer(Request request) {
    request.at = clock_.now();
    co_await know_the_people(request);
    const auto answer = std::make_shared<const Request>(std::move(request));
    Job job;
    job.identities = answer->identities;
    job.at = answer->at;
    job.decide = [answer](const Record& record) {
        auto decision = decide(record, *answer);
        auto told = slack::encode_answer(decision.reply, *answer);
        return kept_of(std::move(decision), std::move(told));
    };
    const auto outcome = co_await perform_job(storage_, std::move(job));
    if (!outcome)
        throw std::runtime_error(outcome.error().message);
    if (!outcome->repeated)
        finished(*outcome, false);  // what is added to a timeline the public does not see
    auto payloads = slack::decode_answer(outcome->answer);
    // A form may be filled twice with the same; what its reader alone sees goes at most once.
    if (payloads.update_view)
        co_await fill_form(std::move(*payloads.update_view));
    if (payloads.respond && !outcome->repeated)
        co_await tell_alone(*answer, std::move(*payloads.respond));
}

asio::awaitable<void> Intake::fill_form(nlohmann::json update) {
    slack::Answer answer;
    for (int attempt = 0; attempt < most_tries_to_fill; ++attempt) {
        if (attempt > 0)
            co_await pause(executor_, between_tries);
        slack::Form form;
        form.text("external_id", slack::text_at(update, "external_id"))
            .json("view", slack::at(update, "view"));
        answer = co_await api_.call("views.update", std::move(form), slack::Priority::waited_for);
        if (answer.good())
            co_return;
        if (answer.error != "not_found" && answer.kind == slack::Answer::Kind::refused)
            break;
    }
    spdlog::warn("a form could not be filled: {}", answer.words());
}

asio::awaitable<void> Intake::tell_alone(const Request& request, nlohmann::json message) {
    if (request.place.empty() || request.user.user.empty())
        co_return;
    slack::Form form;
    form.text("channel", request.place.str())
        .text("user", request.user.user.str())
        .text("text", slack::text_at(message, "text"))
        .json("blocks", slack::at(message, "blocks"));
    const auto answer =
        co_await api_.call("chat.postEphemeral", std::move(form), slack::Priority::waited_for);
    if (!answer.good())
        spdlog::warn("an answer could not be delivered: {}", answer.words());
}

}  // namespace muster
