#include "status/encode.hpp"
#include "status/snapshot.hpp"
#include "tests/status/canaries.hpp"
#include "tests/status/fixture.hpp"
#include "tests/status/push_play.hpp"
#include "tests/status/xml_check.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <map>

using namespace muster;
using namespace muster::status;

namespace {

const Instant now = at("2026-11-21T09:00:00Z");

std::shared_ptr<const Snapshot> snapshot_of(const std::vector<Dossier>& dossiers,
                                            const Settings& settings = shop()) {
    SnapshotBuilder builder(settings);
    for (const auto& dossier : dossiers)
        builder.update(dossier.incident.id, public_incident(dossier, settings));
    return builder.build(nullptr, now);
}

// Everything in a plain coding that anybody could be sent, heads included.
std::map<std::string, std::string> everything(const Snapshot& snapshot) {
    std::map<std::string, std::string> all;
    for (const auto* documents : {&snapshot.documents(), &snapshot.special()})
        for (const auto& [path, document] : *documents)
            all[path] = document->in(Coding::identity).ok +
                        document->in(Coding::identity).not_modified +
                        document->in(Coding::gzip).not_modified;
    return all;
}

// None of these is public, each for a reason of its own: not published, private, a drill, and
// folded into another one. Their titles and updates, which would be public, are canaries, too.
std::vector<Dossier> never_public() {
    auto unpublished = full_of_canaries({Series::incident, 8});
    unpublished.incident.title = "CANARYTITLE";
    unpublished.updates[0].text = "CANARYUPDATE";
    auto secret = unpublished;
    secret.incident.id = {Series::private_incident, 3};
    auto drill = unpublished;
    drill.incident.id = {Series::drill, 2};
    auto folded = unpublished;
    folded.incident.id = {Series::incident, 9};
    folded.incident.closed = true;
    folded.incident.folded = Fold{{Series::incident, 7}, canary_number, canary_number};
    unpublished.incident.published = false;
    return {unpublished, secret, drill, folded};
}

}  // namespace

TEST_CASE("no private word reaches a byte of any document") {
    const auto settings = canary_settings();
    auto dossiers = never_public();
    dossiers.push_back(full_of_canaries({Series::incident, 7}));
    dossiers.push_back(full_of_canaries({Series::maintenance, 2}));
    const auto snapshot = snapshot_of(dossiers, settings);

    const auto all = everything(*snapshot);
    CHECK(all.at("/").find("PUBLIC title with a responder") != std::string::npos);
    CHECK(all.at("/maintenances/MNT-2").find("PUBLIC words") != std::string::npos);
    CHECK(all.at("/history.rss").find("PUBLIC words by a responder") != std::string::npos);
    for (const auto& [path, bytes] : all) {
        CAPTURE(path);
        for (const auto& mark : canary_marks()) {
            const auto found = bytes.find(mark);
            CHECK(bytes.substr(found == std::string::npos ? bytes.size() : found, 30) == "");
        }
        for (const auto* id : {"PRV-", "DRL-", "INC-8", "INC-9"})
            CHECK(bytes.find(id) == std::string::npos);
    }
    for (const auto* path : {"/incidents/INC-8", "/incidents/INC-9", "/incidents/PRV-3",
                             "/incidents/DRL-2", "/maintenances/MNT-3"})
        CHECK(snapshot->find(path) == nullptr);
}

TEST_CASE("what the public sees of an incident is the same whatever its private places hold") {
    // The other way round: everything that is private is emptied, and not one byte changes.
    const auto settings = canary_settings();
    auto full = full_of_canaries({Series::incident, 7});
    auto empty = full;
    empty.entries.clear();
    empty.earlier_entries = 0;
    empty.follow_ups.clear();
    empty.revisions.clear();
    auto& incident = empty.incident;
    incident.alerts.clear();
    incident.parts.clear();
    incident.closing_words.clear();
    incident.reviews.clear();
    incident.document.reset();
    incident.roles.erase("CANARYROLE");
    incident.components.clear();
    incident.components_since.clear();
    incident.component_moves.clear();
    for (auto* number : {&incident.reopened, &incident.entries, &incident.updates,
                         &incident.follow_ups, &incident.revisions, &incident.version})
        *number = 0;
    for (auto* times : {&incident.times, &incident.first_times})
        for (auto& [key, moment] : *times) {
            moment.remark.clear();
            moment.set_by = {};
        }
    for (auto& update : empty.updates) {
        update.why_withdrawn.clear();
        update.approved_by.reset();
        if (update.withdrawn)
            update.text = "other words";
    }
    CHECK(everything(*snapshot_of({full}, settings)) ==
          everything(*snapshot_of({empty}, settings)));
}

namespace {

// Takes whatever it is sent.
class Taker : public FakeTarget {
public:
    std::pair<int, Json> answer(const std::string& method, const std::string& path,
                                const Json& body) override {
        all += method + " " + path + " " + body.dump() + "\n";
        return {200,
                {{"id", "i1"},
                 {"data", {{"id", 1}}},
                 {"incident_updates", {{{"id", "u1"}, {"status", "identified"}, {"body", "x"}}}}}};
    }
    [[nodiscard]] std::string seen() const override { return all; }
    std::string all;
};

}  // namespace

