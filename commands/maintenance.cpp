#include "domain/maintenance.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/component_names.hpp"
#include "commands/consequences.hpp"
#include "domain/components.hpp"
#include "domain/text.hpp"
#include "domain/time_ahead.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace muster {
namespace {

constexpr int most_listed = 10;
constexpr std::size_t shown_characters = 180;
constexpr int most_time_characters = 60;
constexpr std::string_view maintenance_subject = "maintenance";

// A component as the value of a check box, which holds no spaces.
std::string box_of(const ComponentRule& rule) {
    std::string value;
    for (const char c : rule.name)
        value += c == ' ' ? std::string("␣") : std::string(1, c);
    return value;
}

void say_window(Words& words, const Asked& asked, const Window& window) {
    say_when(words, {window.start, window.end, false, {}}, asked.request.zone);
}

std::string usage_of(const Asked& asked) {
    return asked.record.settings().command + " maintenance START to END TITLE";
}

void say_components(Words& words, const Window& window) {
    if (!window.components.empty())
        words.plain(" · on " + listed_names(window.components));
}

Decision windows_listed(const Asked& asked) {
    Reply reply;
    const auto open = asked.record.windows(IncidentFilter::open, 0, most_listed + 1);
    reply.words.bold("Maintenance");
    if (open.empty())
        reply.words.plain("\nNone is planned. ").code(usage_of(asked));
    // The next one first.
    const auto shown = std::min(open.size(), static_cast<std::size_t>(most_listed));
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& window = open[shown - 1 - i];
        reply.words.plain("\n").bold(to_string(window.id));
        reply.words.plain(" " + shortened(window.title, shown_characters) + " · " +
                          std::string(to_string(window.status)) + " · ");
        say_window(reply.words, asked, *window.window);
        say_components(reply.words, *window.window);
    }
    if (open.size() > shown)
        reply.words.plain("\nThere are more, planned for later.");
    reply.buttons = {{"maintenance", "Plan maintenance", "plan", Button::Style::primary}};
    return only(std::move(reply));
}

// Which windows there are to choose from, as the end of an answer.
std::string windows_there(const Asked& asked) {
    constexpr int most_named = 5;
    std::string names;
    for (const auto& window : asked.record.windows(IncidentFilter::open, 0, most_named))
        names +=
            (names.empty() ? "" : "; ") + to_string(window.id) + " " + shortened(window.title, 60);
    return names.empty() ? "None is planned." : "There are: " + names + ".";
}

// The window that stands at the front of `rest`.
Result<Incident> take_window(const Asked& asked, std::string_view& rest, const std::string& usage) {
    const auto word = take_word(rest);
    if (word.empty())
        return invalid("Which window? Write: " + usage + ". " + windows_there(asked));
    const auto id = read_incident_id(word);
    auto found = id && id->series == Series::maintenance ? asked.record.incident(*id)
                                                         : std::optional<Incident>{};
    if (!found)
        return not_found("There is no maintenance window " + shortened(word, 40) +
                         ". Write: " + usage + ". " + windows_there(asked));
    return *std::move(found);
}

// What is typed, or entered into the form.
struct Plan {
    SpanAhead span;
    std::string title;
    std::vector<std::string> components;
};

Decision planned(const Asked& asked, const Plan& plan) {
    const auto& settings = asked.record.settings();
    const IncidentId id{Series::maintenance, asked.record.next_number(Series::maintenance)};
    const Window window{plan.span.start, plan.span.end, false, plan.components};
    Reply reply;
    reply.words.bold(to_string(id)).plain(" " + plan.title + ": ");
    say_window(reply.words, asked, window);
    if (!window.components.empty())
        reply.words.plain("\nOn " + listed_names(window.components) + ".");
    if (!plan.span.remark.empty())
        reply.words.plain("\n" + plan.span.remark);
    if (!asked.request.zone_known)
        reply.words.plain("\nYour time zone could not be looked up: times are read in " +
                          settings.zone.name() + ".");
    reply.words.plain("\n").italic(
        "Announced, and on the status page. It begins and ends there by itself.");
    reply.words.plain("\nIf it comes otherwise: ")
        .code(settings.command + " maintenance move " + to_string(id) + " START to END")
        .plain(", ")
        .code(settings.command + " maintenance cancel " + to_string(id));
    if (!settings.components.empty() && window.components.empty())
        reply.words.plain("\nIt names no part of the service. To name some: ")
            .code(settings.command + " maintenance components " + to_string(id) + " NAME, NAME");
    Asked fresh = asked;
    fresh.incident.reset();
    return decided(fresh, id,
                   plan_window(plan.title, window, asked.request.user, settings, asked.request.at),
                   std::move(reply));
}

