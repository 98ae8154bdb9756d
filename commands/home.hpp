#pragma once

#include "commands/command.hpp"

#include <string>
#include <vector>

namespace muster {

// Somebody's Home tab: what is open, what they have taken on, and how to declare.
struct Home {
    struct Section {
        std::string title;
        Words empty;                   // what stands there while there are no lines
        std::vector<ReplyLine> lines;  // at most `most_home_lines` in all sections together
        Words more;                    // what is left out, and where it is
        std::vector<Button> buttons;
    };
    Words greeting;
    std::vector<Button> buttons;
    std::vector<Section> sections;
    Words footnote;
};
inline constexpr std::size_t most_home_lines = 60;

// As they may see it: private incidents only of channels they are in.
Home home_of(const Record& record, const UserId& person, Instant now);

// Whether an event is about somebody's Home tab; then what follows from it.
bool is_home(const Request& event);
Decision home_opened(const Record& record, const Request& event);

}  // namespace muster
