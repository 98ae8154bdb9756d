#include "templates/postmortem_model.hpp"

#include "domain/text.hpp"

#include <array>

namespace muster {
namespace {

using kainjow::mustache::data;
using Kind = ModelName::Kind;

// The names, each group before those that hold it.

constexpr std::array line_names{
    ModelName{"text", Kind::text, "the text; line breaks and paragraphs stay"},
    ModelName{"line", Kind::text, "the same on one line, for a table's cell"},
};
constexpr ModelGroup line_group{"A text that may be missing", line_names};

constexpr std::array part_names{
    ModelName{"text", Kind::text, "what was written; line breaks and paragraphs stay"},
    ModelName{"item", Kind::text, "the same without empty lines, for a list's item"},
    ModelName{"line", Kind::text, "the same on one line, for a table's cell"},
    ModelName{"number", Kind::text, "1, 2, 3 …"},
};
constexpr ModelGroup part_group{"A part that people write", part_names};

constexpr std::array lesson_names{
    ModelName{"text", Kind::text, "what was written; line breaks and paragraphs stay"},
    ModelName{"item", Kind::text, "the same without empty lines, for a list's item"},
    ModelName{"line", Kind::text, "the same on one line, for a table's cell"},
    ModelName{"taught_on", Kind::list, "the day that taught it, where the text begins with one",
              &line_group},
    ModelName{"taught", Kind::text, "`item` without that day"},
};
constexpr ModelGroup lesson_group{"A lesson", lesson_names};

constexpr std::array role_names{
    ModelName{"role", Kind::text, "“Commander”"},
    ModelName{"name", Kind::text, "who has it"},
};
constexpr ModelGroup role_group{"A role", role_names};

constexpr std::array key_time_names{
    ModelName{"name", Kind::text, "“Repaired”"},
    ModelName{"time", Kind::text, "date, time and zone; ~ where it is approximate"},
    ModelName{"note", Kind::list, "what was said of it, and the first time of a reopened incident",
              &line_group},
};
constexpr ModelGroup key_time_group{"A key time", key_time_names};

constexpr std::array duration_names{
    ModelName{"name", Kind::text, "“Time to repair”"},
    ModelName{"value", Kind::text, "“3h 20m”, “about 3h 20m”, or “–” where it is not known"},
    ModelName{"definition", Kind::text, "the two key times that it lies between"},
    ModelName{"note", Kind::list, "why it is not known, or which of a reopened incident's times",
              &line_group},
};
constexpr ModelGroup duration_group{"A duration", duration_names};

constexpr std::array update_names{
    ModelName{"time", Kind::text, "date, time and zone"},
    ModelName{"status", Kind::text, "the incident's status after it"},
    ModelName{"update", Kind::text, "what was said, on one line"},
};
constexpr ModelGroup update_group{"An update", update_names};

constexpr std::array author_names{
    ModelName{"text", Kind::text, "the author's name"},
    ModelName{"author_role", Kind::list, "the role that they have in the incident", &line_group},
};
constexpr ModelGroup author_group{"An author", author_names};

constexpr std::array row_names{
    ModelName{"time", Kind::text, "“14:02”, “~14:02”, “14:30–20:30”; “2:02pm” in `public`"},
    ModelName{"date", Kind::text, "“2024-10-21”"},
    ModelName{"by", Kind::list, "who wrote it, where it came from a message", &author_group},
    ModelName{"entry", Kind::text, "what happened, on one line"},
};
constexpr ModelGroup row_group{"A timeline entry", row_names};

constexpr std::array day_names{
    ModelName{"day", Kind::text, "“Monday, 2024-10-21”"},
    ModelName{"rows", Kind::list, "the entries of that day, by their time", &row_group},
};
constexpr ModelGroup day_group{"A day of the timeline", day_names};

constexpr std::array action_names{
    ModelName{"number", Kind::text, "the follow-up's number"},
    ModelName{"action", Kind::text, "what is to be done, on one line"},
    ModelName{"state", Kind::text, "“to do”, “done”, “dropped: why”"},
    ModelName{"owner", Kind::text, "who does it"},
    ModelName{"due", Kind::list, "by when", &line_group},
};
constexpr ModelGroup action_group{"A follow-up", action_names};

constexpr std::array postmortem_names{
    ModelName{"id", Kind::text, "the incident's id, “INC-7”"},
    ModelName{"title", Kind::text, "its title"},
    ModelName{"severity", Kind::text, "“sev1”"},
    ModelName{"status", Kind::text, "“resolved, closed”"},
    ModelName{"document_status", Kind::text, "how far the document is"},
    ModelName{"date", Kind::text, "its day, or the first “to” the last one"},
    ModelName{"named_days", Kind::text, "the same with weekdays"},
    ModelName{"window", Kind::list, "from when to when people were affected", &line_group},
    ModelName{"reporter", Kind::text, "who declared it"},
    ModelName{"commander", Kind::list, "who leads or led it", &line_group},
    ModelName{"authors", Kind::text, "who wrote the document"},
    ModelName{"roles", Kind::list, "who had which role, the commander first", &role_group},
    ModelName{"summary", Kind::list, "the part `summary`", &part_group},
    ModelName{"impact", Kind::list, "the part `impact`", &part_group},
    ModelName{"trigger", Kind::list, "the part `trigger`", &part_group},
    ModelName{"detection", Kind::list, "the part `detection`", &part_group},
    ModelName{"cause", Kind::list, "the part `cause`, one after the other", &part_group},
    ModelName{"resolution", Kind::list, "the part `resolution`", &part_group},
    ModelName{"recovery", Kind::list, "the part `recovery`", &part_group},
    ModelName{"lesson", Kind::list, "the part `lesson`, as they were written", &lesson_group},
    ModelName{"lessons_by_day", Kind::list, "the same, by the day that taught them", &lesson_group},
    ModelName{"closing_words", Kind::list, "the text of `close`", &line_group},
    ModelName{"key_times", Kind::list, "the key times that are known, in order", &key_time_group},
    ModelName{"key_events", Kind::list,
              "first detected, repaired, resolved, and what else is known but the close",
              &key_time_group},
    ModelName{"durations", Kind::list, "time to detect, acknowledge, repair and resolve",
              &duration_group},
    ModelName{"key_figures", Kind::list,
              "time to repair and to resolve, and of the others those that are known",
              &duration_group},
    ModelName{"days", Kind::list, "the timeline by days; every entry is there once", &day_group},
    ModelName{"single_day", Kind::list, "the day, where the timeline has one alone", &line_group},
    ModelName{"several_days", Kind::flag, "whether it has more"},
    ModelName{"zone_note", Kind::text, "a sentence that names the zone of all times"},
    ModelName{"approximate", Kind::flag, "whether some entry's time is approximate"},
    ModelName{"actions", Kind::list, "all follow-ups, by number", &action_group},
    ModelName{"done", Kind::list, "those that are done", &action_group},
    ModelName{"to_do", Kind::list, "those that are still to be done", &action_group},
    ModelName{"dropped", Kind::list, "those that were decided against", &action_group},
    ModelName{"updates", Kind::list, "what everybody was told, without what was withdrawn",
              &update_group},
    ModelName{"has_trigger", Kind::flag, "whether `trigger` is written"},
    ModelName{"has_cause", Kind::flag, "whether there is a `cause`"},
    ModelName{"has_lesson", Kind::flag, "whether there is a `lesson`"},
    ModelName{"has_why", Kind::flag, "whether `trigger`, `detection` or `cause` is written"},
    ModelName{"has_remedy", Kind::flag, "whether `resolution` or `recovery` is written"},
    ModelName{"has_actions", Kind::flag, "whether there is any follow-up"},
    ModelName{"has_dropped", Kind::flag, "whether any was decided against"},
    ModelName{"draft", Kind::flag,
              "whether what nobody has written yet is to be asked for; not in what is published"},
    ModelName{"command", Kind::text, "the slash command, “/incident”"},
};
constexpr ModelGroup postmortem_group{"A postmortem", postmortem_names};

// Their values.

data list() {
    return data{data::type::list};
}

// A list of one, or of none: a section around it is shown when there is one.
data maybe(const std::string& text) {
    auto values = list();
    if (!text.empty())
        values << ModelValues(line_group).text("text", text).text("line", on_one_line(text)).done();
    return values;
}

std::string without_empty_lines(std::string text) {
    for (auto gap = text.find("\n\n"); gap != std::string::npos; gap = text.find("\n\n", gap))
        text.erase(gap, 1);
    return text;
}

data part_values(const Postmortem& made, Part part) {
    auto values = list();
    const auto found = made.parts.find(part);
    if (found == made.parts.end())
        return values;
    int number = 0;
    for (const auto& text : found->second)
        values << ModelValues(part_group)
                      .text("text", text)
                      .text("item", without_empty_lines(text))
                      .text("line", on_one_line(text))
                      .text("number", std::to_string(++number))
                      .done();
    return values;
}

data lesson_values(const LessonLine& lesson) {
    return ModelValues(lesson_group)
        .text("text", lesson.as_typed)
        .text("item", without_empty_lines(lesson.as_typed))
        .text("line", on_one_line(lesson.as_typed))
        .list("taught_on", maybe(lesson.day))
        .text("taught", without_empty_lines(lesson.text))
        .done();
}

data day_values(const Postmortem& made) {
    auto days = list();
    for (const auto& day : made.days) {
        auto rows = list();
        for (const auto& row : day.rows) {
            auto by = list();
            if (!row.author.empty())
                by << ModelValues(author_group)
                          .text("text", row.author)
                          .list("author_role", maybe(row.author_role))
                          .done();
            rows << ModelValues(row_group)
                        .text("time", row.time)
                        .text("date", date_text(day.day))
                        .list("by", by)
                        .text("entry", row.text)
                        .done();
        }
        days << ModelValues(day_group).text("day", day.name).list("rows", rows).done();
    }
    return days;
}

// All actions, or those of one state.
data action_values(const Postmortem& made, std::optional<FollowUp::State> state) {
    auto values = list();
    for (const auto& action : made.actions)
        if (!state || action.state == *state)
            values << ModelValues(action_group)
                          .text("number", std::to_string(action.number))
                          .text("action", action.text)
                          .text("state", action.state_name)
                          .text("owner", action.owner)
                          .list("due", maybe(action.due))
                          .done();
    return values;
}

data key_time_values(const std::string& name, const std::string& time, const std::string& note) {
    return ModelValues(key_time_group)
        .text("name", name)
        .text("time", time)
        .list("note", maybe(note))
        .done();
}

// Those that an incident's log is kept by are there even while they are not known.
data key_event_values(const Postmortem& made) {
    auto values = list();
    for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged,
                           KeyTime::repaired, KeyTime::resolved}) {
        const bool always = key != KeyTime::started && key != KeyTime::acknowledged;
        const KeyLine* found = nullptr;
        for (const auto& line : made.key_times)
            if (line.key == key)
                found = &line;
        if (found == nullptr && !always)
            continue;
        const std::string name = key == KeyTime::detected   ? "First detected"
                                 : key == KeyTime::repaired ? "Repaired"
                                 : key == KeyTime::resolved ? "Resolved"
                                                            : found->name;
        values << key_time_values(name, found == nullptr ? "–" : found->time,
                                  found == nullptr ? "" : found->note);
    }
    return values;
}

