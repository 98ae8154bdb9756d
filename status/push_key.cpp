#include "status/push_key.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace muster::status {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t longest_key = 1'000;

std::vector<std::string_view> words_in(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0)
            words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

// The bytes after the prefix; nothing when they are no base64.
std::optional<std::string> secret_bytes(std::string_view word) {
    if (!word.starts_with(secret_prefix))
        return std::nullopt;
    word.remove_prefix(secret_prefix.size());
    if (word.empty() || word.size() % 4 != 0 || word.size() > longest_key)
        return std::nullopt;
    const auto padding = word.ends_with("==") ? 2U : word.ends_with('=') ? 1U : 0U;
    std::string bytes(word.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<const unsigned char*>(word.data()),
                                       static_cast<int>(word.size()));
    if (length < 0 || word.find('\n') != std::string_view::npos)
        return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    if (bytes.empty())
        return std::nullopt;
    return bytes;
}

std::string base64(const unsigned char* bytes, std::size_t size) {
    std::string text((size + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes,
                                       static_cast<int>(size));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string signature(const std::string& secret, const std::string& signed_text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(),
             digest.data(), &size) == nullptr)
        throw std::runtime_error("OpenSSL cannot sign");
    return "v1," + base64(digest.data(), size);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> key_fields(const PushTarget& target,
                                                            std::string_view key,
                                                            const PushRequest& request,
                                                            const EffectId& mark, Instant now) {
    switch (target.kind) {
        case PushTarget::Kind::statuspage:
            return {{"Authorization", "OAuth " + std::string(key)}};
        case PushTarget::Kind::cachet2:
            return {{"X-Cachet-Token", std::string(key)}};
        case PushTarget::Kind::cachet3:
            return {{"Authorization", "Bearer " + std::string(key)}};
        case PushTarget::Kind::webhook:
            break;
    }
    const auto& id = mark.str();
    const auto timestamp = std::to_string(now.time_since_epoch().count());
    std::string signatures;
    for (const auto word : words_in(key))
        if (const auto secret = secret_bytes(word))
            signatures += (signatures.empty() ? "" : " ") +
                          signature(*secret, id + "." + timestamp + "." + request.body);
    return {{"webhook-id", id},
            {"webhook-timestamp", timestamp},
            {"webhook-signature", std::move(signatures)}};
}

std::optional<std::string> key_problem(PushTarget::Kind kind, std::string_view key) {
    if (kind == PushTarget::Kind::webhook) {
        const auto words = words_in(key);
        if (words.empty() || words.size() > 2 ||
            !std::ranges::all_of(words, [](auto word) { return secret_bytes(word).has_value(); }))
            return "must be whsec_ and base64, like the output of: echo whsec_$(openssl rand "
                   "-base64 24); a second one may follow after a space while it is being changed";
        return std::nullopt;
    }
    const bool printable = std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
    if (key.empty() || key.size() > longest_key || !printable)
        return "holds a space, a line end or another character that no key has; copy it again";
    return std::nullopt;
}

std::string without_key(std::string text, std::string_view key) {
    for (const auto word : words_in(key))
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 3))
            text.replace(at, word.size(), "…");
    return text;
}

}  // namespace muster::status
