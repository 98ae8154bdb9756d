#include "bot/directory.hpp"

#include "bot/ask_storage.hpp"
#include "slack/people.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <functional>
#include <utility>
#include <variant>
#include <vector>

namespace muster {
namespace {

constexpr int people_a_page = 200;
constexpr int most_pages = 500;  // 100,000 people
constexpr auto first_pause = std::chrono::seconds(5);
constexpr auto longest_pause = std::chrono::minutes(10);

// Slack answered at the last moment: so long at most until that is on disk.
constexpr auto for_the_disk = std::chrono::milliseconds(200);

std::function<bool(Store&)> keeping(const Profile& profile) {
    return [profile](Store& store) {
        store.remember({profile});
        return true;
    };
}

asio::awaitable<void> pause(asio::any_io_executor executor, std::chrono::milliseconds time) {
    asio::steady_timer timer(executor);
    timer.expires_after(time);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace

Directory::Directory(asio::any_io_executor executor, SlackApi& api, StorageThread& storage)
    : executor_(std::move(executor)), api_(api), storage_(storage) {}

asio::awaitable<void> Directory::learn_everybody() {
    std::string cursor;
    std::chrono::milliseconds wait = first_pause;
    for (int page = 0; page < most_pages;) {
        slack::Form arguments;
        arguments.number("limit", people_a_page);
        if (!cursor.empty())
            arguments.text("cursor", cursor);
        const auto answer =
            co_await api_.call("users.list", std::move(arguments), slack::Priority::decoration);
        if (answer.kind == slack::Answer::Kind::refused && answer.error == "invalid_cursor") {
            cursor.clear();
            page = 0;
        } else if (answer.kind == slack::Answer::Kind::refused ||
                   answer.kind == slack::Answer::Kind::token_dead) {
            spdlog::warn("people cannot be listed, so a bare @name is not understood: {}",
                         answer.words());
            co_return;
        }
        if (!answer.good()) {
            co_await pause(executor_,
                           std::max<std::chrono::milliseconds>(wait, answer.retry_after));
            wait = std::min<std::chrono::milliseconds>(wait * 2, longest_pause);
            continue;
        }
        auto read = slack::read_people(answer.body);
        storage_.read([people = read.people](Store& store) { store.remember(people); });
        for (auto& profile : read.people)
            people_.insert_or_assign(profile.person.user, std::move(profile));
        cursor = read.next_cursor;
        if (cursor.empty())
            co_return;
        ++page;
    }
}

asio::awaitable<std::optional<Profile>> Directory::look_up(UserId user,
                                                           std::chrono::milliseconds within) {
    using boost::asio::experimental::awaitable_operators::operator||;
    if (const auto known = people_.find(user); known != people_.end())
        co_return known->second;
    const std::function<std::optional<Profile>(Store&)> recall = [user](Store& store) {
        return store.record().profile(user);
    };
    const auto until = std::chrono::steady_clock::now() + within;
    const auto recalled = co_await ask_storage_until(executor_, storage_, recall, until);
    if (recalled && *recalled) {
        people_.insert_or_assign(user, **recalled);
        co_return *recalled;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
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
    auto profile = slack::read_profile(answer->body.value("user", nlohmann::json()));
    if (!profile)
        co_return std::nullopt;
    co_await ask_storage_until(executor_, storage_, keeping(*profile), until + for_the_disk);
    people_.insert_or_assign(profile->person.user, *profile);
    co_return profile;
}

asio::awaitable<void> Directory::remember(Profile profile) {
    co_await ask_storage(storage_, keeping(profile));
    people_.insert_or_assign(profile.person.user, std::move(profile));
}

}  // namespace muster
