#include "domain/redaction.hpp"

#include <doctest/doctest.h>

using namespace muster;

namespace {

const Person ada{UserId("U1"), {}, "Ada"};

Change changed(What what) {
    return {{Series::incident, 1}, {}, ada, std::move(what)};
}

Entry entry(int number, const std::string& text) {
    Entry entry;
    entry.number = number;
    entry.text = text;
    return entry;
}

}  // namespace

TEST_CASE("all that an entry ever said is found, the longest first") {
    std::vector<Change> changes{changed(EntryAdded{entry(1, "key abc")}),
                                changed(EntryAdded{entry(2, "another")}),
                                changed(EntryEdited{entry(1, "the key abc"), entry(1, "key abc")}),
                                changed(EntryRemoved{1})};
    CHECK(texts_of_entry(changes, 1) == std::vector<std::string>{"the key abc", "key abc"});
    CHECK(texts_of_update(changes, 1).empty());
    // What a redaction left is no secret.
    const auto left = redaction_text(ada, "a key");
    CHECK(left == "Redacted by Ada: a key");
    changes = {changed(EntryAdded{entry(1, left)}), changed(EntryRedacted{1, "a key"}),
               changed(EntryEdited{entry(1, "rotated"), entry(1, left)})};
    CHECK(texts_of_entry(changes, 1) == std::vector<std::string>{"rotated"});
}

TEST_CASE("a secret is taken out of other texts, but a common word is not one") {
    const std::vector<std::string> secrets{"password hunter2", "done"};
    CHECK(holds("they typed password hunter2 here", secrets));
    CHECK_FALSE(holds("all done", secrets));
    CHECK(without("password hunter2, and password hunter2 again: done", secrets) ==
          "[redacted], and [redacted] again: done");
}
