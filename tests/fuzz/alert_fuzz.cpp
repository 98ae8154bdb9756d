#include "bot/alert_payload.hpp"
#include "commands/alert.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace muster;

void require(bool holds) {
    if (!holds)
        std::abort();
}

bool is_harmless(std::string_view text) {
    return std::ranges::none_of(text,
                                [](unsigned char c) { return c < ' ' && c != '\n' && c != '\t'; });
}

void check(const Result<std::vector<HeardAlert>>& read) {
    if (!read) {
        require(!read.error().message.empty() && is_harmless(read.error().message));
        return;
    }
    require(read->size() <= most_alerts);
    for (const auto& heard : *read) {
        require(!heard.name.empty() && is_harmless(heard.name) && length(heard.name) <= 150);
        require(is_harmless(heard.summary) && is_harmless(heard.description));
        require(!heard.fingerprint.empty() && heard.fingerprint.size() <= 100);
        require(heard.fingerprint.find('/') == std::string::npos);
        require(heard.url.empty() || heard.url.starts_with("http"));
        require(heard.labels.size() <= 102);
        const auto again = read_alert(alert_request(heard, Instant{}));
        require(again.fingerprint == heard.fingerprint && again.started == heard.started &&
                again.ended == heard.ended && again.labels == heard.labels);
        const auto meaning = meaning_of(heard, Settings());
        require(!meaning.title.empty() && length(meaning.title) <= 200);
    }
}

}  // namespace

// Reads anything as the body of either kind: no bytes may crash it, and what it takes is bounded
// and harmless.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check(read_alertmanager(bytes));
    check(read_generic_alerts(bytes));
    return 0;
}
