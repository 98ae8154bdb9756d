#include "bot/check.hpp"

#include "bot/slack_client.hpp"
#include "bot/tls.hpp"
#include "domain/text.hpp"
#include "slack/envelope.hpp"
#include "slack/manifest.hpp"
#include "slack/people.hpp"
#include "storage/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace muster {
namespace {

namespace beast = boost::beast;
using namespace std::chrono_literals;

constexpr int channels_a_page = 200;
constexpr int most_pages = 50;
constexpr auto patience_for_ready = 3s;

// One line for each thing that was looked at.
class Findings {
public:
    explicit Findings(std::ostream& out) : out_(out) {}
    void good(const std::string& what) { out_ << "ok    " << what << "\n"; }
    void bad(const std::string& what, const std::string& fix) {
        well_ = false;
        out_ << "FAIL  " << what << "\n      " << fix << "\n";
    }
    [[nodiscard]] bool well() const { return well_; }

private:
    std::ostream& out_;
    bool well_ = true;
};

std::string why(const slack::Answer& answer) {
    return answer.words().empty() ? "no answer" : answer.words();
}

void check_scopes(const slack::Answer& answer, Findings& findings) {
    if (answer.scopes.empty())
        return;
    std::vector<std::string> granted;
    std::istringstream list(answer.scopes);
    for (std::string scope; std::getline(list, scope, ',');) {
        scope.erase(0, scope.find_first_not_of(' '));
        granted.push_back(scope);
    }
    std::string missing;
    std::string wished;
    for (const auto& scope : slack::bot_scopes()) {
        if (std::ranges::find(granted, scope) != granted.end())
            continue;
        auto& lacking = slack::is_optional(scope) ? wished : missing;
        lacking += (lacking.empty() ? "" : ", ") + scope + " (" +
                   std::string(slack::reason_for(scope)) + ")";
    }
    if (!wished.empty())
        findings.good("without the scopes " + wished + " postmortems are Markdown files");
    if (missing.empty())
        findings.good("scopes: all that are needed");
    else
        findings.bad("scopes are missing: " + missing,
                     "Add them under OAuth & Permissions, or paste muster manifest into the app's "
                     "manifest; then install the app again.");
}

asio::awaitable<bool> channel_exists(SlackApi& api, std::string wanted, std::string& problem) {
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        slack::Form arguments;
        arguments.text("types", "public_channel,private_channel")
            .flag("exclude_archived", true)
            .number("limit", channels_a_page);
        if (!cursor.empty())
            arguments.text("cursor", cursor);
        const auto answer = co_await api.call("conversations.list", std::move(arguments),
                                              slack::Priority::waited_for);
        if (!answer.good()) {
            problem = why(answer);
            co_return false;
        }
        const auto& channels = slack::at(answer.body, "channels");
        if (channels.is_array())
            for (const auto& channel : channels)
                if (slack::text_at(channel, "name") == wanted ||
                    slack::text_at(channel, "id") == wanted)
                    co_return true;
        cursor = slack::text_at(slack::at(answer.body, "response_metadata"), "next_cursor");
        if (cursor.empty())
            break;
    }
    co_return false;
}

// Who is who: without it people and groups are known by mentions alone.
asio::awaitable<void> check_workspace(const Config& config, SlackApi& api, Findings& findings) {
    slack::Form one;
    one.number("limit", 1);
    const auto people =
        co_await api.call("users.list", std::move(one), slack::Priority::waited_for);
    if (people.good())
        findings.good("people can be looked up");
    else
        findings.bad("people cannot be looked up: " + why(people),
                     "With the scope users:read Muster knows names and time zones. Without it "
                     "times are read in the zone of the configuration.");
    const auto listed = co_await api.call("usergroups.list", {}, slack::Priority::waited_for);
    if (listed.error == "plan_upgrade_required") {
        findings.good("user groups: this workspace's plan has none");
    } else if (!listed.good()) {
        findings.bad("user groups cannot be looked up: " + why(listed),
                     "With the scope usergroups:read Muster knows groups by their @handles.");
        co_return;
    }
    const auto groups = slack::read_groups(listed.body);
    if (listed.good())
        findings.good("user groups: " + std::to_string(groups.size()));
    const auto is_missing = [&](const std::string& named) {
        return named.starts_with('@') && std::ranges::none_of(groups, [&](const UserGroup& group) {
                   return !group.gone && "@" + group.handle == named;
               });
    };
    for (const auto& severity : config.settings.severities)
        for (const auto& invited : severity.invite)
            if (is_missing(invited))
                findings.bad(severity.name + " invites " + invited + ", and there is no such group",
                             "Correct the handle in the severity's invite, or make the group.");
    auto permissions = config.settings.permissions.commands;
    permissions.emplace("default", config.settings.permissions.otherwise);
    for (const auto& [command, who] : permissions)
        for (const auto& named : who)
            if (is_missing(named))
                findings.bad("permissions." + command + " names " + named +
                                 ", and there is no such group: nobody is in it",
                             "Correct the handle in [permissions], or make the group.");
}

