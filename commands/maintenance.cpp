#include "domain/maintenance.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/text.hpp"
#include "domain/time_ahead.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr int most_listed = 10;
constexpr std::size_t shown_characters = 180;

void say_window(Words& words, const Asked& asked, const Window& window) {
    say_when(words, {window.start, window.end, false, {}}, asked.request.zone);
}

std::string usage_of(const Asked& asked) {
    return asked.record.settings().command + " maintenance START to END TITLE";
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
    }
    if (open.size() > shown)
        reply.words.plain("\nThere are more, planned for later.");
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

Result<Decision> planned(const Asked& asked, std::string_view arguments) {
    const auto& settings = asked.record.settings();
    const auto span = read_span_ahead(arguments, time_context(asked));
    if (!span)
        return span.error();
    const auto title = kept_title(span->rest, usage_of(asked));
    if (!title)
        return title.error();
    const IncidentId id{Series::maintenance, asked.record.next_number(Series::maintenance)};
    const Window window{span->start, span->end};
    Reply reply;
    reply.words.bold(to_string(id)).plain(" " + *title + ": ");
    say_window(reply.words, asked, window);
    if (!span->remark.empty())
        reply.words.plain("\n" + span->remark);
    if (!asked.request.zone_known)
        reply.words.plain("\nYour time zone could not be looked up: times are read in " +
                          settings.zone.name() + ".");
    reply.words.plain("\n").italic(
        "Announced, and on the status page. It begins and ends there by itself.");
    reply.words.plain("\nIf it comes otherwise: ")
        .code(settings.command + " maintenance move " + to_string(id) + " START to END")
        .plain(", ")
        .code(settings.command + " maintenance cancel " + to_string(id));
    Asked fresh = asked;
    fresh.incident.reset();
    return decided(fresh, id,
                   plan_window(*title, window, asked.request.user, settings, asked.request.at),
                   std::move(reply));
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
    if (const auto* const step = std::ranges::find(steps, word, &Step::word); step != steps.end())
        return stepped(asked, *step, rest);
    return planned(asked, asked.arguments);
}

Decision windows_due(const Record& record, const Request& timer) {
    constexpr int most_open = 1'000;
    Decision decision;
    for (const auto& window : record.windows(IncidentFilter::open, 0, most_open)) {
        Asked asked{record, timer, window, {}};
        const auto step = window_step_due(window, timer.at);
        if (!step)
            continue;
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
