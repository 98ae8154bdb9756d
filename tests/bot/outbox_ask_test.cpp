#include "tests/bot/outbox_run.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster;
using namespace muster::sample;
using muster::testing::Run;
using slack::sample::DeliverySlack;

namespace {

const std::string ts = "1795183321.000100";

Job asks() {
    Effect ask = effect(Effect::Kind::ask_message);
    ask.people = {"U1"};
    ask.details = {{"channel", "C0INCIDENTS"}, {"message", ts}};
    return job({declared(inc_1)}, {ask});
}

asio::awaitable<void> note(std::vector<Request>& answers, Request answer) {
    answers.push_back(std::move(answer));
    co_return;
}

}  // namespace

TEST_CASE("wherever the program dies, an Ask is answered, and by one and the same request") {
    for (const bool after : {false, true})
        for (int at = 1; at <= 2; ++at) {
            CAPTURE(at);
            CAPTURE(after);
            Folder folder;
            DeliverySlack slack;
            slack.messages.push_back({"C0INCIDENTS", ts, "", "failover", "", false, 0, "U1"});
            std::vector<Request> answers;
            const auto take = [&](Request answer) { return note(answers, std::move(answer)); };
            {
                Run run(folder.file(), slack);
                run.keep(asks());
                run.worker.on_answer(take);
                run.api.dies_at = at;
                run.api.dies_after = after;
                run.finish();
                CHECK(run.died);
            }
            CHECK(answers.empty());
            Run run(folder.file(), slack);
            run.worker.on_answer(take);
            run.finish();
            REQUIRE(answers.size() == 1);
            CHECK(answers[0].messages.at(0).text == "failover");
            CHECK(answers[0].user.user == UserId("U1"));
            CHECK(run.worker.counts().delivered == 1);
        }
}
