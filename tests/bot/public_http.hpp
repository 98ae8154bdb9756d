#pragma once

#include "bot/http_server.hpp"
#include "tests/bot/raw_http.hpp"
#include "tests/status/fixture.hpp"

#include <memory>
#include <string>
#include <utility>

namespace muster::testing {

inline std::shared_ptr<const status::Snapshot> a_snapshot() {
    const auto settings = status::shop();
    status::SnapshotBuilder builder(settings);
    for (const auto& dossier : {status::checkout(8), status::resolved_checkout(7)})
        builder.update(dossier.incident.id, status::public_incident(dossier, settings));
    return builder.build(nullptr, status::at("2026-11-21T09:00:00Z"));
}

inline std::shared_ptr<SnapshotBoard> board_with(std::shared_ptr<const status::Snapshot> snapshot) {
    auto board = std::make_shared<SnapshotBoard>();
    board->put(std::move(snapshot));
    return board;
}

inline HttpServerOptions loopback() {
    HttpServerOptions options;
    options.listen = {"127.0.0.1", 0};
    return options;
}

// A public listener of its own, with two incidents to show.
struct Public {
    explicit Public(HttpServerOptions options = loopback())
        : snapshot(a_snapshot()), board(board_with(snapshot)), server(options, board) {}
    [[nodiscard]] std::uint16_t port() const { return server.port(); }

    std::shared_ptr<const status::Snapshot> snapshot;
    std::shared_ptr<SnapshotBoard> board;
    HttpServer server;
};

inline const std::string host = "Host: status.example.com\r\n";

}  // namespace muster::testing
