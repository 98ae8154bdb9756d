// What monitoring systems say: docs/alerts.md tells it to those who set them up.
#include "commands/alert.hpp"

#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace muster {
namespace {

using Kind = Effect::Kind;

constexpr int most_open = 1'000;
constexpr int most_closed = 200;
constexpr int most_changes = 200;
constexpr int most_folds = 10;
// So many moves of one alert within that time are told of; then it flaps, and all is silent until
// it is calm.
constexpr int most_moves = 6;
constexpr auto moves_within = std::chrono::hours(1);
constexpr std::size_t shown_description = 600;
constexpr std::string_view over_sentence = "The problem seems to be over. We are watching closely.";

// An incident, and what is known there of the alert.
struct Place {
    Incident incident;
    std::optional<Alert> known;
};

std::optional<Alert> known_to(const Incident& incident, const HeardAlert& heard) {
    const auto* const alert = find_alert(incident, heard.fingerprint);
    return alert == nullptr ? std::nullopt : std::optional(*alert);
}

// Where a duplicate's record goes on.
Incident followed(const Record& record, Incident incident) {
    for (int step = 0; step < most_folds && incident.folded; ++step) {
        auto into = record.incident(incident.folded->into);
        if (!into)
            break;
        incident = *std::move(into);
    }
    return incident;
}

// What people still think of when they hear of it again.
bool is_recent(const Incident& incident, const std::optional<Alert>& known, Instant now,
               const Settings& settings) {
    auto last = incident.declared_at;
    if (const auto closed = incident.times.find(KeyTime::closed); closed != incident.times.end())
        last = std::max(last, closed->second.at);
    if (known)
        last = std::max(last, known->at);
    return now - last <= settings.alerts.again_within;
}

// The incident that an alert belongs to: an open one that knows it, else one that knows its group,
// else a closed one. Nothing: it is news.
std::optional<Place> place_of(const Record& record, const HeardAlert& heard,
                              const AlertMeaning& meaning, Instant now) {
    const auto open = record.incidents(IncidentFilter::open, 0, most_open);
    for (const auto& incident : open)
        if (auto known = known_to(incident, heard))
            return Place{incident, std::move(known)};
    const auto closed = record.incidents(IncidentFilter::closed, 0, most_closed);
    std::optional<Place> past;
    for (const auto& incident : closed) {
        auto known = known_to(incident, heard);
        const bool by_group = !known && heard.firing && has_group(incident, meaning.group);
        if (!known && !by_group)
            continue;
        auto goes_on = followed(record, incident);
        if (!goes_on.closed)
            return Place{std::move(goes_on), std::move(known)};
        if (by_group && !is_recent(goes_on, known, now, record.settings()))
            continue;
        if (!past || (!past->known && known))
            past = Place{std::move(goes_on), std::move(known)};
    }
    if (heard.firing)
        for (const auto& incident : open)
            if (has_group(incident, meaning.group))
                return Place{incident, std::nullopt};
    return past;
}

// Collects what happens to an incident, each step seeing those before it.
class Account {
public:
    Account(const Record& record, const Request& request, const HeardAlert& heard,
            AlertMeaning meaning)
        : record_(record),
          request_(request),
          heard_(heard),
          meaning_(std::move(meaning)),
          settings_(record.settings()) {}

    Decision declared();
    Decision fired(Place place);
    Decision ended(Place place);

private:
    void begin(Place place) {
        before_ = place.incident;
        after_ = std::move(place.incident);
        known_ = std::move(place.known);
        count_moves();
    }
    void add(What what) {
        apply(after_, {after_.id, request_.at, request_.user, what});
        whats_.push_back(std::move(what));
    }
    void add(Whats whats) {
        for (auto& what : whats)
            add(std::move(what));
    }
    // When it happened by the alert's own account, which cannot be later than now.
    [[nodiscard]] Instant moment() const {
        return std::min((heard_.firing ? heard_.started : heard_.ended).value_or(request_.at),
                        request_.at);
    }
    [[nodiscard]] std::string key() const {
        return known_ ? known_->fingerprint : alert_key(meaning_, heard_);
    }
    // How often it moved lately, this time included.
    void count_moves() {
        moves_ = 1;
        for (const auto& change : record_.newest_changes(after_.id, most_changes)) {
            const auto* const said = std::get_if<AlertHeard>(&change.what);
            moves_ += said != nullptr && said->alert.fingerprint == key() &&
                              request_.at - change.at < moves_within
                          ? 1
                          : 0;
        }
    }
    [[nodiscard]] bool begins_to_flap() const { return moves_ == most_moves; }
    [[nodiscard]] bool is_told() const { return moves_ < most_moves; }

