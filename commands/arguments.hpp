#pragma once

#include "commands/command.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

constexpr std::size_t most_title_characters = 200;
constexpr std::size_t most_text_characters = 40'000;

// Takes the first word off `text`, leaving the rest trimmed. A mention is one word, whatever spaces
// its name holds. Empty when nothing is left.
std::string_view take_word(std::string_view& text);

// Takes a number (1 to 6 digits, no sign, a leading # is fine) off `text`; nothing, and `text`
// unchanged, when none stands there.
std::optional<int> take_number(std::string_view& text);

// Takes whoever stands at the front off `text`: a mention, a bare @name (looked up; an ambiguous
// one lists who it could be), or a quoted "Name (role)" for people outside the workspace. Nothing
// when the text begins with none of them.
std::optional<Result<Person>> take_person(std::string_view& text, const Record& record);

// The person a form's field names by their id; an Error when they are not known, or not active.
Result<Person> chosen_person(const std::string& id, const Record& record);

// A text to be kept: mentions as readable words, 1 to 40,000 characters. `usage` is what would be
// right when it is empty.
Result<std::string> kept_text(std::string_view text, const std::string& usage);
// A text that is read outside, too, where names give way to roles: one word cannot be mistaken
// there, half of "Ada Lovelace" could be. So people stand in it by their handles.
Result<std::string> public_text(const Asked& asked, std::string_view text,
                                const std::string& usage);
// A title: on one line, 1 to 200 characters.
Result<std::string> kept_title(std::string_view text, const std::string& usage);

// "/incident log [TIME] TEXT", with the configured command and, outside its channel, the id.
std::string typed(const Asked& asked, std::string_view words);

// Whose time is meant in this request.
TimeContext time_context(const Asked& asked);

// Somebody in a sentence: a mention of those in Slack, a name for everybody else.
Words who(const Person& person);
// A moment in a sentence; the fallback is in the asker's zone.
void say_instant(Words& words, Instant at, const Zone& zone);
// When an entry was, as a list shows it: to the minute where nobody typed a time.
When shown_when(const Entry& entry);
// "14:02", "~14:02", "14:30–20:30", with dates where they differ from `now`'s.
void say_when(Words& words, const When& when, const Zone& zone);

}  // namespace muster
