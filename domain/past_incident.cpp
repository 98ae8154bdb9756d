#include "domain/past_incident.hpp"

#include "domain/lifecycle.hpp"
#include "domain/links.hpp"
#include "domain/past_cells.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster {
namespace {

using enum PastField;

constexpr std::size_t most_title = 200;
constexpr std::size_t most_text = 40'000;

constexpr std::array<std::pair<PastField, Part>, 8> parts{{
    {summary, Part::summary},
    {impact, Part::impact},
    {trigger, Part::trigger},
    {identified, Part::detection},
    {cause, Part::cause},
    {resolution, Part::resolution},
    {recovery, Part::recovery},
    {lesson, Part::lesson},
}};
constexpr std::array<std::pair<PastField, KeyTime>, 5> moments{{
    {started, KeyTime::started},
    {detected, KeyTime::detected},
    {acknowledged, KeyTime::acknowledged},
    {repaired, KeyTime::repaired},
    {resolved, KeyTime::resolved},
}};

// Reads one row; what is wrong with it goes to the faults.
class RowReader {
public:
    RowReader(const PastRow& row, const Settings& settings, Instant now, LineFaults& faults,
              std::vector<std::string>& remarks)
        : row_(row), settings_(settings), now_(now), faults_(faults), remarks_(remarks) {}

    std::optional<IncidentId> id_of_row() {
        const auto text = one_line(id);
        if (text.empty())
            return std::nullopt;
        auto read = read_incident_id(text);
        if (!read || read->series == Series::maintenance) {
            fault(id, "“" + shortened(text, 40) +
                          "” is no incident's id; write one like INC-7 (DRL- for drills, PRV- for "
                          "private ones), or leave the cell empty");
            return std::nullopt;
        }
        return read;
    }

    // The changes, all of `id`; nothing useful when there were faults.
    std::vector<Change> changes(IncidentId id) {
        by_.name = one_line(reporter);
        if (by_.name.empty())
            by_.name = "Imported";
        read_moments();
        const auto title_text = read_title();
        const auto severity_text = read_severity();
        auto told = read_context();
        if (ends_.empty() && firsts_.empty() && !failed_)
            fault(detected, "there is no time; write when it was detected, like 2024-10-14 10:30");
        if (failed_)
            return {};
        begin(id, title_text, severity_text);
        set_first_times();
        set_times();
        for (const auto& [field, part] : parts)
            fill(field, part, told.before);
        if (const auto name = one_line(commander); !name.empty() && !settings_.roles.empty())
            add(RoleGiven{settings_.roles.front().name, Person{{}, {}, name}, std::nullopt});
        add_entries(std::move(told));
        add_actions();
        end();
        return std::move(made_);
    }

private:
    [[nodiscard]] const PastCell* cell(PastField field) const {
        const auto found = row_.cells.find(field);
        return found == row_.cells.end() || trimmed(found->second.text).empty() ? nullptr
                                                                                : &found->second;
    }
    [[nodiscard]] std::string text(PastField field) const {
        const auto* const found = cell(field);
        return found == nullptr ? std::string() : std::string(trimmed(found->text));
    }
    [[nodiscard]] std::string one_line(PastField field) const { return on_one_line(text(field)); }

    void fault(PastField field, std::string message) {
        failed_ = true;
        const auto found = row_.cells.find(field);
        while (message.ends_with('.'))
            message.pop_back();
        faults_.add(
            {row_.line,
             found == row_.cells.end() ? std::string(to_string(field)) : found->second.where,
             std::move(message)});
    }

    void read_moments() {
        for (const auto& [field, key] : moments)
            read_moment(field, key, ends_);
        read_moment(first_repaired, KeyTime::repaired, firsts_);
        read_moment(first_resolved, KeyTime::resolved, firsts_);
        std::map<KeyTime, PastMoment> closings;
        read_moment(closed, KeyTime::closed, closings);
        if (!closings.empty())
            closed_at_ = closings.begin()->second.when;
    }

    void read_moment(PastField field, KeyTime key, std::map<KeyTime, PastMoment>& into) {
        const auto* const found = cell(field);
        if (found == nullptr)
            return;
        auto moment = read_past_moment(found->text, settings_, now_);
        if (!moment)
            return fault(field, moment.error().message);
        if (!moment->when.remark.empty())
            remarks_.push_back("Line " + std::to_string(row_.line) + ", " + found->where + ": " +
                               moment->when.remark);
        into[key] = *std::move(moment);
    }

    std::string read_title() {
        auto title_text = one_line(title);
        if (title_text.empty())
            fault(title, "there is no title; every incident needs one");
        else if (const auto count = length(title_text); count > most_title)
            fault(title, "the title has " + std::to_string(count) + " characters; 200 is the most");
        return title_text;
    }