    void open_again();
    void hear() {
        add(AlertHeard{
            {key(), known_ ? known_->name : kept_name(meaning_, heard_), heard_.firing, moment()}});
    }
    // The components whose state this changes.
    std::vector<std::string> move_components();
    // What the timeline says of it; the number it has there.
    int note_entry(std::string text);
    [[nodiscard]] std::string sentence(const std::vector<std::string>& moved) const;
    void say_outside(Status status, std::string text);
    [[nodiscard]] Words details() const;
    [[nodiscard]] Decision end(const std::string& outcome);
    void say_in_room(Decision& decision, Words words, int entry) const {
        decision.effects.push_back({Kind::post_note, after_.id, entry, std::move(words), {}});
    }
    void invite(Decision& decision) const {
        if (!meaning_.rule.invite.empty())
            decision.effects.push_back(
                {Kind::show_members, after_.id, 0, {}, meaning_.rule.invite});
    }
    [[nodiscard]] bool all_ended() const {
        return std::ranges::none_of(after_.alerts,
                                    [](const auto& each) { return each.second.firing; });
    }
    [[nodiscard]] std::string flapping_words() const {
        return (meaning_.components.empty() ? heard_.name : together(meaning_.components)) +
               " is flapping: it moved " + std::to_string(most_moves) +
               " times within an hour. Nothing more is noted of it until it is calm.";
    }