Result<Decision> planned(const Asked& asked, std::string_view arguments) {
    auto span = read_span_ahead(arguments, time_context(asked));
    if (!span)
        return span.error();
    std::string_view rest = span->rest;
    auto components = take_components(asked, rest);
    if (!components)
        return components.error();
    auto title = kept_title(rest, usage_of(asked));
    if (!title)
        return title.error();
    return planned(asked, {*std::move(span), *std::move(title), *std::move(components)});
}

Result<Decision> on_components(const Asked& asked, std::string_view rest) {
    const auto& settings = asked.record.settings();
    const auto usage = settings.command + " maintenance components MNT-N NAME, NAME";
    auto window = take_window(asked, rest, usage);
    if (!window)
        return window.error();
    if (settings.components.empty())
        return no_components_configured();
    if (rest.empty())
        return invalid("On which? Write: " + usage + ", or “none”. Components are " +
                       component_names(settings) + ". Nothing changed.");
    auto components = read_components(asked, rest);
    if (!components && lower(rest) == "none")
        components = std::vector<std::string>{};
    if (!components)
        return components.error();
    auto whats =
        set_window_components(*window, *components, asked.request.user, settings, asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(window->id))
        .plain(components->empty() ? " names no part of the service now."
                                   : " is on " + listed_names(*components) + " now.");
    Asked about = asked;
    about.incident = *window;
    return decided(about, window->id, *std::move(whats), std::move(reply));
}

Result<Decision> moved(const Asked& asked, std::string_view rest) {
    const auto& settings = asked.record.settings();
    const auto usage = settings.command + " maintenance move MNT-N START to END";
    auto window = take_window(asked, rest, usage);
    if (!window)
        return window.error();
    const auto span = read_span_ahead(rest, time_context(asked));
    if (!span)
        return span.error();
    if (!span->rest.empty())
        return invalid("Only the new times go with move. Write: " + usage);
    const Window to{span->start, span->end};
    auto whats = move_window(*window, to, asked.request.user, settings, asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(window->id)).plain(" is planned for ");
    say_window(reply.words, asked, to);
    if (!span->remark.empty())
        reply.words.plain("\n" + span->remark);
    Asked about = asked;
    about.incident = *window;
    return decided(about, window->id, std::move(*whats), std::move(reply));
}

// One step in a window's life, by hand.
struct Step {
    std::string_view word;
    Result<Whats> (*take)(const Incident&, const std::string&, const Person&, const Settings&,
                          Instant);
    std::string_view done;
};
constexpr std::array<Step, 3> steps{{
    {"start", start_window, " has begun; the status page says so."},
    {"complete", complete_window, " is completed; the status page says so."},
    {"cancel", cancel_window, " is cancelled; the status page says so."},
}};

Result<Decision> stepped(const Asked& asked, const Step& step, std::string_view rest) {
    const auto& settings = asked.record.settings();
    const auto usage =
        settings.command + " maintenance " + std::string(step.word) + " MNT-N [TEXT]";
    auto window = take_window(asked, rest, usage);
    if (!window)
        return window.error();
    std::string text;
    if (!rest.empty()) {
        auto typed_text = public_text(asked, rest, usage);
        if (!typed_text)
            return typed_text.error();
        text = *std::move(typed_text);
    }
    auto whats = step.take(*window, text, asked.request.user, settings, asked.request.at);
    if (!whats)
        return whats.error();
    Reply reply;
    reply.words.bold(to_string(window->id)).plain(std::string(step.done));
    Asked about = asked;
    about.incident = *window;
    return decided(about, window->id, std::move(*whats), std::move(reply));
}

}  // namespace

Result<Decision> maintenance_command(const Asked& asked) {
    if (asked.arguments.empty())
        return windows_listed(asked);
    auto rest = asked.arguments;
    const auto word = lower(take_word(rest));
    if (word == "move")
        return moved(asked, rest);
    if (word == "components")
        return on_components(asked, rest);
    if (const auto* const step = std::ranges::find(steps, word, &Step::word); step != steps.end())
        return stepped(asked, *step, rest);
    return planned(asked, asked.arguments);
}