    std::string read_severity() {
        const auto name = one_line(severity);
        if (name.empty())
            return settings_.default_severity;
        if (const auto* const rule = settings_.severity(name))
            return rule->name;
        std::string all;
        for (const auto& rule : settings_.severities)
            all += (all.empty() ? "" : ", ") + rule.name;
        fault(severity, "“" + shortened(name, 40) + "” is no severity; there are " + all);
        return {};
    }

    PastContext read_context() {
        const auto* const found = cell(context);
        if (found == nullptr)
            return {};
        auto read = read_past_context(found->text, settings_, now_);
        if (!read) {
            fault(context, read.error().message);
            return {};
        }
        return *std::move(read);
    }

    void add(What what) { add_at(std::move(what), at_); }
    void add_at(What what, Instant at) {
        made_.push_back({id_, at, by_, std::move(what)});
        apply(incident_, made_.back());
    }

    void begin(IncidentId id, const std::string& title_text, const std::string& severity_text) {
        id_ = id;
        const auto detected_at = ends_.find(KeyTime::detected);
        at_ = detected_at != ends_.end() ? detected_at->second.when.at : Instant::max();
        if (at_ == Instant::max())
            for (const auto& times : {ends_, firsts_})
                for (const auto& [key, moment] : times)
                    at_ = std::min(at_, moment.when.at);
        begun_at_ = at_;
        for (auto& what : declare(title_text, severity_text, by_, at_))
            if (!std::holds_alternative<TimeSet>(what))  // only what the row says
                add(std::move(what));
    }

    void set(KeyTime key, const When& when, PastField field) {
        const KeyMoment moment{when.at, when.approximate, false, by_};
        auto whats = set_time(incident_, key, moment, settings_);
        if (!whats)
            return fault(field, whats.error().message);
        for (auto& what : *whats)
            add_at(std::move(what), std::max(begun_at_, when.at));
    }