    const Record& record_;
    const Request& request_;
    const HeardAlert& heard_;
    AlertMeaning meaning_;
    const Settings& settings_;
    std::optional<Incident> before_;
    Incident after_;
    std::optional<Alert> known_;
    Whats whats_;
    int moves_ = 1;
};

std::vector<std::string> Account::move_components() {
    std::vector<std::string> moved;
    for (const auto& name : meaning_.components) {
        const auto found = after_.components.find(name);
        const auto present = found == after_.components.end()
                                 ? std::optional<ComponentState>()
                                 : std::optional<ComponentState>(found->second);
        // Nobody's word is overruled: worse stays, and only what alerts said is taken back.
        const bool moves = heard_.firing ? !present || *present < meaning_.state
                                         : present == meaning_.state &&
                                               !is_held_down(after_, name, key(), settings_);
        if (!moves)
            continue;
        const auto state = heard_.firing ? meaning_.state : ComponentState::operational;
        // From degraded to down it is the same trouble, which those outside know of.
        if (!heard_.firing || !present || *present == ComponentState::operational)
            moved.push_back(name);
        add(ComponentSet{name, state, present});
    }
    return moved;
}

int Account::note_entry(std::string text) {
    Entry entry;
    entry.when.at = moment();
    entry.author = request_.user;
    entry.source = Entry::Source::alert;
    entry.text = std::move(text);
    entry.logged_at = request_.at;
    add(add_entry(after_, std::move(entry)));
    return after_.entries;
}

std::string Account::sentence(const std::vector<std::string>& moved) const {
    if (!moved.empty())
        return component_sentence(moved, meaning_.state, heard_.firing);
    if (!heard_.firing)
        return heard_.name + " recovered.";
    if (heard_.summary.empty() || heard_.summary == heard_.name)
        return heard_.name + " fired.";
    return heard_.name + " fired: " + heard_.summary;
}

// Dated now, when those outside hear of it: feeds must not find news before what they have read.
void Account::say_outside(Status status, std::string text) {
    auto said = update(after_, status, text, request_.user, settings_, request_.at);
    if (!said)
        return;
    for (auto& what : *said)
        if (auto* const made = std::get_if<UpdateMade>(&what)) {
            made->update.neutral = true;
            made->update.waiting = false;  // nobody wrote it
        }
    add(std::move(*said));
}

// For those in the channel: what no page shows.
Words Account::details() const {
    Words words;
    words.bold(heard_.name).plain(" fires, says " + heard_.source + ", since ");
    say_instant(words, std::chrono::floor<std::chrono::minutes>(moment()), settings_.zone);
    words.plain(".");
    if (!heard_.summary.empty() && heard_.summary != heard_.name)
        words.plain("\n" + heard_.summary);
    if (!heard_.description.empty())
        words.plain("\n" + shortened(heard_.description, shown_description));
    if (!heard_.url.empty())
        words.plain("\n").link(heard_.url, "Look at the alert");
    return words;
}

Decision Account::end(const std::string& outcome) {
    Asked asked{record_, request_, before_, {}};
    Reply reply;
    reply.words.plain(outcome + (after_.is_private() ? "" : " " + to_string(after_.id)));
    return decided(asked, after_.id, std::move(whats_), std::move(reply));
}

Decision Account::declared() {
    after_.id = {Series::incident, record_.next_number(Series::incident)};
    auto begun = declare(meaning_.title, meaning_.severity, request_.user, request_.at);
    std::vector<std::string> affected = meaning_.components;
    for (auto& what : begun) {
        if (auto* const time = std::get_if<TimeSet>(&what))
            time->moment->at = moment();  // it was detected when the alert began to fire
        if (auto* const made = std::get_if<UpdateMade>(&what); made != nullptr && !affected.empty())
            made->update.text = component_sentence(affected, meaning_.state, true);
    }
    add(std::move(begun));
    hear();
    const auto moved = move_components();
    const int entry = note_entry(sentence(moved));
    auto decision = end("declared");
    invite(decision);
    say_in_room(decision, details(), entry);
    return decision;
}

Decision Account::fired(Place place) {
    begin(std::move(place));
    const bool reopens = after_.closed;
    if (reopens)
        open_again();
    const bool is_back = after_.status == Status::monitoring || after_.status == Status::resolved;
    const auto status = is_back ? Status::investigating : after_.status;
    hear();
    const auto moved = move_components();
    if (!reopens && is_told() && !moved.empty())
        say_outside(status, component_sentence(moved, meaning_.state, true));
    else if (is_back)
        say_outside(status, neutral_sentence(status, false, true));
    int entry = 0;
    if (is_told())
        entry = note_entry(sentence(moved));
    else if (begins_to_flap())
        entry = note_entry(flapping_words());
    auto decision = end(reopens ? "reopened" : is_told() ? "joined" : "flapping");
    if (is_told()) {
        invite(decision);
        say_in_room(decision, details(), entry);
    } else if (begins_to_flap()) {
        say_in_room(decision, Words(flapping_words()), entry);
    }
    return decision;
}

void Account::open_again() {
    const auto& components = meaning_.components;
    const auto why =
        (components.empty() ? heard_.name + " fired" : together(components) + " went down") +
        " again";
    auto again = reopen(after_, why, request_.user, settings_, request_.at);
    if (!again)
        return;
    for (auto& what : *again)
        if (auto* const made = std::get_if<UpdateMade>(&what);
            made != nullptr && !components.empty())
            made->update.text = component_sentence(components, meaning_.state, true);
    add(std::move(*again));
}

Decision Account::ended(Place place) {
    begin(std::move(place));
    hear();
    if (after_.closed)  // its record is complete; how the alert stands is known all the same
        return end("recovered");
    const auto moved = move_components();
    const bool under_way =
        after_.status == Status::investigating || after_.status == Status::identified;
    const bool moves_on =
        settings_.alerts.monitor_when_recovered && all_ended() && under_way && is_told();
    const auto status = moves_on ? Status::monitoring : after_.status;
    if (is_told() && !moved.empty())
        say_outside(status, component_sentence(moved, meaning_.state, false));
    else if (moves_on)
        say_outside(status, std::string(over_sentence));
    if (!is_told() && !begins_to_flap())
        return end("flapping");
    const int entry = note_entry(is_told() ? sentence(moved) : flapping_words());
    auto decision = end(is_told() ? "recovered" : "flapping");
    Words words;
    if (!is_told())
        words.plain(flapping_words());
    else if (moved.empty())
        words.bold(heard_.name).plain(" recovered, says " + heard_.source + ".");
    if (is_told() && all_ended()) {
        words.plain(words.empty() ? "" : " ").plain("No alert of this incident fires any more. ");
        words.plain(moves_on ? "When it stays so: " : "When that is the end of it: ");
        const bool own_channel = record_.places(after_.id).has_channel();
        words.code(settings_.command + " " + (own_channel ? "" : to_string(after_.id) + " ") +
                   (moves_on || after_.status == Status::resolved ? "close" : "status monitoring"));
    }
    if (!words.empty())
        say_in_room(decision, std::move(words), entry);
    return decision;
}

Decision nothing(const std::string& outcome) {
    Reply reply;
    reply.words.plain(outcome);
    return only(std::move(reply));
}

// Whether it says nothing that is not known: a repetition, or a delivery that others overtook.
bool is_old(const HeardAlert& heard, const Place& place) {
    if (!place.known)
        return false;
    const auto& known = *place.known;
    if (heard.firing == known.firing)
        // A closed incident knows nothing of an end that nobody told; what began since is new.
        return !(heard.firing && place.incident.closed && heard.started &&
                 *heard.started > known.at);
    const auto& at = heard.firing ? heard.started : heard.ended;
    return at && *at < known.at;
}

}  // namespace

