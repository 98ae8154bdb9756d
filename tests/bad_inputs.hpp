#pragma once

#include <string>
#include <vector>

namespace muster::tests {

// Something a person may type that cannot be done, and what the answer must contain to help them:
// what was wrong or what would be right. Typed in the channel of INC-1, which is open, has entry 1
// (removed: entry 2), started at 13:20, action 1 (done: action 2) and Ada as commander.
struct BadInput {
    std::string typed;
    std::string helps;
};

inline std::vector<BadInput> bad_inputs() {
    const auto many = [](std::size_t count, const std::string& text) {
        std::string all;
        all.reserve(count * text.size());
        for (std::size_t i = 0; i < count; ++i)
            all += text;
        return all;
    };
    std::vector<BadInput> inputs{
        // Words that are no command.
        {"lgo failover started", "Did you mean /incident log?"},
        {"asign @grace", "Did you mean /incident assign?"},
        {"clsoe done", "Did you mean /incident close?"},
        {"postmorten", "Did you mean /incident postmortem?"},
        {"timelines", "Did you mean /incident timeline?"},
        {"foo", "/incident help"},
        {"???", "/incident help"},
        {"-", "/incident help"},
        {"\"log\" text", "/incident help"},
        {"<!channel> hello", "/incident help"},
        {"<script>alert(1)</script>", "/incident help"},
        {"{{title}}", "/incident help"},
        {"\u202Egol failover", "/incident help"},
        {"日本語", "/incident help"},
        {many(500, "x"), "/incident help"},
        {many(40'000, "x"), "/incident help"},
        {"'; DROP TABLE incidents; --", "/incident help"},
        {"../../etc/passwd", "/incident help"},
        // Incidents that are not there.
        {"INC-99 log text", "There is no INC-99"},
        {"INC-0 log text", "/incident help"},
        {"INC-01 log text", "/incident help"},
        {"INC-9999999999 log text", "/incident help"},
        {"INC- log text", "/incident help"},
        {"INC-1x log text", "/incident help"},
        {"PRV-1 log text", "There is no PRV-1"},
        {"DRL-1 log text", "There is no DRL-1"},
        {"INC-99", "There is no INC-99"},
        {"INC-1 declare Another", "/incident declare TITLE"},
        {"show INC-99", "There is no INC-99"},
        {"show nothing", "There is no nothing"},
        {"show <@U1ADA>", "There is no"},
        {"INC-1 lgo text", "Did you mean"},
        // Declaring.
        {"declare sev9 Title", "sev1, sev2, sev3, sev4"},
        {"declare SEV0 Title", "sev1, sev2, sev3, sev4"},
        {"declare sev12 Title", "sev1, sev2, sev3, sev4"},
        {"declare sev2 sev7 Title", "sev1, sev2, sev3, sev4"},
        {"declare private drill Leak", "Nothing was declared"},
        {"declare drill sev1 private Leak", "Nothing was declared"},
        {"declare " + many(201, "t"), "200 characters; this one has 201"},
        {"declare " + many(201, "é"), "200 characters; this one has 201"},
        {"declare " + many(40'000, "t"), "200 characters; this one has 40000"},
        // Logging.
        {"log", "log [TIME] TEXT"},
        {"log    ", "log [TIME] TEXT"},
        {"log 14:02", "log [TIME] TEXT"},
        {"log ~13:02", "log [TIME] TEXT"},
        {"log 10m ago", "log [TIME] TEXT"},
        {"log -15m", "log [TIME] TEXT"},
        {"log 13:00-13:30", "log [TIME] TEXT"},
        {"log 25:00 text", "14:02"},
        {"log 24:01 text", "14:02"},
        {"log 14:60 text", "14:02"},
        {"log 14:02:61 text", "14:02"},
        {"log 13:00pm text", "7:30am"},
        {"log 0:30am text", "am"},
        {"log 2026-02-30 10:00 text", "2026-02-30"},
        {"log 2026-13-01 10:00 text", "2026-13-01"},
        {"log 2026-11-21 10:00 text", "has not happened yet"},
        {"log 2099-01-01 10:00 text", "has not happened yet"},
        {"log 2026-11-20 23:59 text", "has not happened yet"},
        {"log 2026-03-29 01:30 text", "01:30"},
        {"log ~25:00 text", "14:02"},
        {"log ~ text", "14:02"},
        {"log yesterday 25:00 text", "14:02"},
        {"log 13:00-25:00 text", "14:02"},
        {"log " + many(40'001, "x"), "40,000 characters; this one has 40001"},
        {"log " + many(40'001, "é"), "40,000 characters; this one has 40001"},
        {"log 2026-11-20 10:00", "log [TIME] TEXT"},
        // Entries by number.
        {"edit", "edit N TEXT"},
        {"edit one text", "edit N TEXT"},
        {"edit 0 text", "edit N TEXT"},
        {"edit -1 text", "edit N TEXT"},
        {"edit 1.5 text", "edit N TEXT"},
        {"edit 99 text", "has no entry 99"},
        {"edit 9999999 text", "edit N TEXT"},
        {"edit 2 text", "Entry 2 was removed"},
        {"edit 1", "edit 1 [TIME] TEXT"},
        {"edit 1 it began", "says that already"},
        {"edit 1 25:00 text", "14:02"},
        {"edit 1 2026-11-25 10:00 text", "has not happened yet"},
        {"edit 1 " + many(40'001, "x"), "40,000"},
        {"edit text", "edit N TEXT"},
        {"remove", "remove N"},
        {"remove all", "remove N"},
        {"remove 99", "has no entry 99"},
        {"remove 2", "Entry 2 was removed"},
        {"remove 1 2", "remove 1"},
        {"remove 1,2", "remove N"},
        {"remove ١", "remove N"},
        {"timeline 9", "timeline [PAGE]"},
        {"timeline 0", "timeline [PAGE]"},
        {"timeline -1", "timeline [PAGE]"},
        {"timeline first", "timeline [PAGE]"},
        {"timeline 1 2", "timeline [PAGE]"},
        // Roles.
        {"assign", "assign ROLE @USER"},
        {"assign commander", "assign ROLE @USER"},
        {"assign scribe", "assign ROLE @USER"},
        {"assign king @grace", "commander, communications, operations, scribe"},
        {"assign @grace king", "commander, communications, operations, scribe"},
        {"assign grace", "There is no role grace"},
        {"assign @nobody", "Nobody here is called @nobody"},
        {"assign @sam", "could be"},
        {"assign scribe @SAM", "could be"},
        {"assign @gone", "Nobody here is called @gone"},
        {"assign @ada", "Ada is commander already"},
        {"assign commander @ada", "Ada is commander already"},
        {"assign @grace @linus", "There is no role"},
        {"assign @grace scribe now", "assign ROLE @USER"},
        {"assign scribe @grace now", "assign ROLE @USER"},
        {"assign @", "There is no role @"},
        {"assign \"\"", "1 to 200 characters"},
        {"assign \"   \"", "1 to 200 characters"},
        {"assign \"" + many(201, "n") + "\"", "1 to 200 characters"},
        {"assign \"unclosed", "commander, communications, operations, scribe"},
        {"assign @" + many(300, "n"), "too long"},
        {"assign <!channel>", "commander, communications, operations, scribe"},
        {"assign <!subteam^S1>", "commander, communications, operations, scribe"},
        {"unassign", "unassign ROLE"},
        {"unassign king", "There is no role king"},
        {"unassign scribe", "Nobody is scribe"},
        {"unassign commander @ada", "unassign ROLE"},
        {"unassign @ada", "There is no role"},
        // Updates, status, severity, title.
        {"update", "update [STATUS] TEXT"},
        {"update    ", "update [STATUS] TEXT"},
        {"update investigating", "update TEXT"},
        {"update identifed the cause", "Nothing was published"},
        {"update monitorng", "Nothing was published"},
        {"update " + many(40'001, "x"), "40,000"},
        {"update monitoring " + many(40'001, "x"), "40,000"},
        {"status", "investigating, identified, monitoring, resolved"},
        {"status investigating", "update TEXT"},
        {"status done", "There is no status done"},
        {"status closed", "There is no status closed"},
        {"status 3", "There is no status 3"},
        {"status {{status}}", "There is no status {{status}}"},
        {"status monitoring " + many(40'001, "x"), "40,000"},
        {"severity", "severity SEV [WHY]"},
        {"severity sev9", "sev1, sev2, sev3, sev4"},
        {"severity 1", "sev1, sev2, sev3, sev4"},
        {"severity high", "sev1, sev2, sev3, sev4"},
        {"severity sev3", "is sev3 already"},
        {"severity SEV3 why", "is sev3 already"},
        {"severity sev1 " + many(40'001, "x"), "40,000"},
        {"rename", "rename TITLE"},
        {"rename   ", "rename TITLE"},
        {"rename Checkout is slow", "has that title already"},
        {"rename " + many(201, "t"), "this one has 201"},
        {"publish", "is on the status page already"},
        {"publish now", "Nothing goes with publish"},
        {"unpublish", "unpublish WHY"},
        // Times.
        {"time begun 13:00", "started, detected, acknowledged, repaired, resolved"},
        {"time started", "14:02"},
        {"time closed 13:00", "started, detected, acknowledged, repaired and resolved"},
        {"time started soon", "14:02"},
        {"time started 25:00", "14:02"},
        {"time started 13:00-13:30", "not a span"},
        {"time started 2099-01-01 10:00", "has not happened yet"},
        {"time started 13:00 because", "zone"},
        {"time 13:00", "There is no time called 13:00"},
        {"time started 13:00 Atlantis/Sunken", "Atlantis"},
        {"time repaired 2020-01-01 10:00", "would be before"},
        {"time resolved 2020-01-01 10:00", "would be before"},
        {"time started tomorrow 10:00", "14:02"},
        // Actions.
        {"action", "action @USER TEXT [by DATE]"},
        {"action @ada", "action @USER TEXT [by DATE]"},
        {"action fix the pool", "Begin with @USER"},
        {"action @nobody fix it", "Nobody here is called @nobody"},
        {"action @sam fix it", "could be"},
        {"action @ada fix it by 2020-01-01", "2020-01-01"},
        {"action done", "action done N"},
        {"action done one", "action done N"},
        {"action done 99", "has no action 99"},
        {"action done 2", "Action 2 is done already"},
        {"action done 1 2", "action done N"},
        {"action drop", "action drop N WHY"},
        {"action drop 1", "action drop N WHY"},
        {"action drop 99 why", "has no action 99"},
        {"action drop 2 why", "Action 2 is done already"},
        {"action @ada " + many(40'001, "x"), "40,000"},
        {"action \"Name\"", "action @USER TEXT [by DATE]"},
        // Closing, reopening, the postmortem.
        {"close " + many(40'001, "x"), "40,000"},
        {"reopen", "reopen WHY"},
        {"reopen it is back", "INC-1 is open"},
        {"postmortem fancy", "narrative, overview, review, standard"},
        {"postmortem ../../etc/passwd", "narrative, overview, review, standard"},
        {"postmortem standard twice", "narrative, overview, review, standard"},
        {"postmortem {{>x}}", "narrative, overview, review, standard"},
        // Lists and help.
        {"list everything", "list [open|closed|all] [PAGE]"},
        {"list open 99", "list [open|closed|all] [PAGE]"},
        {"list open closed all", "list [open|closed|all] [PAGE]"},
        {"list -1", "list [open|closed|all] [PAGE]"},
        {"list 99", "list [open|closed|all] [PAGE]"},
        {"help nothing", "There is no command nothing"},
        {"help lgo", "Did you mean log?"},
        {"help <!everyone>", "/incident help shows them all"},
    };
    for (const auto* part : {"summary", "impact", "trigger", "detection", "cause", "resolution",
                             "recovery", "lesson"}) {
        inputs.push_back({part, std::string(part) + " TEXT"});
        inputs.push_back({std::string(part) + "  \u00A0 ", std::string(part) + " TEXT"});
        inputs.push_back({std::string(part) + " " + many(40'001, "x"), "40,000"});
    }
    return inputs;
}

// Hostile text that is perfectly good text: it must come back as it was typed, and do nothing else.
inline std::vector<std::string> hostile_texts() {
    return {
        "<!channel> wake up",
        "<!here> <!everyone> <@U2GRACE> <#C1>",
        "<script>alert(1)</script>",
        "{{title}} {{{x}}} {{>partial}} {{#a}}{{/a}}",
        "*bold* _italic_ ~struck~ `code` ```block```",
        "a & b < c > d &amp; &lt;",
        "\u202Eright to left\u202C and \u05E9\u05DC\u05D5\u05DD",
        "| a | b |\n|---|---|\n# Heading\n> quote\n- list\n1. one",
        "https://example.com/?a=1&b=2|label>",
        "<https://evil.example|click here>",
        "]]> <![CDATA[ x ]]>",
        "emoji :fire: and \U0001F525",
        "back\\slash \"quotes\" 'single'",
    };
}

}  // namespace muster::tests