data duration_values(const Postmortem& made, bool key_ones) {
    auto values = list();
    for (const auto& line : made.durations) {
        if (key_ones && !line.length && line.measure != Measure::repair &&
            line.measure != Measure::resolve)
            continue;
        values << ModelValues(duration_group)
                      .text("name", line.name)
                      .text("value", line.value)
                      .text("definition", line.definition)
                      .list("note", maybe(line.note))
                      .done();
    }
    return values;
}

std::string joined(const std::vector<std::string>& all) {
    std::string text;
    for (const auto& each : all)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

// Whatever Muster writes itself is the same each time; a backtick in it would end its code.
std::string as_code(std::string text) {
    std::erase_if(text, [](char c) { return c == '`' || c == '\n'; });
    return text;
}

void give_parts(ModelValues& values, const Postmortem& made) {
    for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                            Part::cause, Part::resolution, Part::recovery})
        values.list(to_string(part), part_values(made, part));
    auto by_day = list();
    for (const auto& lesson : made.lessons)
        by_day << lesson_values(lesson);
    values.list("lessons_by_day", by_day);
    auto lessons = list();
    if (const auto found = made.parts.find(Part::lesson); found != made.parts.end())
        for (const auto& text : found->second)
            for (const auto& lesson : made.lessons)
                if (lesson.as_typed == text) {
                    lessons << lesson_values(lesson);
                    break;
                }
    values.list("lesson", lessons);
    const auto has = [&](Part part) { return made.parts.contains(part); };
    values.flag("has_trigger", has(Part::trigger))
        .flag("has_cause", has(Part::cause))
        .flag("has_lesson", has(Part::lesson))
        .flag("has_why", has(Part::trigger) || has(Part::detection) || has(Part::cause))
        .flag("has_remedy", has(Part::resolution) || has(Part::recovery));
}

