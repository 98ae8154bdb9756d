// docs/record-format.md tells what an export holds. It is made from the code that writes and reads
// exports, so that neither can change without the other.
#include "storage/change_members.hpp"
#include "storage/store.hpp"
#include "tests/storage/sample.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

using namespace muster;

namespace {

template <class Enum>
std::string names_of() {
    std::string all;
    for (const auto name : StoredNames<Enum>::names)
        all += (all.empty() ? "`" : ", `") + std::string(name) + "`";
    return all;
}

// Values that have a table of their own, by the name they are linked with.
template <class T>
constexpr std::string_view value_name = "";
template <>
constexpr std::string_view value_name<Person> = "person";
template <>
constexpr std::string_view value_name<When> = "when";
template <>
constexpr std::string_view value_name<KeyMoment> = "key moment";
template <>
constexpr std::string_view value_name<Entry> = "entry";
template <>
constexpr std::string_view value_name<Update> = "update";
template <>
constexpr std::string_view value_name<FollowUp> = "follow-up";
template <>
constexpr std::string_view value_name<Revision> = "revision";
template <>
constexpr std::string_view value_name<Window> = "window";
template <>
constexpr std::string_view value_name<Fold> = "fold";
template <>
constexpr std::string_view value_name<Alert> = "alert";

// Lists the members of a value, as JsonWriter would write them.
class Describer {
public:
    template <class T>
    void operator()(std::string_view key, const T& /*value*/) {
        constexpr bool stands = std::is_enum_v<T> || std::is_same_v<T, Instant> ||
                                std::is_same_v<T, IncidentId> ||
                                (!value_name<T>.empty() && !std::is_same_v<T, Person>);
        line(key, type(static_cast<const T*>(nullptr)), stands);
    }
    template <class T>
    void operator()(std::string_view key, const std::optional<T>& /*value*/) {
        line(key, type(static_cast<const T*>(nullptr)), false);
    }

    template <class T>
    static std::string table() {
        Describer describer;
        const T value{};
        members(describer, value);
        return describer.out_.str();
    }

private:
    void line(std::string_view key, const std::string& type, bool stands) {
        out_ << "| `" << key << "` | " << type << " | " << (stands ? "yes" : "") << " |\n";
    }

    static std::string type(const std::string*) { return "text"; }
    static std::string type(const int*) { return "number"; }
    static std::string type(const bool*) { return "true or false"; }
    static std::string type(const Instant*) { return "instant"; }
    static std::string type(const Day*) { return "day"; }
    static std::string type(const IncidentId*) { return "incident's id"; }
    template <class Tag>
    static std::string type(const Id<Tag>*) {
        return "Slack's id";
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    static std::string type(const Enum*) {
        return names_of<Enum>();
    }
    template <class T>
    static std::string type(const std::vector<T>*) {
        return "list of " + type(static_cast<const T*>(nullptr));
    }
    template <class Key, class T>
    static std::string type(const std::map<Key, T>*) {
        return "object: " + type(static_cast<const Key*>(nullptr)) + " → " +
               type(static_cast<const T*>(nullptr));
    }
    template <class T>
        requires(!value_name<T>.empty())
    static std::string type(const T*) {
        return std::string(value_name<T>);
    }

    std::ostringstream out_;
};

constexpr std::string_view head = "| member | value | always |\n| --- | --- | --- |\n";

template <class T>
void add_value(std::ostringstream& out) {
    out << "\n### " << value_name<T> << "\n\n" << head << Describer::table<T>();
}

template <std::size_t index = 0>
void add_changes(std::ostringstream& out) {
    if constexpr (index < std::variant_size_v<What>) {
        const auto table = Describer::table<std::variant_alternative_t<index, What>>();
        out << "\n### " << change_names.at(index) << "\n\n"
            << (table.empty() ? std::string("No further members.\n") : std::string(head) + table);
        add_changes<index + 1>(out);
    }
}

}  // namespace

TEST_CASE("the export's documented format is the one that is written and read") {
    const std::string path = std::string(MUSTER_SOURCE_DIR) + "/docs/record-format.md";
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    constexpr std::string_view mark = "<!-- made from the code from here on -->\n";
    const auto begins = text.find(mark);
    REQUIRE(begins != std::string::npos);
    std::ostringstream made;
    made << text.substr(0, begins) << mark << "\n## Kinds of change\n";
    add_changes(made);
    made << "\n## Values\n";
    add_value<Person>(made);
    add_value<When>(made);
    add_value<KeyMoment>(made);
    add_value<Entry>(made);
    add_value<Update>(made);
    add_value<FollowUp>(made);
    add_value<Revision>(made);
    add_value<Window>(made);
    add_value<Fold>(made);
    add_value<Alert>(made);
    if (std::getenv("MUSTER_APPROVE") != nullptr)
        std::ofstream(path, std::ios::binary) << made.str();
    INFO("A kind of change is new or another: MUSTER_APPROVE=1 storage_test writes the page anew.");
    CHECK(text == made.str());
    // The page names the header as it is.
    int left_out = 0;
    const auto store = sample::memory_store();
    const auto lines = store->export_record(true, left_out);
    CHECK(text.find("`" + lines.substr(0, lines.find('\n')) + "`") != std::string::npos);
}