Result<Form> maintenance_form(const Asked& asked) {
    Field title;
    title.id = "title";
    title.label = "Title";
    title.hint = "What is done, in the words of those outside";
    title.required = true;
    title.most = static_cast<int>(most_title_characters);
    Field begins;
    begins.id = "begins";
    begins.label = "Begins";
    begins.hint = "tomorrow 02:00, friday 22:00 or 2026-12-05 22:00, by your clock";
    begins.required = true;
    begins.most = most_time_characters;
    Field ends = begins;
    ends.id = "ends";
    ends.label = "Ends";
    ends.hint = "04:00, for 2h or 2026-12-06 01:00";
    Form form{"maintenance", "plan", "Plan maintenance", "Plan", {title, begins, ends}};
    Field components;
    components.id = "components";
    components.label = "Parts of the service";
    components.kind = Field::Kind::checkboxes;
    for (const auto& rule : asked.record.settings().components)
        components.options.emplace_back(box_of(rule), rule.name);
    if (!components.options.empty())
        form.fields.push_back(std::move(components));
    return form;
}

Result<Decision> maintenance_submitted(const Asked& asked) {
    auto title = kept_title(entered(asked, "title"), "what is done");
    if (!title)
        return wrong_field("title", title.error().message);
    const auto begins = on_one_line(trimmed(entered(asked, "begins")));
    auto ends = on_one_line(trimmed(entered(asked, "ends")));
    const auto context = time_context(asked);
    if (const auto alone = read_span_ahead(begins + " for 1h", context); !alone)
        return wrong_field("begins", alone.error().message);
    else if (!alone->rest.empty())
        return wrong_field("begins", "This is more than a moment: “" + shortened(alone->rest, 60) +
                                         "” is left over.");
    if (!lower(ends).starts_with("for "))
        ends = "to " + ends;
    auto span = read_span_ahead(begins + " " + ends, context);
    if (!span)
        return wrong_field("ends", span.error().message);
    if (!span->rest.empty())
        return wrong_field("ends", "This is more than a moment or a length of time: “" +
                                       shortened(span->rest, 60) + "” is left over.");
    std::vector<std::string> chosen;
    const auto boxes = entered(asked, "components");
    for (std::string_view rest = boxes; !trimmed(rest).empty();)
        chosen.emplace_back(take_word(rest));
    std::vector<std::string> components;
    for (const auto& rule : asked.record.settings().components)
        if (std::ranges::find(chosen, box_of(rule)) != chosen.end())
            components.push_back(rule.name);
    return planned(asked, {*std::move(span), *std::move(title), std::move(components)});
}

namespace {

// What whoever planned it, and everybody who follows it, reads before it begins.
Words reminder_words(const Incident& window, const Settings& settings) {
    Words words;
    words.add(who(window.reporter)).plain(": ").bold(to_string(window.id));
    words.plain(" " + shortened(window.title, shown_characters) + " begins at ");
    say_instant(words, window.window->start, settings.zone);
    words.plain(" and is to end at ");
    say_instant(words, window.window->end, settings.zone);
    if (!window.window->components.empty())
        words.plain(", on " + listed_names(window.window->components));
    const auto command = settings.command + " maintenance ";
    words.plain(".\nIf it does not: ")
        .code(command + "move " + to_string(window.id) + " START to END")
        .plain(", ")
        .code(command + "cancel " + to_string(window.id));
    return words;
}

void remind_of(const Record& record, const Incident& window, Instant now, Decision& decision) {
    const auto updates = record.updates(window.id);
    const auto last = updates.empty() ? window.declared_at : updates.back().at;
    const auto due = window_reminder_due(window, last, record.settings().reminders, now);
    if (!due || record.places(window.id).announcement.empty())
        return;
    const auto known = record.reminders(window.id);
    const auto* const before = find_reminder(known, maintenance_subject);
    if (before != nullptr && before->due == *due)
        return;
    Reminder said;
    said.incident = window.id;
    said.subject = std::string(maintenance_subject);
    said.due = *due;
    said.said = now;
    decision.reminders.push_back(std::move(said));
    decision.effects.push_back(
        {Effect::Kind::post_note, window.id, 0, reminder_words(window, record.settings()), {}});
}

}  // namespace

Decision windows_due(const Record& record, const Request& timer) {
    constexpr int most_open = 1'000;
    Decision decision;
    for (const auto& window : record.windows(IncidentFilter::open, 0, most_open)) {
        Asked asked{record, timer, window, {}};
        const auto step = window_step_due(window, timer.at);
        if (!step) {
            remind_of(record, window, timer.at, decision);
            continue;
        }
        const auto take = *step == Status::in_progress ? start_window : complete_window;
        auto whats = take(window, "", timer.user, record.settings(), timer.at);
        if (!whats)
            continue;
        auto more = decided(asked, window.id, std::move(*whats), {});
        std::ranges::move(more.changes, std::back_inserter(decision.changes));
        std::ranges::move(more.effects, std::back_inserter(decision.effects));
    }
    return decision;
}

}  // namespace muster
