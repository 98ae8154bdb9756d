#include "storage/change_json.hpp"

#include "storage/change_members.hpp"
#include "storage/json_reader.hpp"
#include "storage/json_writer.hpp"

#include <algorithm>

namespace muster {
namespace {

template <std::size_t index = 0>
void read_what(std::size_t kind, JsonReader& reader, What& what) {
    if constexpr (index < std::variant_size_v<What>) {
        if (kind == index)
            members(reader, what.emplace<index>());
        else
            read_what<index + 1>(kind, reader, what);
    }
}

// Every number that names something counts from 1.
struct NumberCheck {
    static void check(int number) {
        if (number < 1)
            throw JsonFault("\"number\" must be at least 1");
    }
    void operator()(const EntryAdded& what) const { check(what.entry.number); }
    void operator()(const EntryEdited& what) const { check(what.entry.number); }
    void operator()(const EntryRemoved& what) const { check(what.number); }
    void operator()(const MessageDeleted& what) const { check(what.number); }
    void operator()(const UpdateMade& what) const { check(what.update.number); }
    void operator()(const UpdateEdited& what) const { check(what.number); }
    void operator()(const UpdateWithdrawn& what) const { check(what.number); }
    void operator()(const FollowUpMade& what) const { check(what.follow_up.number); }
    void operator()(const FollowUpEnded& what) const { check(what.number); }
    void operator()(const RevisionMade& what) const { check(what.revision.number); }
    void operator()(const FollowUpRemoved& what) const { check(what.number); }
    void operator()(const EntryRedacted& what) const { check(what.number); }
    void operator()(const UpdateRedacted& what) const { check(what.number); }
    template <class Other>
    void operator()(const Other& /*what*/) const {}
};

}  // namespace

std::string write_change(const Change& change) {
    return JsonWriter::object_of([&](JsonWriter& writer) {
        writer("incident", change.incident);
        writer("at", change.at);
        writer("by", change.by);
        writer("kind", change_names.at(change.what.index()));
        std::visit([&](const auto& what) { members(writer, what); }, change.what);
    });
}

Result<Change> read_change(std::string_view line) {
    try {
        const auto json = JsonReader::parse(line);
        if (!json.is_object())
            throw JsonFault("a change must be an object");
        Change change;
        std::string kind;
        JsonReader reader(json);
        reader("incident", change.incident);
        reader("at", change.at);
        reader("by", change.by);
        reader("kind", kind);
        const auto known = std::ranges::find(change_names, kind);
        if (known == change_names.end())
            throw JsonFault("\"" + kind + "\" is not a kind of change that this version knows");
        read_what(static_cast<std::size_t>(known - change_names.begin()), reader, change.what);
        reader.done();
        std::visit(NumberCheck{}, change.what);
        return change;
    } catch (const JsonFault& fault) {
        return invalid(fault.what());
    }
}

}  // namespace muster
