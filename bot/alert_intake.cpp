#include "bot/alert_intake.hpp"

#include "bot/alert_payload.hpp"
#include "bot/kept.hpp"
#include "commands/alert.hpp"
#include "slack/envelope.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

namespace muster {
namespace {

constexpr std::string_view alertmanager_path = "/alerts/alertmanager";
constexpr std::string_view generic_path = "/alerts/generic";
constexpr std::string_view scheme = "Bearer ";

std::array<unsigned char, SHA256_DIGEST_LENGTH> digest_of(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return digest;
}

AdminAnswer says(int status, std::string sentence) {
    AdminAnswer answer;
    answer.status = status;
    answer.body = std::move(sentence) + "\n";
    return answer;
}

AdminAnswer not_kept() {
    auto answer = says(503, "Not kept yet: the disk is slow or full. Send it again.");
    answer.fields = {{"Retry-After", "10"}};
    return answer;
}

// "declared" of "declared INC-7".
std::string outcome_word(const std::string& words) {
    return words.substr(0, words.find(' '));
}

}  // namespace

// The alerts of one body on their way through the storage thread.
struct AlertIntake::Batch {
    explicit Batch(const asio::any_io_executor& executor) : done(executor) {}
    asio::steady_timer done;
    std::vector<std::string> became;  // of each; empty: not known yet, or not kept
    std::size_t missing = 0;
    bool refused = false;
};

AlertIntake::AlertIntake(asio::any_io_executor executor, StorageThread& storage, const Clock& clock,
                         std::string token, OnCommit on_commit, std::chrono::milliseconds patience)
    : executor_(std::move(executor)),
      storage_(storage),
      clock_(clock),
      token_(std::move(token)),
      patience_(patience),
      on_commit_(std::make_shared<OnCommit>(std::move(on_commit))) {}

// In a time that says nothing of where two tokens differ, or of how long ours is.
bool AlertIntake::has_token(const AdminRequest& request) const {
    auto given = request.field("authorization");
    if (given.size() < scheme.size())
        return false;
    for (std::size_t i = 0; i + 1 < scheme.size(); ++i)
        if ((static_cast<unsigned char>(given[i]) | 0x20U) !=
            (static_cast<unsigned char>(scheme[i]) | 0x20U))
            return false;
    given.remove_prefix(scheme.size());
    const auto ours = digest_of(token_);
    const auto theirs = digest_of(given);
    return CRYPTO_memcmp(ours.data(), theirs.data(), ours.size()) == 0;
}

asio::awaitable<AdminAnswer> AlertIntake::take(AdminRequest request) {
    const bool alertmanager = request.path == alertmanager_path;
    if (token_.empty() || (!alertmanager && request.path != generic_path))
        co_return says(404, token_.empty()
                                ? "Alerts are not taken here: MUSTER_ALERT_TOKEN is not set."
                                : "Alerts are taken at /alerts/alertmanager and /alerts/generic.");
    if (request.method != "POST") {
        auto answer = says(405, "Alerts are posted here.");
        answer.fields = {{"Allow", "POST"}};
        co_return answer;
    }
    if (!has_token(request)) {
        auto answer = says(401, "The token is missing or wrong: Authorization: Bearer TOKEN");
        answer.fields = {{"WWW-Authenticate", "Bearer realm=\"muster\""}};
        co_return answer;
    }
    auto alerts =
        alertmanager ? read_alertmanager(request.body) : read_generic_alerts(request.body);
    if (!alerts) {
        ++(*counts_)["malformed"];
        co_return says(400, alerts.error().message);
    }
    co_return co_await keep(*std::move(alerts));
}

// What the disk takes after the sender was sent away is kept all the same, and its repetition
// changes nothing.
asio::awaitable<AdminAnswer> AlertIntake::keep(std::vector<HeardAlert> alerts) {
    const auto batch = std::make_shared<Batch>(executor_);
    batch->became.resize(alerts.size());
    batch->missing = alerts.size();
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        const auto request =
            std::make_shared<const Request>(alert_request(alerts[i], clock_.now()));
        Job job;
        job.identities = request->identities;
        job.at = request->at;
        job.decide = [request](const Record& record) {
            auto decision = decide(record, *request);
            auto answer = plain_text(decision.reply.words);
            return kept_of(std::move(decision), std::move(answer));
        };
        storage_.post(
            std::move(job), [batch, i, executor = executor_, counts = counts_,
                             on_commit = std::weak_ptr(on_commit_)](Result<Outcome> outcome) {
                asio::post(executor, [batch, i, counts, on_commit, outcome = std::move(outcome)] {
                    if (outcome) {
                        batch->became[i] = outcome->repeated ? "repeated" : outcome->answer;
                        ++(*counts)[outcome_word(batch->became[i])];
                        if (const auto tell = on_commit.lock(); tell && !outcome->repeated)
                            (*tell)(*outcome);
                    } else {
                        batch->refused = true;
                        ++(*counts)["not_kept"];
                        spdlog::error("an alert could not be kept: {}", outcome.error().message);
                    }
                    if (--batch->missing == 0)
                        batch->done.cancel();
                });
            });
    }
    if (batch->missing > 0) {
        batch->done.expires_after(patience_);
        co_await batch->done.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (batch->missing > 0 || batch->refused)
        co_return not_kept();
    auto taken = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < alerts.size(); ++i)
        taken.push_back({{"fingerprint", alerts[i].fingerprint}, {"became", batch->became[i]}});
    AdminAnswer answer;
    answer.type = "application/json; charset=utf-8";
    answer.body = nlohmann::ordered_json({{"alerts", std::move(taken)}}).dump() + "\n";
    co_return answer;
}

}  // namespace muster