    // A reopened incident ended before it ended.
    void set_first_times() {
        for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged})
            if (const auto found = ends_.find(key); found != ends_.end())
                set(key, found->second.when, field_of(key));
        if (firsts_.empty())
            return;
        for (const auto& [key, moment] : firsts_) {
            set(key, moment.when, key == KeyTime::repaired ? first_repaired : first_resolved);
            at_ = std::max(at_, moment.when.at);
        }
        close(at_);
        add(Reopened{"it was reopened, says the log that was imported"});
    }

    void set_times() {
        for (const auto key : {KeyTime::repaired, KeyTime::resolved})
            if (const auto found = ends_.find(key); found != ends_.end())
                set(key, found->second.when, field_of(key));
    }

    static PastField field_of(KeyTime key) {
        return std::ranges::find(moments, key, &std::pair<PastField, KeyTime>::second)->first;
    }

    void fill(PastField field, Part part, const std::string& before_context) {
        auto whole = text(field);
        // What the context says of no day in particular is about all of it.
        if (part == Part::summary && !before_context.empty())
            whole += (whole.empty() ? "" : "\n") + before_context;
        if (whole.empty())
            return;
        if (const auto count = length(whole); count > most_text)
            return fault(
                field, "the text has " + std::to_string(count) + " characters; 40,000 is the most");
        std::vector<std::string> texts;
        if (is_list(part)) {
            for (std::string_view rest = whole; !rest.empty();) {
                const auto end = std::min(rest.find('\n'), rest.size());
                if (const auto line = trimmed(rest.substr(0, end)); !line.empty())
                    texts.emplace_back(line);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        } else {
            texts.push_back(std::move(whole));
        }
        add(PartSet{part, std::move(texts), {}});
    }

    void add_entries(PastContext told) {
        std::multimap<Instant, std::pair<When, std::string>> entries;
        for (auto& entry : told.entries)
            entries.emplace(entry.first.at, std::move(entry));
        for (const auto& times : {firsts_, ends_})
            for (const auto& [key, moment] : times)
                if (!moment.remark.empty())
                    entries.emplace(
                        moment.when.at,
                        std::pair(moment.when, capital(to_string(key)) + ": " + moment.remark));
        for (auto& [begun, entry_read] : entries) {
            auto& [when, words] = entry_read;
            if (length(words) > most_text)
                return fault(context, "one of its lines has more than 40,000 characters");
            Entry entry;
            entry.when = {when.at, when.until, when.approximate, {}};
            entry.author = by_;
            entry.text = std::move(words);
            entry.logged_at = std::max(begun_at_, when.at);
            const auto at = entry.logged_at;
            for (auto& what : add_entry(incident_, std::move(entry)))
                add_at(std::move(what), at);
        }
    }

    static std::string capital(std::string_view word) {
        std::string text(word);
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
        return text;
    }

    void add_actions() {
        const auto* const found = cell(actions);
        if (found == nullptr)
            return;
        auto promised = read_past_actions(found->text);
        if (!promised)
            return fault(actions, promised.error().message);
        int number = 0;
        for (auto& action : *promised) {
            if (length(action.text) > most_text)
                return fault(actions, "one of its lines has more than 40,000 characters");
            FollowUp follow_up;
            follow_up.number = ++number;
            follow_up.owner.name = action.owner.empty() ? "nobody yet" : action.owner;
            follow_up.ticket = first_link(action.text);
            follow_up.text = std::move(action.text);
            follow_up.due = action.due;
            follow_up.made_at = end_of_all();
            add_at(FollowUpMade{follow_up}, follow_up.made_at);
            if (action.state != FollowUp::State::open)
                add_at(FollowUpEnded{number, action.state, ""}, follow_up.made_at);
        }
    }

    [[nodiscard]] Instant end_of_all() const {
        auto end = begun_at_;
        for (const auto& times : {ends_, firsts_})
            for (const auto& [key, moment] : times)
                end = std::max(end, moment.when.at);
        return closed_at_ ? std::max(end, closed_at_->at) : end;
    }

    void close(Instant at) {
        add_at(StatusSet{Status::resolved, incident_.status}, at);
        Update last;
        last.number = incident_.updates + 1;
        last.at = at;
        last.author = by_;
        last.status = Status::resolved;
        last.neutral = true;
        last.text = neutral_sentence(Status::resolved, false, false);
        add_at(UpdateMade{std::move(last)}, at);
        add_at(TimeSet{KeyTime::closed, KeyMoment{at, false, !closed_at_, by_}, std::nullopt}, at);
        add_at(Closed{}, at);
    }

    void end() {
        if (closed_at_ && closed_at_->at < begun_at_)
            return fault(closed, "it was closed before it was detected (" +
                                     time_text(begun_at_, settings_.zone) + ")");
        close(closed_at_ ? closed_at_->at : end_of_all());
        const auto word = lower(one_line(published));
        if (word == "no" || word == "false" || word == "0")
            add_at(PublishedSet{false, "the log that was imported says so"}, end_of_all());
        else if (!word.empty() && word != "yes" && word != "true" && word != "1")
            fault(published, "“" + shortened(word, 40) + "” is neither yes nor no");
    }

    const PastRow& row_;
    const Settings& settings_;
    Instant now_;
    LineFaults& faults_;
    std::vector<std::string>& remarks_;
    Person by_;
    IncidentId id_;
    Incident incident_;
    Instant at_{};        // of the next change
    Instant begun_at_{};  // when it was declared
    std::map<KeyTime, PastMoment> ends_;
    std::map<KeyTime, PastMoment> firsts_;  // of a reopened incident
    std::optional<When> closed_at_;
    std::vector<Change> made_;
    bool failed_ = false;
};

}  // namespace

PastIncidents::PastIncidents(const Settings& settings, Instant now,
                             std::function<bool(IncidentId)> taken)
    : settings_(settings), now_(now), taken_(std::move(taken)) {}

void PastIncidents::take(PastRow row) {
    RowReader reader(row, settings_, now_, faults_, remarks_);
    const auto id_read = reader.id_of_row();
    if (id_read) {
        const auto& where = row.cells.at(id).where;
        const auto [first, is_new] = lines_.emplace(*id_read, row.line);
        if (!is_new)
            faults_.add({row.line, where,
                         to_string(*id_read) + " stands in line " + std::to_string(first->second) +
                             " already"});
        else if (taken_(*id_read))
            faults_.add({row.line, where, to_string(*id_read) + " is in this database already"});
    }
    const auto changes = reader.changes(id_read.value_or(IncidentId{}));
    if (!changes.empty() && faults_.empty())
        incidents_.push_back({id_read, changes.front().at, std::move(row)});
}

void PastIncidents::number(int next_number) {
    std::multimap<Instant, Past*> unnumbered;
    for (auto& past : incidents_)
        if (!past.id)
            unnumbered.emplace(past.declared_at, &past);
    for (auto& [declared_at, past] : unnumbered) {
        while (lines_.contains({Series::incident, next_number}))
            ++next_number;
        past->id = IncidentId{Series::incident, next_number++};
    }
    std::ranges::sort(incidents_, {}, [](const Past& past) { return *past.id; });
}

std::vector<Change> PastIncidents::next() {
    if (given_ == incidents_.size())
        return {};
    const auto& past = incidents_[given_++];
    LineFaults faults;
    std::vector<std::string> remarks;  // both are known from taking it
    return RowReader(past.row, settings_, now_, faults, remarks)
        .changes(past.id.value_or(IncidentId{}));
}

}  // namespace muster
