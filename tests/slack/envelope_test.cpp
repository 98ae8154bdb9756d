#include "slack/envelope.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster::slack;
using nlohmann::json;

TEST_CASE("an envelope is read, whatever the order of its members") {
    const auto envelope = read_envelope(
        R"({"payload":{"text":"hi"},"accepts_response_payload":true,"retry_reason":"timeout",)"
        R"("envelope_id":"57d6a792","retry_attempt":2,"type":"slash_commands","new":[1]})");
    REQUIRE(envelope.has_value());
    CHECK(envelope->id == "57d6a792");
    CHECK(envelope->type == "slash_commands");
    CHECK(envelope->accepts_payload);
    CHECK(envelope->retry_attempt == 2);
    CHECK(envelope->retry_reason == "timeout");
    CHECK(envelope->payload == json{{"text", "hi"}});
}

TEST_CASE("a frame without an envelope is its own payload") {
    const auto hello = read_envelope(R"({"type":"hello","num_connections":2})");
    REQUIRE(hello.has_value());
    CHECK(hello->id.empty());
    CHECK(hello->payload["num_connections"] == 2);
}

TEST_CASE("members of the wrong kind are as good as missing") {
    const auto envelope = read_envelope(
        R"({"type":"events_api","envelope_id":"e","payload":[1],"accepts_response_payload":"yes",)"
        R"("retry_attempt":-3,"retry_reason":null})");
    REQUIRE(envelope.has_value());
    CHECK_FALSE(envelope->accepts_payload);
    CHECK(envelope->retry_attempt == 0);
    CHECK(envelope->retry_reason.empty());
    CHECK(envelope->payload.is_array());
}

TEST_CASE("lone surrogates and bytes that are no UTF-8 in a frame survive as replacement marks") {
    const auto envelope = read_envelope(
        "{\"type\":\"x\",\"envelope_id\":\"e\",\"payload\":{\"a\":\"\\ud83d!\",\"b\":\"\xFF\"}}");
    REQUIRE(envelope.has_value());
    CHECK(envelope->payload["a"] == "\xEF\xBF\xBD!");
    CHECK(envelope->payload["b"] == "\xEF\xBF\xBD");
}

TEST_CASE("what is no frame is an error") {
    std::string deep = R"({"type":"x","envelope_id":"e","payload":)";
    deep += std::string(200, '[') + std::string(200, ']') + "}";
    const std::string frames[] = {
        "",
        "Ping from applink-2",
        "[]",
        "null",
        R"({"type":7})",
        R"({"envelope_id":"e"})",
        R"({"type":"x")",
        deep,
        std::string(most_frame_bytes + 1, ' '),
    };
    for (const auto& frame : frames)
        CHECK_FALSE(read_envelope(frame).has_value());
}

TEST_CASE("an acknowledgement carries a payload only where one is accepted") {
    Envelope envelope;
    envelope.id = "57d6a792";
    CHECK(acknowledgement(envelope) == R"({"envelope_id":"57d6a792"})");
    CHECK(acknowledgement(envelope, json{{"text", "x"}}) == R"({"envelope_id":"57d6a792"})");
    envelope.accepts_payload = true;
    CHECK(acknowledgement(envelope, json{{"text", "x"}}) ==
          R"({"envelope_id":"57d6a792","payload":{"text":"x"}})");
}

TEST_CASE("JSON text is on one line and never fails") {
    CHECK(to_text(json{{"a", "\xFF\n"}}) == "{\"a\":\"\xEF\xBF\xBD\\n\"}");
}
