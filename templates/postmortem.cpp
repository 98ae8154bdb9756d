#include "templates/postmortem.hpp"

#include "domain/text.hpp"

#include <algorithm>

namespace muster {
namespace {

using kainjow::mustache::data;

data object() {
    return data{data::type::object};
}
data list() {
    return data{data::type::list};
}

// A list of nothing or one value named `text`: a section around it is shown when there is one.
data maybe(const std::string& text) {
    auto values = list();
    if (!text.empty()) {
        auto value = object();
        value.set("text", text);
        value.set("line", on_one_line(text));
        values << value;
    }
    return values;
}

std::string without_empty_lines(std::string text) {
    for (auto gap = text.find("\n\n"); gap != std::string::npos; gap = text.find("\n\n", gap))
        text.erase(gap, 1);
    return text;
}

// `text` keeps its paragraphs, `item` its lines alone, as a list's item must; `line` is one line.
data texts(const std::vector<std::string>& all) {
    auto values = list();
    for (const auto& text : all) {
        auto value = object();
        value.set("text", text);
        value.set("item", without_empty_lines(text));
        value.set("line", on_one_line(text));
        values << value;
    }
    return values;
}

std::string joined(const std::vector<std::string>& all) {
    std::string text;
    for (const auto& each : all)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

data days(const Postmortem& made) {
    auto days = list();
    for (const auto& day : made.days) {
        auto rows = list();
        for (const auto& row : day.rows) {
            auto value = object();
            value.set("time", row.time);
            value.set("date", date_text(day.day));
            value.set("by", maybe(row.author));
            value.set("entry", row.text);
            rows << value;
        }
        auto value = object();
        value.set("day", day.name);
        value.set("rows", rows);
        days << value;
    }
    return days;
}

// All actions, or those of one state.
data actions(const Postmortem& made, std::optional<FollowUp::State> state) {
    auto values = list();
    for (const auto& action : made.actions) {
        if (state && action.state != *state)
            continue;
        auto value = object();
        value.set("number", std::to_string(action.number));
        value.set("action", action.text);
        value.set("state", action.state_name);
        value.set("owner", action.owner);
        value.set("due", maybe(action.due));
        values << value;
    }
    return values;
}

void set_lists(data& values, const Postmortem& made) {
    auto roles = list();
    for (const auto& role : made.roles) {
        auto value = object();
        value.set("role", role.role);
        value.set("name", role.name);
        roles << value;
    }
    values.set("roles", roles);
    auto times = list();
    for (const auto& line : made.key_times) {
        auto value = object();
        value.set("name", line.name);
        value.set("time", line.time);
        value.set("note", maybe(line.note));
        times << value;
    }
    values.set("key_times", times);
    auto durations = list();
    for (const auto& line : made.durations) {
        auto value = object();
        value.set("name", line.name);
        value.set("value", line.value);
        value.set("definition", line.definition);
        value.set("note", maybe(line.note));
        durations << value;
    }
    values.set("durations", durations);
    auto updates = list();
    for (const auto& line : made.updates) {
        auto value = object();
        value.set("time", line.time);
        value.set("status", line.status);
        value.set("update", line.text);
        updates << value;
    }
    values.set("updates", updates);
    values.set("days", days(made));
    values.set("single_day", made.days.size() == 1 ? maybe(made.days.front().name) : list());
    values.set("several_days", made.days.size() > 1);
    values.set("actions", actions(made, std::nullopt));
    values.set("done", actions(made, FollowUp::State::done));
    values.set("to_do", actions(made, FollowUp::State::open));
    values.set("dropped", actions(made, FollowUp::State::dropped));
}

// Whatever Muster writes itself is the same each time; a backtick in it would end its code.
std::string as_code(std::string text) {
    std::erase_if(text, [](char c) { return c == '`' || c == '\n'; });
    return text;
}

data values_of(const Postmortem& made, const Settings& settings) {
    auto values = object();
    values.set("id", made.id);
    values.set("title", made.title);
    values.set("severity", made.severity);
    values.set("status", made.status);
    values.set("document_status", made.document_status);
    values.set("date", made.date);
    values.set("window", maybe(made.window));
    values.set("reporter", made.reporter);
    values.set("commander", maybe(made.commander));
    values.set("authors", joined(made.authors));
    values.set("zone_note", made.zone_note);
    values.set("approximate", made.approximate);
    values.set("closing_words", maybe(made.closing_words));
    values.set("command", as_code(settings.command));
    for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                            Part::cause, Part::resolution, Part::recovery, Part::lesson}) {
        const auto found = made.parts.find(part);
        values.set(std::string(to_string(part)),
                   texts(found == made.parts.end() ? std::vector<std::string>{} : found->second));
    }
    set_lists(values, made);
    for (const char* list_name : {"cause", "lesson", "actions", "dropped"})
        values.set("has_" + std::string(list_name), values.get(list_name)->is_non_empty_list());
    return values;
}

const std::set<std::string>& known_names() {
    static const std::set<std::string> names{
        "id",         "title",       "severity",      "status",     "document_status",
        "date",       "window",      "reporter",      "commander",  "authors",
        "zone_note",  "approximate", "closing_words", "command",    "summary",
        "impact",     "trigger",     "detection",     "cause",      "resolution",
        "recovery",   "lesson",      "roles",         "role",       "name",
        "key_times",  "time",        "note",          "durations",  "value",
        "definition", "updates",     "update",        "days",       "day",
        "rows",       "by",          "entry",         "single_day", "several_days",
        "actions",    "done",        "to_do",         "dropped",    "number",
        "action",     "state",       "owner",         "due",        "has_cause",
        "has_lesson", "has_actions", "has_dropped",   "text",       "line",
        "item"};
    return names;
}

bool is_shape_name(std::string_view shape) {
    constexpr std::size_t longest = 40;
    return !shape.empty() && shape.size() <= longest &&
           std::all_of(shape.begin(), shape.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

}  // namespace

const std::vector<std::string>& postmortem_shapes() {
    static const std::vector<std::string> shapes{"standard", "overview", "narrative", "review"};
    return shapes;
}

Result<std::string> render_postmortem(const Dossier& dossier, const Settings& settings,
                                      std::string_view shape, const TemplateFolder& overrides) {
    const auto name = lower(trimmed(shape));
    auto file = is_shape_name(name) ? read_template(overrides, "postmortem/" + name + ".md")
                                    : Result<TemplateFile>(not_found(""));
    if (!file && file.error().kind == Error::Kind::not_found)
        return not_found("There is no postmortem shape “" + shortened(on_one_line(name), 60) +
                         "”. There are: " + joined(postmortem_shapes()) + ".");
    if (!file)
        return file.error();
    return fill(*file, values_of(make_postmortem(dossier, settings), settings), known_names());
}

}  // namespace muster
