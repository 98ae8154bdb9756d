#include "domain/text.hpp"
#include "storage/store.hpp"
#include "templates/log.hpp"
#include "tests/bot/raw_http.hpp"
#include "tests/bot/whole.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <map>
#include <sstream>

using namespace muster;
using muster::testing::get;
using muster::testing::Whole;
using nlohmann::json;

namespace {

// What is written to the log, all of it, for as long as this lives.
class Log {
public:
    Log() : before_(spdlog::default_logger()) {
        auto logger = std::make_shared<spdlog::logger>(
            "all", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_));
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(std::move(logger));
    }
    ~Log() { spdlog::set_default_logger(before_); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    [[nodiscard]] std::string text() const { return lines_.str(); }

private:
    std::ostringstream lines_;
    std::shared_ptr<spdlog::logger> before_;
};

// The first trace of the private incident in `text`, with what stands around it; "" when there is
// none.
std::string trace_in(const std::string& text) {
    const auto small = lower(text);
    for (const auto* trace : {"canary", "prv-1"}) {
        const auto at = small.find(trace);
        if (at != std::string::npos)
            return text.substr(at - std::min<std::size_t>(at, 60), 120);
    }
    return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// Every field of a private incident gets a canary; it ends closed, with a postmortem.
void live_in_secret(Whole& whole) {
    for (const auto* text : {
             "log CANARYENTRY one",
             "log 13:30 CANARYENTRY two",
             "edit 1 CANARYEDITED",
             "remove 2",
             "assign @ada",
             "assign scribe \"Canary Holder (CANARYHOLDER)\"",
             "update CANARYUPDATE one",
             "update identified CANARYUPDATE two",
             "update edit 2 CANARYUPDATE again",
             "update withdraw 3 CANARYWITHDRAWN",
             "status monitoring CANARYSTATUS",
             "severity sev1 CANARYSEVERITY",
             "rename CANARYRENAMED",
             "summary CANARYSUMMARY",
             "impact CANARYIMPACT",
             "trigger CANARYTRIGGER",
             "detection CANARYDETECTION",
             "cause CANARYCAUSE",
             "resolution CANARYRESOLUTION",
             "recovery CANARYRECOVERY",
             "lesson CANARYLESSON",
             "time started 13:00",
             "action @ada CANARYACTION https://example.com/CANARYTICKET by friday",
             "action \"Owner (CANARYOWNER)\" CANARYOTHER",
             "action drop 2 CANARYDROPPED",
             "action done 1",
             "close CANARYCLOSE",
             "reopen CANARYREOPENED",
             "close CANARYCLOSED",
             "postmortem narrative",
         }) {
        CAPTURE(text);
        const auto outcome = whole.types(text);
        REQUIRE(outcome.ok);
        CAPTURE(outcome.response.dump());
        CHECK(outcome.response.dump().find("no command") == std::string::npos);
    }
    whole.settle();
}

// Calls that name a channel name the private one alone; what names none is about it otherwise.
void check_calls(Whole& whole, const std::string& secret) {
    whole.in_slack([&](sandbox::Server& server) {
        int in_secret = 0;
        for (const auto& call : server.calls()) {
            const auto trace = trace_in(call.args.dump());
            if (trace.empty())
                continue;
            CAPTURE(call.method);
            CAPTURE(trace);
            const auto where = call.args.value("channel", call.args.value("channel_id", ""));
            if (call.method == "conversations.create")
                CHECK(call.args.value("is_private", "") == "true");
            else if (call.method == "files.getUploadURLExternal" || call.method == "upload")
                CHECK(where.empty());  // shared by the call that follows
            else
                CHECK(where == secret);
            ++in_secret;
        }
        CHECK(in_secret > 10);
        return 0;
    });
}

// What anybody could read in Slack who is not in the private channel.
void check_channels(Whole& whole, const std::string& secret) {
    whole.in_slack([&](sandbox::Server& server) {
        auto& workspace = server.workspace();
        CHECK(workspace.find_channel(secret)->is_private());
        std::size_t traces = 0;
        for (const auto& [id, channel] : workspace.channels()) {
            CAPTURE(id);
            for (const auto& [ts, message] : channel.messages) {
                if (!message.ephemeral_to.empty())
                    continue;  // Ada's alone
                const auto trace = trace_in(message.text + message.blocks.dump() +
                                            message.metadata.dump() + message.extra.dump());
                if (id == secret)
                    traces += trace.empty() ? 0U : 1U;
                else
                    CHECK(trace == "");
            }
            if (id != secret)
                CHECK(trace_in(channel.name + channel.topic.value + channel.purpose.value) == "");
        }
        CHECK(traces > 3);
        for (const auto& [id, file] : workspace.files())
            for (const auto& share : file.shares)
                if (!trace_in(file.content + file.title).empty())
                    CHECK(share.channel == secret);
        return 0;
    });
}

// Whatever Grace types, wherever she is, is answered as if there were no such incident.
void check_answers(Whole& whole) {
    const auto asked_for = [&](const std::string& text) {
        const auto outcome = whole.types_as("U0GRACE", "C0GENERAL", text);
        CHECK(outcome.ok);
        return outcome.response.dump();
    };
    for (const auto* text :
         {"PRV-1",          "PRV-1 show",       "PRV-1 log x",      "PRV-1 timeline",
          "PRV-1 history",  "PRV-1 roles",      "PRV-1 actions",    "PRV-1 update x",
          "PRV-1 close",    "PRV-1 reopen x",   "PRV-1 postmortem", "PRV-1 assign @grace",
          "PRV-1 edit 1 x", "PRV-1 remove 1",   "PRV-1 history 1",  "PRV-1 summary x",
          "PRV-1 publish",  "PRV-1 redact 1 x", "PRV-1 private x",  "PRV-1 help",
          "show PRV-1",     "show prv-1"}) {
        CAPTURE(text);
        CHECK(replaced(replaced(asked_for(text), "PRV-1", "PRV-77"), "prv-1", "prv-77") ==
              asked_for(replaced(replaced(text, "PRV-1", "PRV-77"), "prv-1", "prv-77")));
    }
    for (const auto* text :
         {"", "list", "list all", "list closed", "show", "log x", "help", "close", "roles",
          "show INC-1", "INC-1 timeline", "lst", "INC-1 history", "stats", "catchup",
          "INC-1 catchup", "declare canaries are not meant: a name alike"}) {
        CAPTURE(text);
        CHECK(trace_in(replaced(lower(asked_for(text)), "canaries", "")) == "");
    }
}

void check_pages(Whole& whole) {
    for (const auto* path :
         {"/", "/history", "/log", "/history.rss", "/history.atom", "/maintenances.ics",
          "/incidents/PRV-1", "/incidents/INC-1", "/api/v2/summary.json", "/api/v2/status.json",
          "/api/v2/components.json", "/api/v2/incidents.json", "/api/v2/incidents/unresolved.json",
          "/api/v2/scheduled-maintenances.json"}) {
        CAPTURE(path);
        const auto answer = get(whole.page_port(), path);
        CHECK(answer.status != 0);
        CHECK(trace_in(answer.head + answer.body) == "");
    }
    CHECK(get(whole.page_port(), "/incidents/PRV-1").status == 404);
    CHECK(get(whole.page_port(), "/incidents/PRV-1").body ==
          get(whole.page_port(), "/incidents/PRV-77").body);
    for (const auto* path : {"/healthz", "/readyz", "/metrics", "/"}) {
        CAPTURE(path);
        const auto answer = get(whole.admin_port(), path);
        CHECK(answer.status != 0);
        CHECK(trace_in(answer.head + answer.body) == "");
    }
}

void check_files(Whole& whole) {
    const auto store = open_store_to_read(whole.config().database, whole.config().settings);
    int left_out = 0;
    CHECK(trace_in(store->export_record(false, left_out)) == "");
    CHECK(left_out == 1);
    CHECK(trace_in(store->export_record(true, left_out)) != "");
    std::vector<Dossier> dossiers;
    for (const auto& incident : store->record().incidents(IncidentFilter::all, 0, 100))
        dossiers.push_back(store->dossier(incident.id).value());
    for (const auto format :
         {LogFormat::markdown, LogFormat::html, LogFormat::json, LogFormat::csv}) {
        LogRequest request;
        request.format = format;
        CHECK(trace_in(render_log(dossiers, whole.config().settings, request, {}).value()) == "");
        request.with_private = true;
        CHECK(trace_in(render_log(dossiers, whole.config().settings, request, {}).value()) != "");
    }
}

}  // namespace

TEST_CASE("nothing of a private incident is found outside its channel") {
    const Log log;
    {
        Whole whole;
        whole.types("declare sev2 Checkout is slow");
        whole.settle();
        whole.types("declare private CANARYTITLE");
        whole.settle();
        whole.place = whole.newest_channel();
        const auto secret = whole.place;
        live_in_secret(whole);
        check_calls(whole, secret);
        check_channels(whole, secret);
        check_answers(whole);
        check_pages(whole);
        check_files(whole);
    }
    CHECK(trace_in(log.text()) == "");
}

TEST_CASE("what goes wrong with a private incident is not told in the log") {
    const Log log;
    {
        Whole whole({}, {}, [](sandbox::Server& server) {
            server.workspace().scopes.erase("pins:write");
            server.workspace().scopes.erase("bookmarks:write");
            server.workspace().scopes.erase("files:write");
        });
        whole.types("declare private CANARYTITLE");
        whole.settle();
        whole.place = whole.newest_channel();
        live_in_secret(whole);
        check_channels(whole, whole.place);
    }
    CHECK(log.text().find("a private incident: show_pin was refused") != std::string::npos);
    CHECK(trace_in(log.text()) == "");
}

TEST_CASE(
    "a private incident without a channel is told to whoever declared it, and to nobody else") {
    Whole whole({}, {},
                [](sandbox::Server& server) { server.workspace().may_create_channels = false; });
    whole.types("declare private CANARYTITLE");
    whole.settle();
    for (const auto* text :
         {"PRV-1 log CANARYENTRY", "PRV-1 update CANARYUPDATE", "PRV-1 close CANARYCLOSE"})
        CHECK(whole.types(text).ok);
    whole.settle();
    const auto told = whole.in_slack([](sandbox::Server& server) {
        std::map<std::string, std::string> told;
        for (const auto& [id, channel] : server.workspace().channels())
            for (const auto& [ts, message] : channel.messages)
                if (message.ephemeral_to.empty() && !trace_in(message.text).empty())
                    told[channel.is_im() && channel.has("U0ADA") ? "Ada" : id] += message.text;
        return told;
    });
    REQUIRE(told.size() == 1);
    REQUIRE(told.contains("Ada"));
    CHECK(told.at("Ada").find("The private channel could not be made (restricted_action)") !=
          std::string::npos);
    CHECK(told.at("Ada").find("/incident PRV-1 log TEXT") != std::string::npos);
    check_answers(whole);
}

namespace {

// Everything that somebody outside could have read of INC-1 by then, in public places.
std::string public_traces(Whole& whole) {
    return whole.in_slack([](sandbox::Server& server) {
        std::string found;
        auto& workspace = server.workspace();
        for (const auto& [id, channel] : workspace.channels()) {
            if (channel.is_private() || channel.is_im())
                continue;
            for (const auto& [ts, message] : channel.messages)
                if (message.ephemeral_to.empty() && message.user == workspace.bot_user &&
                    message.subtype.empty() &&
                    lower(message.text + message.blocks.dump()).find("canary") != std::string::npos)
                    found += id + ": " + message.text + "\n";
            for (const auto& bookmark : channel.bookmarks)
                found += id + " bookmark " + bookmark.title + "\n";
            found += trace_in(channel.name + channel.topic.value + channel.purpose.value);
        }
        return found;
    });
}

bool is_on_page(Whole& whole) {
    return lower(get(whole.page_port(), "/").body).find("canary") != std::string::npos;
}

}  // namespace

TEST_CASE("made private after the fact, what was public is taken back") {
    for (const bool closed : {false, true}) {
        CAPTURE(closed);
        Whole whole;
        whole.types("declare sev2 CANARYTITLE");
        whole.settle();
        whole.place = whole.newest_channel();
        const auto old = whole.place;
        for (const auto* text : {"log CANARYENTRY", "assign @margaret", "update CANARYUPDATE one",
                                 "update identified CANARYUPDATE two", "severity sev1 CANARYWHY"})
            CHECK(whole.types(text).ok);
        if (closed)
            whole.types("close CANARYCLOSE");
        whole.settle();
        CHECK(public_traces(whole) != "");
        Whole::until([&] { return is_on_page(whole); });
        whole.in_slack([&](sandbox::Server& server) {
            server.post_message("U0ADA", old, "what I wrote myself");
            return 0;
        });

        const auto answer = whole.types("private it is about a customer");
        CHECK(answer.response.value("text", "").find("as PRV-1") != std::string::npos);
        whole.settle();
        CHECK(public_traces(whole) == "");
        Whole::until([&] { return !is_on_page(whole); });
        CHECK(get(whole.page_port(), "/incidents/INC-1").status == 404);
        CHECK(lower(get(whole.page_port(), "/history.rss").body).find("canary") ==
              std::string::npos);

        const auto secret = whole.newest_channel();
        CHECK(secret != old);
        whole.in_slack([&](sandbox::Server& server) {
            auto& workspace = server.workspace();
            const auto& room = *workspace.find_channel(secret);
            CHECK(room.is_private());
            CHECK(room.has("U0ADA"));
            CHECK(room.has("U0MARGARET"));
            CHECK(room.name.starts_with("prv-1-canarytitle"));
            const auto& before = *workspace.find_channel(old);
            CHECK(before.is_archived);
            CHECK(before.name == "inc-1");
            bool own_words = false;
            for (const auto& [ts, message] : before.messages)
                own_words = own_words || message.text == "what I wrote myself";
            CHECK(own_words);
            for (const auto& [id, file] : workspace.files())
                for (const auto& share : file.shares)
                    CHECK(share.channel == secret);
            CHECK(workspace.files().size() == (closed ? 1U : 0U));
            return 0;
        });
        whole.place = secret;
        CHECK(whole.types("timeline").response.dump().find("CANARYENTRY") != std::string::npos);
        CHECK(whole.types_as("U0LINUS", "C0GENERAL", "INC-1 show")
                  .response.value("text", "")
                  .starts_with("There is no INC-1."));
        check_answers(whole);
    }
}
