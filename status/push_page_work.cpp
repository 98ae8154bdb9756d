// What Statuspage and Cachet have in common: which effect wants which change.
#include "status/push_work.hpp"

namespace muster::status {

Script<bool> PagePushWork::make() {
    switch (effect().kind) {
        case Effect::Kind::push_update:
            if (const auto* const shown = update(effect().number); shown != nullptr)
                co_return co_await say(*shown);
            co_return true;
        case Effect::Kind::push_component:
            co_return co_await move_components();
        case Effect::Kind::show_push:
            co_return news().incident ? co_await show() : co_await take_back();
        case Effect::Kind::show_pushed_update:
            if (const auto* const shown = update(effect().number);
                shown != nullptr && !is_withdrawn())
                co_return co_await show_update(*shown);
            co_return true;
        default:
            co_return true;
    }
}

Script<bool> PagePushWork::take_back() {
    if (remote().empty()) {
        if (!in_doubt() && effect().words.empty())
            co_return true;
        if (!co_await find_incident()) {
            not_found();
            co_return true;
        }
    }
    co_return co_await withdraw();
}

}  // namespace muster::status
