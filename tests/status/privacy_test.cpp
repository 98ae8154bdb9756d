#include "status/encode.hpp"
#include "status/snapshot.hpp"
#include "tests/status/fixture.hpp"
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

const std::string canary = "CANARY";

// An incident with a canary in every private place; what is public says "PUBLIC".
Dossier full_of_canaries(IncidentId id) {
    Dossier dossier;
    auto& incident = dossier.incident;
    const Person person{UserId("U0CANARY"), GroupId("S0CANARY"), "Canary CANARYNAME"};
    incident.id = id;
    incident.title = "PUBLIC title with @CANARYHANDLE";
    incident.severity = "sev1";
    incident.reporter = person;
    incident.declared_at = at("2026-11-20T14:02:05Z");
    incident.roles = {{"commander", person}, {"CANARYROLE", person}};
    for (const auto key : {KeyTime::started, KeyTime::detected, KeyTime::acknowledged}) {
        incident.times[key].at = incident.declared_at;
        incident.times[key].set_by = person;
    }
    incident.components["CANARYCOMPONENT"] = ComponentState::major;
    for (const auto part : {Part::summary, Part::impact, Part::trigger, Part::detection,
                            Part::cause, Part::resolution, Part::recovery, Part::lesson})
        incident.parts[part] = {"CANARYPART"};
    incident.closing_words = "CANARYCLOSE";

    Entry entry;
    entry.number = 1;
    entry.when.at = incident.declared_at;
    entry.when.remark = "CANARYREMARK";
    entry.author = person;
    entry.text = "CANARYENTRY";
    entry.link = "https://example.slack.com/CANARYLINK";
    dossier.entries.push_back(entry);

    auto first = made(1, "2026-11-20T14:02:05Z", Status::investigating,
                      "PUBLIC words by @Canary CANARYNAME and <@U0CANARY|CANARYNAME>, see "
                      "<#C0CANARY|canary-CANARY> and #canary-CANARY-2, "
                      "<https://example.slack.com/archives/C0CANARY/p1> "
                      "https://example.slack.com/CANARYPATH <!subteam^S0CANARY|@CANARYTEAM>");
    first.author = person;
    dossier.updates.push_back(first);
    auto second = made(2, "2026-11-20T14:05:00Z", Status::identified, "CANARYWITHDRAWN");
    second.author = person;
    second.withdrawn = true;
    second.why_withdrawn = "CANARYWHY";
    dossier.updates.push_back(second);

    FollowUp follow_up;
    follow_up.number = 1;
    follow_up.owner = person;
    follow_up.text = "CANARYFOLLOWUP";
    follow_up.ticket = "https://example.com/CANARYTICKET";
    follow_up.why_dropped = "CANARYDROPPED";
    dossier.follow_ups.push_back(follow_up);

    Revision revision;
    revision.number = 1;
    revision.shape = "CANARYSHAPE";
    revision.author = person;
    revision.reason = "CANARYREASON";
    dossier.revisions.push_back(revision);
    return dossier;
}

}  // namespace

TEST_CASE("no private word reaches a byte of any document") {
    auto settings = shop();
    settings.announce_channel = "CANARYANNOUNCE";
    settings.postmortem_channel = "CANARYPOSTMORTEM";
    settings.severities[0].meaning = "CANARYMEANING";
    settings.severities[0].invite = {"CANARYINVITE"};
    auto unpublished = full_of_canaries({Series::incident, 8});
    unpublished.incident.title = "CANARYTITLE";
    unpublished.updates[0].text = "CANARYUPDATE";
    unpublished.incident.published = false;
    auto secret = unpublished;
    secret.incident.id = {Series::private_incident, 3};
    secret.incident.published = true;
    auto drill = secret;
    drill.incident.id = {Series::drill, 2};
    const auto snapshot = snapshot_of(
        {full_of_canaries({Series::incident, 7}), unpublished, secret, drill}, settings);

    const auto all = everything(*snapshot);
    CHECK(all.at("/").find("PUBLIC title with a responder") != std::string::npos);
    CHECK(all.at("/history.rss").find("PUBLIC words by a responder") != std::string::npos);
    for (const auto& [path, bytes] : all) {
        CAPTURE(path);
        const auto found = bytes.find(canary);
        CHECK(bytes.substr(found == std::string::npos ? bytes.size() : found, 30) == "");
        for (const auto* id : {"PRV-", "DRL-", "INC-8"})
            CHECK(bytes.find(id) == std::string::npos);
    }
    CHECK(snapshot->find("/incidents/INC-8") == nullptr);
    CHECK(snapshot->find("/incidents/PRV-3") == nullptr);
    CHECK(snapshot->find("/incidents/DRL-2") == nullptr);
}

TEST_CASE("hostile text comes out as text, and every document stays well-formed") {
    const std::string texts[] = {
        "<script>alert(1)</script>",
        "{{x}} {{{style}}} {{>title}} {{#open}} {{=<% %>=}}",
        std::string("NUL\0here", 8),
        "\xE2\x80\xAE"
        "desrever \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
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
