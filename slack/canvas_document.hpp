#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::slack {

// A paragraph, an item of a list, a table, a block of code: the least that a canvas may call a
// section (CONTRACT 5.5 and docs/decisions/0013).
struct CanvasBlock {
    std::string markdown;
    std::string print;  // a fingerprint of that
    std::string probe;  // words that it shows and that find it again; "" when it shows too few
    bool in_list = false;

    friend bool operator==(const CanvasBlock&, const CanvasBlock&) = default;
};

// A heading and what stands below it. All of ours are of one level, so that one never holds
// another.
struct CanvasSection {
    std::string heading;  // as it is shown
    std::vector<CanvasBlock> blocks;

    friend bool operator==(const CanvasSection&, const CanvasSection&) = default;
};

// A document in CommonMark as sections of a canvas. Titles and headings of the second level begin
// sections, lower ones become bold lines; a list in a quote, which Slack refuses, becomes lines.
std::vector<CanvasSection> canvas_sections(std::string_view markdown);

// Canvas Markdown again.
std::string canvas_markdown(const std::vector<CanvasBlock>& blocks);
std::string canvas_markdown(const CanvasSection& section);
std::string canvas_markdown(const std::vector<CanvasSection>& sections);

// What Muster wrote into a canvas, as CanvasPlace::sections keeps it.
struct WrittenBlock {
    std::string print;
    std::string probe;

    friend bool operator==(const WrittenBlock&, const WrittenBlock&) = default;
};
struct WrittenSection {
    std::string heading;  // as it stands there
    std::vector<WrittenBlock> blocks;
    // Whether nobody else can have changed the canvas since it was written.
    bool sure = true;
    // A newer copy of it stands there, too: somebody may have written into this one.
    bool left = false;

    friend bool operator==(const WrittenSection&, const WrittenSection&) = default;
};
struct WrittenCanvas {
    std::map<std::string, WrittenSection> sections;  // by the document's heading
    std::string seen;  // who changed the canvas last and when, after Muster's own last change
    bool own = false;  // Muster made it, and nothing was in it before

    friend bool operator==(const WrittenCanvas&, const WrittenCanvas&) = default;
};
// What cannot be read counts as written by somebody else.
WrittenCanvas read_written(const std::map<std::string, std::string>& kept);
// Names what `before` had and is gone with an empty text: Places only ever add.
std::map<std::string, std::string> keep_written(const WrittenCanvas& written,
                                                const std::map<std::string, std::string>& before);
WrittenSection written(const CanvasSection& section);

// A piece of a section that differs: these blocks that stood there for these new ones.
struct CanvasRun {
    std::size_t old_begin = 0;
    std::size_t old_end = 0;
    std::size_t new_begin = 0;
    std::size_t new_end = 0;
};
std::vector<CanvasRun> differences(const std::vector<WrittenBlock>& before,
                                   const std::vector<CanvasBlock>& now);

}  // namespace muster::slack