asio::awaitable<void> check_administrators(const Config& config, SlackApi& api,
                                           Findings& findings) {
    for (const auto& person : config.administrators) {
        slack::Form who;
        who.text("user", person);
        const auto answer =
            co_await api.call("users.info", std::move(who), slack::Priority::waited_for);
        const auto profile = slack::read_profile(slack::at(answer.body, "user"));
        if (answer.good() && profile && !profile->gone && !profile->bot)
            findings.good("administrator " + profile->person.name);
        else if (answer.good())
            findings.bad("administrator " + person + " cannot be told anything: the account is " +
                             (profile && profile->bot ? "a bot's" : "switched off"),
                         "List somebody else in administrators (MUSTER_ADMINISTRATORS).");
        else
            findings.bad("administrator " + person + " could not be looked up: " + why(answer),
                         "Correct the user id in administrators (MUSTER_ADMINISTRATORS); Copy "
                         "member ID in the person's Slack profile gives it.");
    }
}

asio::awaitable<void> check_slack(const Config& config, SlackApi& api, Findings& findings) {
    const auto who = co_await api.call("auth.test", {}, slack::Priority::waited_for);
    if (!who.good()) {
        findings.bad("bot token: Slack answers " + why(who),
                     "Copy the Bot User OAuth Token from OAuth & Permissions into "
                     "SLACK_BOT_TOKEN. If Slack was not reached at all, check the network and "
                     "api_url.");
        co_return;
    }
    findings.good("bot token: this is " + slack::text_at(who.body, "user") + " in " +
                  slack::text_at(who.body, "team"));
    check_scopes(who, findings);
    const auto socket = co_await api.call("apps.connections.open", {}, slack::Priority::waited_for);
    if (socket.good())
        findings.good("app token: Socket Mode can be opened");
    else
        findings.bad("app token: Slack answers " + why(socket),
                     "Make an app-level token with connections:write under Basic Information, "
                     "put it into SLACK_APP_TOKEN, and switch Socket Mode on.");
    co_await check_workspace(config, api, findings);
    co_await check_administrators(config, api, findings);
    for (const auto& channel :
         {config.settings.announce_channel, config.settings.postmortem_channel}) {
        std::string problem;
        if (co_await channel_exists(api, channel, problem))
            findings.good("channel #" + channel);
        else if (problem.empty())
            findings.bad("channel #" + channel + " was not found",
                         "Create it, or invite the bot into it if it is private.");
        else
            findings.bad("channel #" + channel + " could not be looked up: " + problem,
                         "See the lines above.");
    }
}

asio::awaitable<int> ready_status(ListenAddress address, std::string& body) {
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    stream.expires_after(patience_for_ready);
    boost::system::error_code failure;
    auto ip = asio::ip::make_address(address.host, failure);
    if (failure || ip.is_unspecified())
        ip = ip.is_v6() ? asio::ip::address(asio::ip::address_v6::loopback())
                        : asio::ip::address(asio::ip::address_v4::loopback());
    co_await stream.async_connect(asio::ip::tcp::endpoint(ip, address.port), asio::use_awaitable);
    beast::http::request<beast::http::empty_body> request(beast::http::verb::get, "/readyz", 11);
    request.set(beast::http::field::host, to_string(address));
    request.set(beast::http::field::connection, "close");
    co_await beast::http::async_write(stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    beast::http::response<beast::http::string_body> response;
    co_await beast::http::async_read(stream, buffer, response, asio::use_awaitable);
    body = response.body();
    co_return response.result_int();
}

// What is told elsewhere, without telling it: what a key may do is only known by doing it.
void check_outside(const Config& config, Findings& findings) {
    for (const auto& target : config.settings.pushes)
        findings.good(
            "push \"" + target.name + "\" to " + target.url + ", with a key; " +
            counted(static_cast<long long>(target.components.size()), "component", "components"));
    if (config.page_export.empty())
        return;
    std::error_code none;
    std::filesystem::create_directories(config.page_export, none);
    const auto folder = config.page_export.string();
    if (::access(folder.c_str(), W_OK | X_OK) == 0)
        findings.good("folder " + folder + " for the status page's files");
    else
        findings.bad("folder " + folder + " for the status page's files cannot be written",
                     "Let Muster's user write there, or name another in status.export.");
}

}  // namespace

bool check_everything(const Config& config, std::ostream& out) {
    Findings findings(out);
    findings.good("configuration");
    check_outside(config, findings);
    try {
        open_store(config.database, config.settings);
        findings.good("database " + config.database.string());
    } catch (const std::exception& error) {
        findings.bad("database: " + std::string(error.what()),
                     "While muster run is up this is as it should be; ask it with "
                     "muster check --ready.");
    }
    asio::io_context context(1);
    SlackClient::Options options;
    options.api_url = config.api_url;
    options.bot_token = config.bot_token;
    options.app_token = config.app_token;
    SlackClient api(context.get_executor(), options);
    std::exception_ptr failure;
    asio::co_spawn(context, check_slack(config, api, findings), [&](std::exception_ptr ended) {
        failure = ended;
        context.stop();
    });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return findings.well();
}

bool check_ready(const Config& config, std::ostream& out) {
    asio::io_context context(1);
    std::string body;
    int status = 0;
    std::string problem;
    asio::co_spawn(context, ready_status(config.admin_listen, body),
                   [&](std::exception_ptr ended, int answered) {
                       status = answered;
                       try {
                           if (ended)
                               std::rethrow_exception(ended);
                       } catch (const boost::system::system_error& error) {
                           problem = error.code().message();  // what() names our sources, too
                       } catch (const std::exception& error) {
                           problem = error.what();
                       }
                   });
    context.run();
    if (!problem.empty())
        out << "Muster is not ready: " << to_string(config.admin_listen) << " does not answer ("
            << problem
            << "). Start it with muster run; if it runs, admin_listen must be the same for both.\n";
    else
        out << body;
    return status == 200;
}

}  // namespace muster
