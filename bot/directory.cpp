#include "bot/directory.hpp"

#include "bot/ask_storage.hpp"
#include "slack/envelope.hpp"
#include "slack/people.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>
#include <variant>

namespace muster {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int most_pages_of_people = 500;  // 100,000 people
constexpr int most_pages_of_channels = 100;
constexpr int most_pages_of_members = 50;
constexpr std::size_t most_private_channels = 500;
constexpr std::size_t most_in_memory = 1'000;

// What no event told is noticed within a day. What was read in the hour before a restart is fresh
// enough; what could not be read is tried again in an hour.
constexpr auto day = std::chrono::hours(24);
constexpr auto fresh = std::chrono::hours(1);
constexpr auto before_another_try = std::chrono::hours(1);
constexpr auto patience_for_disk = 30s;

// Slack answered at the last moment: so long at most until that is on disk.
constexpr auto for_the_disk = 200ms;

constexpr const char* cursor_note = "people.cursor";
constexpr const char* read_note = "people.read_at";

asio::awaitable<void> pause(asio::any_io_executor executor, std::chrono::milliseconds time) {
    asio::steady_timer timer(executor);
    timer.expires_after(time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

template <class Fact>
std::vector<Told> dated(std::vector<Fact> facts, ToldAt at) {
    std::vector<Told> told;
    told.reserve(facts.size());
    for (auto& fact : facts)
        told.push_back({std::move(fact), at});
    return told;
}

std::string loss_words(const std::string& method, const std::string& loss,
                       const slack::Answer& answer) {
    std::string words = loss + ": " + method + " answers " + answer.words();
    if (!answer.needed.empty())
        words += ". Add the scope " + answer.needed + " and install the app again";
    return words;
}

}  // namespace

Directory::Directory(asio::any_io_executor executor, SlackApi& api, StorageThread& storage,
                     const Clock& clock)
    : executor_(std::move(executor)),
      api_(api),
      storage_(storage),
      clock_(clock),
      places_due_(executor_) {}

asio::awaitable<void> Directory::keep_people() {
    auto wait = co_await freshness();
    for (;;) {
        co_await pause(executor_, wait);
        const bool whole = co_await read_people();
        wait = whole ? day : before_another_try;
    }
}

asio::awaitable<std::chrono::seconds> Directory::freshness() {
    struct Notes {
        std::string cursor;
        std::string read_at;
    };
    const std::function<Notes(Store&)> recall = [](Store& store) {
        return Notes{store.note(cursor_note), store.note(read_note)};
    };
    const auto notes = co_await ask_storage_until(executor_, storage_, recall,
                                                  steady_clock::now() + patience_for_disk);
    if (!notes || !notes->cursor.empty())
        co_return 0s;
    long long read_at = 0;
    const auto* const text = notes->read_at.data();
    if (std::from_chars(text, text + notes->read_at.size(), read_at).ec != std::errc{})
        co_return 0s;
    const auto age = clock_.now() - Instant(std::chrono::seconds(read_at));
    if (age < 0s)  // the clock was set back
        co_return 0s;
    co_return std::max<std::chrono::seconds>(fresh - age, 0s);
}

asio::awaitable<void> Directory::keep_places() {
    for (;;) {
        behind_ = false;
        co_await read_groups();
        co_await read_members_of_private_channels();
        co_await read_channels();
        if (behind_)
            continue;
        places_due_.expires_after(day);
        co_await places_due_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Directory::catch_up() {
    behind_ = true;
    places_due_.cancel();
}

asio::awaitable<Directory::Page> Directory::next_page(std::string method, slack::Form arguments,
                                                      slack::Paging& paging, std::string loss) {
    for (;;) {
        const auto begin = steady_clock::now();
        auto answer =
            co_await api_.call(method, paging.arguments(arguments), slack::Priority::decoration);
        Page page;
        page.at = slack::told_at(answer, steady_clock::now() - begin);
        switch (paging.take(answer)) {
            case slack::Paging::Step::page:
            case slack::Paging::Step::last:
                page.body = std::move(answer.body);
                page.last = paging.cursor().empty();
                if (paging.cut_short())
                    spdlog::warn("{} has no end; what comes after {} pages is left out", method,
                                 paging.pages());
                co_return page;
            case slack::Paging::Step::again:
                co_await pause(executor_, paging.pause());
                break;
            case slack::Paging::Step::given_up:
                if (answer.error == "plan_upgrade_required")
                    spdlog::info("this workspace has no user groups: its plan is without them");
                else
                    spdlog::warn("{}", loss_words(method, loss, answer));
                page.refused = answer.error.empty() ? "refused" : answer.error;
                co_return page;
        }
    }
}

asio::awaitable<bool> Directory::keep(std::vector<Told> told) {
    const std::function<bool(Store&)> learn = [told = std::move(told)](Store& store) {
        store.learn(told);
        return true;
    };
    const auto kept = co_await ask_storage_until(executor_, storage_, learn,
                                                 steady_clock::now() + patience_for_disk);
    co_return kept.has_value();
}

asio::awaitable<bool> Directory::read_people() {
    const std::function<std::string(Store&)> recall = [](Store& store) {
        return store.note(cursor_note);
    };
    const auto cursor = co_await ask_storage_until(executor_, storage_, recall,
                                                   steady_clock::now() + patience_for_disk);
    slack::Paging paging(most_pages_of_people, cursor.value_or(""));
    for (;;) {
        auto page = co_await next_page("users.list", {}, paging,
                                       "people cannot be listed, so a bare @name and people's "
                                       "time zones are not understood");
        if (!page.refused.empty())
            co_return false;
        auto people = slack::read_people(page.body);
        page.body = nullptr;
        for (const auto& profile : people)
            people_.erase(profile.person.user);
        const bool kept = co_await keep(dated(std::move(people), page.at));
        if (!kept)
            co_return false;
        const auto read_at =
            page.last ? std::to_string(clock_.now().time_since_epoch().count()) : std::string();
        const std::function<bool(Store&)> note = [next = paging.cursor(), read_at](Store& store) {
            store.keep_note(cursor_note, next);
            if (!read_at.empty())
                store.keep_note(read_note, read_at);
            return true;
        };
        const auto noted = co_await ask_storage_until(executor_, storage_, note,
                                                      steady_clock::now() + patience_for_disk);
        if (!noted || page.last)
            co_return noted.has_value();
    }
}

asio::awaitable<void> Directory::read_groups() {
    slack::Form arguments;
    arguments.flag("include_disabled", true).flag("include_users", true);
    slack::Paging paging(1);
    auto page = co_await next_page("usergroups.list", std::move(arguments), paging,
                                   "user groups cannot be listed, so a bare @group is not "
                                   "understood");
    if (!page.refused.empty())
        co_return;
    co_await keep(dated(slack::read_groups(page.body), page.at));
    // One by one: a large group is written while commands wait for the disk.
    for (auto& list : slack::read_members_of_groups(page.body)) {
        std::vector<Told> told;
        told.push_back({std::move(list), page.at});
        co_await keep(std::move(told));
    }
}

asio::awaitable<void> Directory::read_channels() {
    slack::Form arguments;
    arguments.text("types", "public_channel,private_channel").flag("exclude_archived", true);
    slack::Paging paging(most_pages_of_channels);
    for (;;) {
        auto page = co_await next_page("users.conversations", arguments, paging,
                                       "the names of channels cannot be listed");
        if (!page.refused.empty())
            co_return;
        const bool kept = co_await keep(dated(slack::read_channels(page.body), page.at));
        if (!kept || page.last)
            co_return;
    }
}

asio::awaitable<void> Directory::read_members_of_private_channels() {
    const std::function<std::vector<ChannelId>(Store&)> recall = [](Store& store) {
        return store.private_channels();
    };
    auto channels = co_await ask_storage_until(executor_, storage_, recall,
                                               steady_clock::now() + patience_for_disk);
    if (!channels)
        co_return;
    if (channels->size() > most_private_channels)
        channels->resize(most_private_channels);
    for (const auto& channel : *channels)
        co_await read_members(channel);
}

// A channel that Slack no longer shows us is one we were taken out of: who is in it now is unknown.
asio::awaitable<void> Directory::read_members(ChannelId channel) {
    slack::Form arguments;
    arguments.text("channel", channel.str());
    slack::Paging paging(most_pages_of_members);
    MemberList list{channel, {}};
    std::optional<ToldAt> at;
    int restarts = 0;
    for (bool last = false; !last;) {
        auto page = co_await next_page("conversations.members", arguments, paging,
                                       "who is in a private incident's channel cannot be looked "
                                       "up");
        const bool shut_out =
            page.refused == "channel_not_found" || page.refused == "not_in_channel";
        if (!page.refused.empty() && !shut_out)
            co_return;
        if (shut_out || paging.restarts() != restarts) {
            restarts = paging.restarts();
            list.users.clear();
            at.reset();
        }
        at = at.value_or(page.at);
        auto users = slack::read_members(page.body);
        list.users.insert(list.users.end(), users.begin(), users.end());
        last = page.last || shut_out;
    }
    std::vector<Told> told;
    told.push_back({std::move(list), *at});
    co_await keep(std::move(told));
}

asio::awaitable<std::optional<Profile>> Directory::look_up(UserId user,
                                                           std::chrono::milliseconds within) {
    using boost::asio::experimental::awaitable_operators::operator||;
    if (const auto known = people_.find(user); known != people_.end())
        co_return known->second;
    const std::function<std::optional<Profile>(Store&)> recall = [user](Store& store) {
        return store.record().profile(user);
    };
    const auto until = steady_clock::now() + within;
    const auto recalled = co_await ask_storage_until(executor_, storage_, recall, until);
    if (recalled && *recalled) {
        know(**recalled);
        co_return *recalled;
    }
    const auto begin = steady_clock::now();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - begin);
    if (left.count() <= 0)
        co_return std::nullopt;
    slack::Form arguments;
    arguments.text("user", user.str());
    auto asked =
        co_await (api_.call("users.info", std::move(arguments), slack::Priority::waited_for) ||
                  pause(executor_, left));
    auto* answer = std::get_if<0>(&asked);
    if (answer == nullptr || !answer->good() || !answer->body.is_object())
        co_return std::nullopt;
    auto profile = slack::read_profile(slack::at(answer->body, "user"));
    if (!profile)
        co_return std::nullopt;
    // An event may have told more by now: what is kept is the newest of all.
    const Told told{*profile, slack::told_at(*answer, steady_clock::now() - begin)};
    const std::function<std::optional<Profile>(Store&)> keep_it = [told, user](Store& store) {
        store.learn({told});
        return store.record().profile(user);
    };
    const auto kept =
        co_await ask_storage_until(executor_, storage_, keep_it, until + for_the_disk);
    if (kept && *kept)
        profile = *kept;
    know(*profile);
    co_return profile;
}

void Directory::know(const Profile& profile) {
    if (people_.size() >= most_in_memory)
        people_.clear();
    people_.insert_or_assign(profile.person.user, profile);
}

}  // namespace muster
