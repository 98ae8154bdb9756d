#include "bot/intake.hpp"

#include "bot/ask_storage.hpp"
#include "bot/kept.hpp"
#include "commands/by_hand.hpp"
#include "commands/capture.hpp"
#include "commands/home.hpp"
#include "commands/mention.hpp"
#include "slack/people.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

namespace muster {
namespace {

using namespace std::chrono_literals;

// Slack waits 3 s for an acknowledgement, the way there and back included.
constexpr auto patience_for_all = 2'600ms;
constexpr auto patience_for_people = 1'200ms;
constexpr auto patience_for_identity = 500ms;
constexpr auto patience_for_disk = 2'000ms;
// A text mentions a handful; nobody is looked up beyond that.
constexpr std::size_t most_people_a_request = 10;

// Whether anything a change of that kind does can be seen on the status page.
struct IsPublic {
    bool operator()(const EntryAdded& /*what*/) const { return false; }
    bool operator()(const EntryEdited& /*what*/) const { return false; }
    bool operator()(const EntryRemoved& /*what*/) const { return false; }
    bool operator()(const MessageDeleted& /*what*/) const { return false; }
    bool operator()(const RoleGiven& /*what*/) const { return false; }
    bool operator()(const RoleTaken& /*what*/) const { return false; }
    bool operator()(const PartSet& /*what*/) const { return false; }
    bool operator()(const FollowUpMade& /*what*/) const { return false; }
    bool operator()(const FollowUpEnded& /*what*/) const { return false; }
    bool operator()(const RevisionMade& /*what*/) const { return false; }
    bool operator()(const FollowUpRemoved& /*what*/) const { return false; }
    bool operator()(const FoldTaken& /*what*/) const { return false; }
    bool operator()(const FoldReturned& /*what*/) const { return false; }
    bool operator()(const Archived& /*what*/) const { return false; }
    template <class Other>
    bool operator()(const Other& /*what*/) const {
        return true;
    }
};

bool is_public(const std::vector<Change>& changes) {
    return std::ranges::any_of(changes, [](const Change& change) {
        if (std::holds_alternative<MadePrivate>(change.what))
            return true;  // it was on the page
        return change.incident.series != Series::private_incident &&
               std::visit(IsPublic{}, change.what);
    });
}

void add_mentioned(std::string_view text, const std::function<void(const UserId&)>& add) {
    for (std::size_t count = 0; count < most_people_a_request; ++count) {
        const auto at = text.find(mention_mark);
        if (at == std::string_view::npos)
            break;
        text.remove_prefix(at);
        const auto mention = take_mention(text);
        if (!mention)
            text.remove_prefix(1);
        else if (mention->kind == Mention::Kind::user)
            add(UserId(mention->id));
    }
}

// Whoever is named in it, or wrote what it is about.
std::vector<UserId> people_mentioned(const Request& request) {
    std::vector<UserId> people;
    const auto add = [&](const UserId& user) {
        if (people.size() < most_people_a_request && !user.empty() &&
            std::ranges::find(people, user) == people.end())
            people.push_back(user);
    };
    for (const auto& message : request.messages)
        add(message.author.user);
    if (const auto editor = request.details.find("editor"); editor != request.details.end())
        add(UserId(editor->second));
    add_mentioned(request.text, add);
    for (const auto& message : request.messages)
        add_mentioned(message.text, add);
    // A form's people fields hold ids; anything else is no id of anybody and is not looked up.
    for (const auto& [field, value] : request.fields)
        if (people.size() < most_people_a_request && value.size() > 1 && value.size() <= 32 &&
            (value.front() == 'U' || value.front() == 'W') &&
            std::ranges::all_of(value, [](unsigned char c) {
                return std::isupper(c) != 0 || std::isdigit(c) != 0;
            }))
            people.emplace_back(value);
    return people;
}

}  // namespace

// A request on its way through the storage thread, and who waits for it.
struct Intake::Pending {
    explicit Pending(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    std::optional<Result<Outcome>> result;
    bool is_public = false;
    std::function<void()> when_late;  // set once the asker was told "not kept yet"
};

Intake::Intake(asio::any_io_executor executor, StorageThread& storage, SlackApi& api,
               Directory& directory, const Clock& clock, Settings settings, TaskGroup& tasks,
               OnCommit on_commit)
    : executor_(std::move(executor)),
      storage_(storage),
      api_(api),
      directory_(directory),
      clock_(clock),
      settings_(std::move(settings)),
      tasks_(tasks),
      on_commit_(std::move(on_commit)),
      identified_(executor_) {
    self_.command = settings_.command;
    identified_.expires_at(asio::steady_timer::time_point::max());
}

void Intake::identify(const std::string& team, const std::string& bot_user,
                      const std::string& bot) {
    self_.team = team;
    self_.bot_user = bot_user;
    self_.bot = bot;
    identified_.cancel();
}

asio::awaitable<void> Intake::wait_for_identity() {
    if (!self_.team.empty())
        co_return;
    asio::steady_timer limit(executor_);
    limit.expires_after(patience_for_identity);
    limit.async_wait([this](boost::system::error_code error) {
        if (!error)
            identified_.cancel();
    });
    co_await identified_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<std::optional<std::string>> Intake::handle(nlohmann::json frame) {
    auto envelope = slack::envelope_of(std::move(frame));
    if (!envelope) {
        spdlog::warn("an envelope could not be read: {}", envelope.error().message);
        co_return std::nullopt;
    }
    const auto answer_by = std::chrono::steady_clock::now() + patience_for_all;
    co_await wait_for_identity();
    auto incoming = slack::read_request(*envelope, self_);
    if (!incoming.request) {
        ++counts_.not_for_us;
        spdlog::debug("an envelope asks nothing of us: {}", incoming.why_not);
        co_return std::nullopt;
    }
    auto& request = *incoming.request;
    request.at = clock_.now();
    if (request.kind == Request::Kind::event) {
        if (is_about_timeline(request, settings_))
            co_await know_the_people(request);
        co_await learn_from_event(*envelope, request);
        co_return std::nullopt;
    }
    co_await know_the_people(request);
    if (request.kind == Request::Kind::shortcut)
        co_await know_the_link(request);
    co_return co_await keep(std::move(*envelope), std::move(request), answer_by);
}

// Who may see a private incident hangs on it: it is on disk before it is acknowledged, like
// everything else. What cannot be kept is not acknowledged, and Slack brings it again.
asio::awaitable<void> Intake::learn_from_event(const slack::Envelope& envelope,
                                               const Request& request) {
    Job job;
    job.at = request.at;
    auto told = slack::told_by_event(envelope.payload, UserId(self_.bot_user));
    if (told.empty() && !is_by_hand(request) && !is_about_timeline(request, settings_) &&
        !is_home(request))
        co_return;
    for (auto& fact : told)
        if (fact.at == ToldAt{})
            fact.at = request.at;
    // Every change of anybody's profile comes by here, and the same again changes nothing: their
    // names need no remembering.
    const auto* const profile = told.empty() ? nullptr : std::get_if<Profile>(&told.front().fact);
    if (profile == nullptr)
        job.identities = request.identities;
    job.decide = [told, request](const Record& record) {
        auto decision = decide(record, request);
        auto kept = kept_of(std::move(decision), {});
        kept.told = told;
        return kept;
    };
    const auto outcome = co_await perform_job(storage_, std::move(job));
    if (!outcome)
        throw std::runtime_error(outcome.error().message);
    if (outcome->repeated)
        ++counts_.repeated;
    else
        finished(*outcome, false);  // what people did by hand is put right
    if (profile != nullptr)
        directory_.forget(profile->person.user);
    // While the bot was not there, nobody told it who came and went.
    if (request.name == "member_joined_channel" && request.user.user.str() == self_.bot_user)
        directory_.catch_up();
}

asio::awaitable<void> Intake::know_the_people(Request& request) {
    const auto until = std::chrono::steady_clock::now() + patience_for_people;
    const auto left = [&] {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(
                            until - std::chrono::steady_clock::now()),
                        1ms);
    };
    request.zone = settings_.zone;
    request.zone_known = false;
    std::optional<Profile> asker;
    if (!request.user.user.empty())
        asker = co_await directory_.look_up(request.user.user, left());
    if (asker) {
        request.user.name = asker->person.name;
        if (const auto zone = Zone::named(asker->zone)) {
            request.zone = *zone;
            request.zone_known = true;
        }
    }
    for (const auto& person : people_mentioned(request))
        co_await directory_.look_up(person, left());
}

asio::awaitable<std::optional<std::string>> Intake::keep(
    slack::Envelope envelope, Request request, std::chrono::steady_clock::time_point answer_by) {
    ++counts_.requests;
    const auto pending = std::make_shared<Pending>(executor_);
    const auto asked = std::make_shared<const Request>(std::move(request));
    const auto door = std::make_shared<const slack::Envelope>(std::move(envelope));
    Job job;
    job.identities = asked->identities;
    job.at = asked->at;
    job.decide = [pending, asked, door](const Record& record) {
        auto decision = decide(record, *asked);
        pending->is_public = is_public(decision.changes);
        auto answer = slack::encode_answer(decision.reply, *door);
        return kept_of(std::move(decision), std::move(answer));
    };
    storage_.post(std::move(job), [pending, executor = executor_](Result<Outcome> outcome) {
        asio::post(executor, [pending, outcome = std::move(outcome)]() mutable {
            pending->result = std::move(outcome);
            pending->timer.cancel();
            if (pending->when_late)
                pending->when_late();
        });
    });
    pending->timer.expires_at(
        std::min(std::chrono::steady_clock::now() + patience_for_disk, answer_by));
    co_await pending->timer.async_wait(asio::as_tuple(asio::use_awaitable));

    if (!pending->result) {
        ++counts_.late;
        spdlog::warn("the disk is slow: a request is answered \"not kept yet\"");
        // Whoever calls it holds the request; holding it here would be for ever.
        pending->when_late = [this, waiting = pending.get(), asked, door] {
            answer_late(*waiting, *asked, *door);
        };
        const Words words("Not kept yet: the disk is slow. You will hear here how it ends.");
        co_return give(slack::waiting_payloads(words, *door), *asked);
    }
    if (!*pending->result)
        co_return give(not_kept(pending->result->error(), *door), *asked);
    problem_.clear();
    const auto& outcome = **pending->result;
    auto payloads = slack::decode_answer(outcome.answer);
    if (outcome.repeated) {
        // What it opened or answered it has opened or answered.
        ++counts_.repeated;
        payloads.open_view.reset();
        payloads.update_view.reset();
        payloads.respond.reset();
    } else {
        finished(outcome, pending->is_public);
    }
    co_return give(std::move(payloads), *asked);
}

slack::ReplyPayloads Intake::not_kept(const Error& error, const slack::Envelope& door) {
    ++counts_.refused;
    problem_ = error.message;
    spdlog::error("a request could not be kept: {}", error.message);
    Reply reply;
    reply.words = Words(error.message);
    reply.refused = true;
    return slack::payloads_of(reply, door);
}

void Intake::answer_late(const Pending& pending, const Request& request,
                         const slack::Envelope& door) {
    slack::ReplyPayloads payloads;
    if (*pending.result) {
        problem_.clear();
        payloads = slack::decode_answer((*pending.result)->answer);
        finished(**pending.result, pending.is_public);
    } else {
        payloads = not_kept(pending.result->error(), door);
    }
    give(slack::late_payloads(std::move(payloads), door), request);
}

std::optional<std::string> Intake::give(slack::ReplyPayloads payloads, const Request& request) {
    if (payloads.open_view)
        tasks_.start(
            "open a form",
            open_view(std::move(*payloads.open_view), request.trigger, request.response_url,
                      request.kind == Request::Kind::button ? request.name : ""));
    if (payloads.update_view)
        tasks_.start("update a form", update_view(std::move(*payloads.update_view)));
    if (payloads.respond && !request.response_url.empty())
        tasks_.start("answer", respond(request.response_url, std::move(*payloads.respond)));
    if (!payloads.ack)
        return std::nullopt;
    return slack::to_text(*payloads.ack);
}

void Intake::finished(const Outcome& outcome, bool is_public_change) {
    if (!outcome.repeated && (outcome.owes || !outcome.touched.empty()) && on_commit_)
        on_commit_(outcome, is_public_change);
}

// A trigger lives 3 s and is good once, so a form is tried once; typing always works.
asio::awaitable<void> Intake::open_view(nlohmann::json view, std::string trigger,
                                        std::string response_url, std::string form) {
    slack::Form arguments;
    arguments.text("trigger_id", trigger).json("view", view);
    const auto answer =
        co_await api_.call("views.open", std::move(arguments), slack::Priority::waited_for);
    if (answer.good())
        co_return;
    spdlog::warn("a form could not be opened: {}", answer.words());
    if (response_url.empty())
        co_return;
    Words words;
    words.plain("Slack would not open the form (" + answer.error + "). Type it instead: ")
        .code(settings_.command + " help" + (form.empty() ? "" : " " + form));
    co_await respond(std::move(response_url), slack::ephemeral(words));
}

asio::awaitable<void> Intake::update_view(nlohmann::json update) {
    slack::Form arguments;
    arguments.text("view_id", slack::text_at(update, "view_id"))
        .json("view", slack::at(update, "view"));
    const auto answer =
        co_await api_.call("views.update", std::move(arguments), slack::Priority::waited_for);
    if (!answer.good())
        spdlog::warn("a form could not be updated: {}", answer.words());
}

// What only its asker sees cannot be looked up afterwards: it is sent at most once.
asio::awaitable<void> Intake::respond(std::string response_url, nlohmann::json message) {
    const auto answer = co_await api_.respond(std::move(response_url), std::move(message));
    if (!answer.good())
        spdlog::warn("an answer could not be delivered: {}", answer.words());
}

}  // namespace muster
