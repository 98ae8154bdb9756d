#pragma once

#include "domain/change.hpp"
#include "domain/effect.hpp"
#include "storage/store.hpp"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace muster::sample {

inline const IncidentId inc_1{Series::incident, 1};
inline const IncidentId inc_2{Series::incident, 2};
inline const Person ada{UserId("U1"), {}, "Ada"};
inline const Person grace{UserId("U2"), {}, "Grace"};

inline Instant at(int second) {
    return Instant(std::chrono::seconds(1'795'183'320 + second));  // 2026-11-20T14:02:00Z
}

inline Change change(IncidentId id, What what, int second = 0) {
    return {id, at(second), ada, std::move(what)};
}

inline Change declared(IncidentId id, const std::string& title = "Checkout is slow") {
    return change(id, Declared{title, "sev2"});
}

inline Entry entry(int number, const std::string& text, int second = 0) {
    Entry entry;
    entry.number = number;
    entry.when.at = at(second);
    entry.author = ada;
    entry.text = text;
    entry.logged_at = at(second);
    return entry;
}

inline Effect effect(Effect::Kind kind, IncidentId id = inc_1, int number = 0) {
    Effect effect;
    effect.kind = kind;
    effect.incident = id;
    effect.number = number;
    return effect;
}

// A job that keeps just that.
inline Job job(std::vector<Change> changes, std::vector<Effect> effects = {},
               std::vector<std::string> identities = {}, std::string answer = "done") {
    Job job;
    job.identities = std::move(identities);
    job.at = at(0);
    job.decide = [kept = Kept{std::move(changes), std::move(effects), std::move(answer)}](
                     const Record&) { return kept; };
    return job;
}

// Performs one job that must succeed.
inline Outcome perform(Store& store, const Job& job) {
    return store.perform({job}).at(0).value();
}

inline std::unique_ptr<Store> memory_store(const Settings& settings = {}) {
    return open_store(":memory:", settings);
}

// A folder of its own, gone at the end.
class Folder {
public:
    Folder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("muster-storage-" + std::to_string(getpid()) + "-" + std::to_string(++count));
        std::filesystem::create_directory(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path file() const { return path_ / "muster.db"; }

private:
    std::filesystem::path path_;
};

// One change of every kind but being made private, which changes the id: a life that makes sense.
inline std::vector<Change> whole_life(IncidentId id) {
    Entry first = entry(1, "failover \"started\" é\n\x01", 10);
    first.when.until = at(70);
    first.when.approximate = true;
    first.source = Entry::Source::message;
    first.link = "https://example.com/archives/C1/p1";
    Entry second = first;
    second.text = "failover ended";
    second.edited = true;
    Update update;
    update.number = 1;
    update.at = at(1);
    update.author = ada;
    update.text = "We are looking into it.";
    update.neutral = true;
    FollowUp follow_up;
    follow_up.number = 1;
    follow_up.owner = {{}, GroupId("S1"), "@dba"};
    follow_up.text = "Alert on queue depth https://example.com/1";
    follow_up.ticket = "https://example.com/1";
    follow_up.due = Day{std::chrono::year(2026), std::chrono::month(12), std::chrono::day(5)};
    follow_up.made_at = at(30);
    auto taken_back = follow_up;
    taken_back.number = 2;
    const KeyMoment moment{at(5), true, true, ada, "a customer called"};
    return {
        declared(id),
        change(id, TimeSet{KeyTime::detected, moment, std::nullopt}),
        change(id, UpdateMade{update}),
        change(id, Renamed{"Checkout fails", "Checkout is slow"}),
        change(id, SeveritySet{"sev1", "sev2", "everybody is affected"}),
        change(id, StatusSet{Status::identified, Status::investigating}),
        change(id, RoleGiven{"commander", grace, std::nullopt}),
        change(id, RoleGiven{"commander", Person{{}, {}, "Linus (vendor)"}, grace}),
        change(id, RoleTaken{"commander", Person{{}, {}, "Linus (vendor)"}}),
        change(id, EntryAdded{first}),
        change(id, EntryEdited{second, first}),
        change(id, EntryAdded{entry(2, "", 20)}),
        change(id, EntryRemoved{2, "its message was deleted"}),
        change(id, MessageDeleted{1}),
        change(id, UpdateEdited{1, "Checkout fails for some.", "We are looking into it."}),
        change(id, UpdateWithdrawn{1, "wrong incident"}),
        change(id, PartSet{Part::lesson, {"one", "two"}, {"one"}}),
        change(id, PartSet{Part::summary, {}, {"gone"}}),
        change(id, TimeSet{KeyTime::detected, std::nullopt, moment}),
        change(id, FollowUpMade{follow_up}),
        change(id, FollowUpEnded{1, FollowUp::State::dropped, "not needed"}, 40),
        change(id, Closed{"All well."}),
        change(id, Reopened{"it came back"}),
        change(id, PublishedSet{false, "legal asked"}),
        change(id, RevisionMade{Revision{1, "standard", ada, at(50), "closed"}}),
        change(id, WindowSet{{at(60), at(70), true}, Window{at(50), at(70)}}),
        change(id, ComponentSet{"Checkout", ComponentState::major, std::nullopt}, 51),
        change(id, ComponentSet{"Search", std::nullopt, ComponentState::degraded}, 52),
        change(id, FollowUpMade{taken_back}),
        change(id, FollowUpRemoved{2}),
        change(id, Folded{Fold{inc_2, 3, 2}}),
        change(id, Unfolded{inc_2, "another one"}),
        change(id, FoldTaken{inc_2, 2}),
        change(id, FoldReturned{inc_2, 2}),
        change(id, EntryRedacted{2, "a password"}),
        change(id, UpdateRedacted{1, "it named a customer"}),
        change(id, Archived{30}),
        change(id, ReviewAsked{{ada}}),
        change(id, ReviewGiven{ada}),
        change(id, UpdateApproved{1}),
        change(id, AlertHeard{{"c0ffee", "CheckoutDown", true, at(53)}}),
        change(id, DocumentSet{DocumentState::in_review, DocumentState::documenting, "read it"}),
    };
}

}  // namespace muster::sample