void give_lists(ModelValues& values, const Postmortem& made) {
    auto roles = list();
    for (const auto& role : made.roles)
        roles << ModelValues(role_group).text("role", role.role).text("name", role.name).done();
    auto times = list();
    for (const auto& line : made.key_times)
        times << key_time_values(line.name, line.time, line.note);
    auto updates = list();
    for (const auto& line : made.updates)
        updates << ModelValues(update_group)
                       .text("time", line.time)
                       .text("status", line.status)
                       .text("update", line.text)
                       .done();
    const auto dropped = action_values(made, FollowUp::State::dropped);
    values.list("roles", roles)
        .list("key_times", times)
        .list("key_events", key_event_values(made))
        .list("durations", duration_values(made, false))
        .list("key_figures", duration_values(made, true))
        .list("updates", updates)
        .list("days", day_values(made))
        .list("single_day", maybe(made.days.size() == 1 ? made.days.front().name : ""))
        .flag("several_days", made.days.size() > 1)
        .list("actions", action_values(made, std::nullopt))
        .list("done", action_values(made, FollowUp::State::done))
        .list("to_do", action_values(made, FollowUp::State::open))
        .list("dropped", dropped)
        .flag("has_actions", !made.actions.empty())
        .flag("has_dropped", dropped.is_non_empty_list());
}

}  // namespace

const ModelGroup& postmortem_model() {
    return postmortem_group;
}

data postmortem_values(const Postmortem& made, const Settings& settings, bool draft) {
    ModelValues values(postmortem_group);
    values.text("id", made.id)
        .text("title", made.title)
        .text("severity", made.severity)
        .text("status", made.status)
        .text("document_status", made.document_status)
        .text("date", made.date)
        .text("named_days", made.named_days)
        .list("window", maybe(made.window))
        .text("reporter", made.reporter)
        .list("commander", maybe(made.commander))
        .text("authors", joined(made.authors))
        .text("zone_note", made.zone_note)
        .flag("approximate", made.approximate)
        .list("closing_words", maybe(made.closing_words))
        .flag("draft", draft)
        .text("command", as_code(settings.command));
    give_parts(values, made);
    give_lists(values, made);
    return values.done();
}

}  // namespace muster
