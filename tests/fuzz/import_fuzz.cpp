#include "bot/import_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

// Imports anything: a file is taken whole or not at all, with a reason, and what was taken can be
// exported and taken again with the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace muster;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Instant now{std::chrono::seconds{1'730'008'800}};
    Settings settings;
    settings.zone = Zone::named("Australia/Lord_Howe").value();
    const auto store = open_store(":memory:", settings);
    const auto imported = import_file(*store, text, settings, now);
    if (!imported) {
        if (imported.error().message.empty() || store->record().count(IncidentFilter::all) > 0)
            std::abort();
        return 0;
    }
    int left_out = 0;
    const auto lines = store->export_record(true, left_out);
    const auto again = open_store(":memory:", settings);
    if (!import_file(*again, lines, settings, now) ||
        again->export_record(true, left_out) != lines || !again->check_rebuild().empty() ||
        store->backlog() != 0)
        std::abort();
    return 0;
}