TEST_CASE("no private word reaches a byte of any push, whatever it is about and wherever it goes") {
    const auto settings = canary_settings();
    auto dossiers = never_public();
    dossiers.push_back(full_of_canaries({Series::incident, 7}));
    for (const auto kind : {PushTarget::Kind::statuspage, PushTarget::Kind::cachet2,
                            PushTarget::Kind::cachet3, PushTarget::Kind::webhook}) {
        PushTarget target;
        target.name = "t";
        target.kind = kind;
        target.url = "https://t.example";
        target.page = "page1";
        Taker taker;
        for (const auto& dossier : dossiers) {
            PushPlay play(taker, target, dossier, settings);
            for (const auto& other : never_public())
                if (!other.incident.closed)
                    play.open.push_back(other.incident);
            const bool is_public = dossier.incident.id.number == 7;
            for (const int number : {1, 2, 3})
                play.finish(Effect::Kind::push_update, number);
            // As if it had been public once.
            if (!is_public)
                play.known = {"i1", {{1, "u1"}}};
            for (const int number : {1, 2, 3})
                play.finish(Effect::Kind::show_pushed_update, number);
            auto head = play.row(Effect::Kind::show_push);
            if (dossier.incident.is_private())
                head.effect.words = Words("INC-9");
            play.finish(head);
            auto part = play.row(Effect::Kind::push_component);
            part.effect.details = {{"component", "CANARYCOMPONENT"}};
            play.finish(part);
        }
        CHECK(taker.all.find("PUBLIC words by a responder") != std::string::npos);
        for (const auto& mark : canary_marks()) {
            const auto found = taker.all.find(mark);
            CHECK(taker.all.substr(found == std::string::npos ? taker.all.size() : found, 30) ==
                  "");
        }
        for (const auto* id : {"PRV-", "DRL-"})
            CHECK(taker.all.find(id) == std::string::npos);
    }
}

TEST_CASE("hostile text comes out as text, and every document stays well-formed") {
    const std::string texts[] = {
        "<script>alert(1)</script>",
        "{{x}} {{{style}}} {{>title}} {{#open}} {{=<% %>=}}",
        std::string("NUL\0here", 8),
        ("\xE2\x80\xAE"
         "desrever \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"),
        "]]> <![CDATA[ &amp; &#0; <!-- --> <?php ?>",
        "broken \xFF\xC3 \xED\xA0\x80 utf-8 \xF0\x9F",
        "\" onmouseover=\"alert(1)' x='",
        "</title></style></script><img src=x onerror=alert(1)>",
        "javascript:alert(1) <javascript:alert(1)|click> <https://x.example/\"><b|y>",
        "\xEF\xBF\xBE\xEF\xBF\xBF\x0B\x0C\x7F",
        "\\u003c \\\" \\n \xE2\x80\xA8\xE2\x80\xA9",
        std::string(40000, 'x'),
    };
    for (const auto& text : texts) {
        CAPTURE(text.substr(0, 60));
        auto settings = shop();
        settings.page_name = text;
        auto dossier = resolved_checkout();
        dossier.incident.title = text;
        dossier.updates[1].text = text;
        const auto open = [&] {
            auto other = checkout(8);
            other.incident.title = text;
            other.updates[0].text = text;
            return other;
        }();
        const auto harmless = snapshot_of({resolved_checkout(), checkout(8)});
        const auto snapshot = snapshot_of({dossier, open}, settings);
        const auto count = [](std::string_view bytes, std::string_view what) {
            std::size_t found = 0;
            for (auto i = bytes.find(what); i != std::string_view::npos;
                 i = bytes.find(what, i + 1))
                ++found;
            return found;
        };
        for (const auto& [path, document] : snapshot->documents()) {
            CAPTURE(path);
            const std::string body(document->body());
            if (path.ends_with(".json")) {
                CHECK_NOTHROW((void)nlohmann::json::parse(body));
                CHECK(body.find('<') == std::string::npos);
                CHECK(body.find('&') == std::string::npos);
            } else if (path == "/history.rss" || path == "/history.atom") {
                CHECK(XmlCheck::problem(body) == "");
            } else if (document->kind().type.starts_with("text/html")) {
                // No tag more or fewer than with plain words, nor a NUL, nor a broken template.
                const auto plain = harmless->find(path)->body();
                for (const auto* mark : {"<", ">", "\"", "<script", "<img", "<p"}) {
                    CAPTURE(mark);
                    CHECK(count(body, mark) == count(plain, mark));
                }
                CHECK(body.find('\0') == std::string::npos);
            }
        }
    }
}

TEST_CASE("a template's words in a value stay words") {
    auto dossier = checkout();
    dossier.incident.title = "{{name}} {{{body}}}";
    const auto page = std::string(snapshot_of({dossier})->find("/incidents/INC-7")->body());
    CHECK(page.find("<bdi>{{name}} {{{body}}}</bdi>") != std::string::npos);
}