Request alert_request(const HeardAlert& heard, Instant now) {
    Request request;
    request.kind = Request::Kind::alert;
    request.at = now;
    request.user.name = heard.source;
    request.name = heard.firing ? "firing" : "resolved";
    request.value = heard.fingerprint;
    request.fields = heard.labels;
    request.details = {{"name", heard.name},
                       {"summary", heard.summary},
                       {"description", heard.description},
                       {"url", heard.url},
                       {"group", heard.group}};
    if (heard.started)
        request.details["started"] = to_rfc3339(*heard.started);
    if (heard.ended)
        request.details["ended"] = to_rfc3339(*heard.ended);
    if (const auto& since = heard.firing ? heard.started : heard.ended)
        request.identities = {"alert:" + heard.fingerprint + ":" + request.name + ":" +
                              to_rfc3339(*since)};
    return request;
}

HeardAlert read_alert(const Request& request) {
    HeardAlert heard;
    heard.source = request.user.name;
    heard.fingerprint = request.value;
    heard.firing = request.name == "firing";
    heard.started = read_rfc3339(detail(request, "started"));
    heard.ended = read_rfc3339(detail(request, "ended"));
    heard.name = detail(request, "name");
    heard.summary = detail(request, "summary");
    heard.description = detail(request, "description");
    heard.url = detail(request, "url");
    heard.group = detail(request, "group");
    heard.labels = request.fields;
    return heard;
}

Decision alert_heard(const Record& record, const Request& request) {
    const auto heard = read_alert(request);
    auto meaning = meaning_of(heard, record.settings());
    if (meaning.rule.ignored)
        return nothing("ignored");
    auto place = place_of(record, heard, meaning, request.at);
    if (place && is_old(heard, *place))
        return nothing("repeated");
    Account account(record, request, heard, std::move(meaning));
    if (!heard.firing)
        return place && place->known ? account.ended(*std::move(place)) : nothing("unknown");
    if (!place || (place->incident.closed &&
                   !is_recent(place->incident, place->known, request.at, record.settings())))
        return account.declared();
    return account.fired(*std::move(place));
}

}  // namespace muster
