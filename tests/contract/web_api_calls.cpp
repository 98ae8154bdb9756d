// Makes calls with Muster's own Web API client, for tests in other languages: `muster-web-api
// API_URL TOKEN` reads a call from each line, as {"method":…,"args":{…}}, {"upload":URL,"bytes":…}
// or {"respond":URL,"message":{…}}, and answers each with a line of what became of it.
// `muster-web-api --methods` names all methods that Muster may call.
#include "bot/slack_client.hpp"
#include "slack/methods_table.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>

namespace {

using namespace muster;
using nlohmann::json;

slack::Form form_of(const json& args) {
    slack::Form form;
    for (const auto& [name, value] : args.items()) {
        if (value.is_string())
            form.text(name, value.get<std::string>());
        else if (value.is_boolean())
            form.flag(name, value.get<bool>());
        else if (value.is_number_integer())
            form.number(name, value.get<long long>());
        else
            form.json(name, value);
    }
    return form;
}

asio::awaitable<slack::Answer> make(SlackApi& api, json asked) {
    if (asked.contains("upload"))
        co_return co_await api.upload(asked["upload"], asked["bytes"]);
    if (asked.contains("respond"))
        co_return co_await api.respond(asked["respond"], asked["message"]);
    co_return co_await api.call(asked.at("method"), form_of(asked.value("args", json::object())),
                                slack::Priority::waited_for);
}

json as_json(const slack::Answer& answer) {
    return {{"kind", to_string(answer.kind)},
            {"error", answer.error},
            {"detail", answer.detail},
            {"needed", answer.needed},
            {"dated", answer.slack_date.has_value()},
            {"body", answer.body}};
}

}  // namespace

int main(int count, char** arguments) {
    if (count == 2 && std::string_view(arguments[1]) == "--methods") {
        for (const auto& method : slack::methods())
            std::cout << method.name << "\n";
        return 0;
    }
    if (count != 3) {
        std::cerr << "usage: muster-web-api API_URL TOKEN | --methods\n";
        return 2;
    }
    spdlog::set_level(spdlog::level::off);
    try {
        asio::io_context context(1);
        SlackClient::Options options;
        options.api_url = arguments[1];
        options.bot_token = arguments[2];
        options.app_token = arguments[2];
        options.paced = false;
        SlackClient client(context.get_executor(), options);
        for (std::string line; std::getline(std::cin, line);) {
            std::exception_ptr failure;
            slack::Answer answer;
            asio::co_spawn(context, make(client, json::parse(line)),
                           [&](std::exception_ptr ended, slack::Answer answered) {
                               failure = ended;
                               answer = std::move(answered);
                           });
            context.restart();
            context.run();
            if (failure)
                std::rethrow_exception(failure);
            std::cout << as_json(answer).dump(-1, ' ', false, json::error_handler_t::replace)
                      << '\n'
                      << std::flush;  // whoever asked waits for it
        }
    } catch (const std::exception& error) {
        std::cerr << "muster-web-api: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