TEST_CASE("the page's policy names the very style and script that stand in it") {
    const auto snapshot = snapshot_of({checkout()});
    const auto* index = snapshot->find("/");
    const std::string body(index->body());
    const auto between = [&](const std::string& begin, const std::string& end) {
        const auto from = body.find(begin) + begin.size();
        return body.substr(from, body.find(end, from) - from);
    };
    const auto& policy = index->kind().policy;
    CHECK(policy.find("style-src 'sha256-" + sha256_base64(between("<style>", "</style>")) + "'") !=
          std::string::npos);
    CHECK(policy.find("script-src 'sha256-" + sha256_base64(between("<script>", "</script>")) +
                      "'") != std::string::npos);
    CHECK(snapshot->find("/history")->kind().policy.find("script-src") == std::string::npos);
    CHECK(snapshot->find("/history")->body().find("<script") == std::string_view::npos);
    CHECK(body.find(" style=") == std::string::npos);
    CHECK(body.find("http-equiv=\"refresh\"") == std::string::npos);
}

TEST_CASE("what a monitoring system typed reaches no document, the title neither") {
    auto settings = shop();
    settings.components = {{"Checkout API", "", ""}};
    auto dossier = checkout();
    auto& incident = dossier.incident;
    incident.title = "Disk of CANARYHOST is full";
    incident.reporter = Person{{}, {}, "CANARYSOURCE"};
    incident.alerts["CANARYGROUP/CANARYPRINT"] = {"CANARYGROUP/CANARYPRINT", incident.title, true,
                                                  incident.declared_at};
    Entry entry;
    entry.number = 1;
    entry.when.at = incident.declared_at;
    entry.author = incident.reporter;
    entry.source = Entry::Source::alert;
    entry.text = "CANARYALERT fired: CANARYSUMMARY";
    dossier.entries.push_back(entry);
    dossier.updates.front().author = incident.reporter;
    dossier.updates.front().text = "Checkout API went down.";
    const auto all = everything(*snapshot_of({dossier}, settings));
    CHECK(all.at("/").find("Incident INC-7") != std::string::npos);
    CHECK(all.at("/history.rss").find("Checkout API went down.") != std::string::npos);
    for (const auto& [path, bytes] : all) {
        CAPTURE(path);
        CHECK(bytes.find(canary) == std::string::npos);
    }
    // A person's title is public, as ever.
    dossier.incident.title = "Orders cannot be placed";
    CHECK(everything(*snapshot_of({dossier}, settings)).at("/").find("Orders cannot be placed") !=
          std::string::npos);
}

TEST_CASE("what waits for a second person reaches no document, and neither does its status") {
    auto dossier = checkout();
    auto& updates = dossier.updates;
    updates.push_back(made(2, "2026-11-20T14:20:00Z", Status::resolved, "CANARYWAITING"));
    updates.back().waiting = true;
    updates.push_back(made(3, "2026-11-20T14:21:00Z", Status::resolved, "CANARYWITHDRAWN"));
    updates.back().waiting = true;
    updates.back().withdrawn = true;
    updates.back().why_withdrawn = "CANARYWHY";
    dossier.incident.status = Status::resolved;
    dossier.incident.times[KeyTime::resolved].at = at("2026-11-20T14:20:00Z");
    const auto plain = everything(*snapshot_of({checkout()}));
    const auto waiting = everything(*snapshot_of({dossier}));
    CHECK(waiting == plain);  // byte for byte as if nobody had written anything

    updates[1].waiting = false;
    updates[1].text = "PUBLIC words";
    updates[1].at = at("2026-11-20T14:30:00Z");
    updates[1].approved_by = Person{UserId("U2"), {}, "CANARYAPPROVER"};
    const auto out = everything(*snapshot_of({dossier}));
    CHECK(out.at("/history.rss").find("<strong>Resolved") == std::string::npos);
    CHECK(out.at("/history.rss").find("Resolved&lt;/strong&gt; - PUBLIC words") !=
          std::string::npos);
    for (const auto& [path, bytes] : out) {
        CAPTURE(path);
        CHECK(bytes.find(canary) == std::string::npos);
    }
}

TEST_CASE("an update that was approved after newer ones moves no status back") {
    auto dossier = checkout();
    auto& updates = dossier.updates;
    updates.push_back(made(2, "2026-11-20T14:30:00Z", Status::identified, "PUBLIC late words"));
    updates.push_back(made(3, "2026-11-20T14:21:00Z", Status::monitoring, "PUBLIC words"));
    dossier.incident.status = Status::monitoring;
    const auto shown = public_incident(dossier, shop()).value();
    CHECK(shown.status == PublicStatus::monitoring);
    REQUIRE(shown.updates.size() == 3);
    CHECK(shown.updates[0].text == "PUBLIC late words");
    CHECK(shown.updates[0].status == PublicStatus::monitoring);
    CHECK_FALSE(shown.updates[0].moved);
}
