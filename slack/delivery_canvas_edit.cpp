// How a canvas is kept in step with its document (docs/decisions/0013-canvas.md): what was added is
// inserted; what changed is inserted anew, and the old goes only where nobody else can have written
// into it. Whatever a lookup or an id may cover, more than we know is ours is never deleted.
#include "slack/delivery_refusal.hpp"
#include "slack/delivery_work.hpp"

#include <algorithm>
#include <sstream>

namespace muster::slack {
namespace {

constexpr std::size_t most_exchanged = 30;  // blocks of a section, with two calls for each
constexpr int most_anchors = 3;

std::string joined(const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "" : " ") + id;
    return text;
}

std::vector<std::string> parted(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> ids;
    for (std::string id; stream >> id;)
        ids.push_back(id);
    return ids;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

// Whether these words would be found nowhere else in what is ours.
bool is_only_there(const CanvasBlock& block, const std::vector<CanvasSection>& wanted,
                   const WrittenCanvas& written) {
    if (block.probe.empty())
        return false;
    int there = 0;
    for (const auto& section : wanted) {
        there += section.heading.find(block.probe) == std::string::npos ? 0 : 1;
        for (const auto& other : section.blocks)
            there += other.probe.find(block.probe) == std::string::npos &&
                             other.markdown.find(block.probe) == std::string::npos
                         ? 0
                         : 1;
    }
    if (there != 1)
        return false;
    return std::ranges::none_of(written.sections, [&](const auto& kept) {
        return std::ranges::any_of(kept.second.blocks, [&](const WrittenBlock& other) {
            return other.probe.find(block.probe) != std::string::npos;
        });
    });
}

std::vector<CanvasBlock> blocks_of(const CanvasSection& section, const CanvasRun& run) {
    const auto begin = section.blocks.begin();
    return {begin + static_cast<std::ptrdiff_t>(run.new_begin),
            begin + static_cast<std::ptrdiff_t>(run.new_end)};
}

// Words that only the new blocks of that run have; "" when there are none.
std::string probe_for(const CanvasSection& section, const CanvasRun& run,
                      const std::vector<CanvasSection>& wanted, const WrittenCanvas& written) {
    for (auto at = run.new_begin; at < run.new_end; ++at)
        if (is_only_there(section.blocks[at], wanted, written))
            return section.blocks[at].probe;
    return {};
}

bool can_be_told(const CanvasSection& section, const std::vector<CanvasRun>& runs,
                 const std::vector<CanvasSection>& wanted, const WrittenCanvas& written) {
    return std::ranges::all_of(runs, [&](const CanvasRun& run) {
        return run.new_begin == run.new_end || !probe_for(section, run, wanted, written).empty();
    });
}

}  // namespace

// `change` without its content. What it inserts is known by `probe`, as a heading or as words.
Script<bool> DeliveryWork::insert_into_canvas(std::string part, Json change, std::string markdown,
                                              std::string probe, bool by_heading) {
    if (progress_.done.contains(part))
        co_return true;
    const auto tried = "try/" + part;
    const auto there = by_heading ? co_await find_heading(probe) : co_await find_block(probe);
    if (canvas_.refusal)
        co_return false;
    if (!there.empty()) {
        progress_.done[part];
        co_return true;
    }
    part_ = part;
    if (progress_.done.contains(tried) && in_doubt(part))
        not_found(part);
    progress_.done[tried];
    change["document_content"] = content(markdown);
    Form form;
    form.text("canvas_id", canvas_.id);
    form.json("changes", Json::array({change}));
    auto answer = co_await tell("canvases.edit", form);
    stop_unless_canvas_final(answer);
    if (!answer.good()) {
        canvas_.refusal = answer;
        co_return false;
    }
    progress_.done[part];
    co_return true;
}

Script<bool> DeliveryWork::update_canvas(std::vector<CanvasSection> wanted) {
    auto& known = canvas_.written;
    const auto stamp = co_await canvas_stamp();
    if (is_canvas_gone())
        co_return false;
    canvas_.refusal.reset();
    if (progress_.done.contains("new")) {  // made just now, whole
        known.seen = is_our_stamp(stamp) ? stamp : "";
        co_return true;
    }
    if (known.sections.empty() && canvas_.ours && is_our_stamp(stamp)) {
        known.own = true;  // made by an attempt that nobody remembers
        co_return co_await rewrite_canvas(wanted) && co_await note_canvas();
    }
    if (known.sections.empty()) {  // people's own canvas: ours goes below
        const auto& title = wanted.front().heading;
        if (!co_await insert_into_canvas("all", {{"operation", "insert_at_end"}},
                                         canvas_markdown(wanted), title, true))
            co_return false;
        for (const auto& section : wanted)
            known.sections[section.heading] = written(section);
        co_return co_await note_canvas();
    }
    // A change of ours hides who wrote before it, so what was seen once is kept until the end.
    const bool resumed = progress_.done.contains("begun");
    const bool is_ours =
        !stamp.empty() && (stamp == known.seen || (resumed && is_our_stamp(stamp)));
    if (!is_ours || progress_.done.contains("others"))
        others_wrote();
    const auto differs = [&](const CanvasSection& section) {
        const auto kept = known.sections.find(section.heading);
        return kept == known.sections.end() || kept->second.left ||
               !differences(kept->second.blocks, section.blocks).empty();
    };
    const auto is_gone = [&](const auto& kept) {
        return !kept.second.left &&
               std::ranges::find(wanted, kept.first, &CanvasSection::heading) == wanted.end();
    };
    if (std::ranges::none_of(wanted, differs) && std::ranges::none_of(known.sections, is_gone))
        co_return true;
    if (canvas_.fresh)
        try_again(canvas_.pause, parcel_.outcome_unknown);
    if (!resumed)
        progress_.done["begun"] = stamp;
    for (std::size_t at = 0; at < wanted.size(); ++at) {
        if (!differs(wanted[at]))
            continue;
        const auto kept = known.sections.find(wanted[at].heading);
        const bool there = kept != known.sections.end() && !kept->second.left;
        const bool done =
            there ? co_await update_section(wanted, at) : co_await add_section(wanted, at);
        if (!done)
            co_return false;
        keep_canvas();
        if (canvas_.rewritten)
            break;
    }
    std::vector<std::string> gone;
    for (const auto& kept : known.sections)
        if (is_gone(kept))
            gone.push_back(kept.first);
    for (const auto& key : gone)
        co_await drop_section(key);
    co_return co_await note_canvas();
}

Script<bool> DeliveryWork::update_section(std::vector<CanvasSection> wanted, std::size_t index) {
    const auto& now = wanted[index];
    const auto old = canvas_.written.sections.at(now.heading);
    const auto runs = differences(old.blocks, now.blocks);
    const bool only_more = std::ranges::all_of(
        runs, [](const CanvasRun& run) { return run.old_begin == run.old_end; });
    const bool told = can_be_told(now, runs, wanted, canvas_.written);
    const bool begun = progress_.done.contains("copy/" + now.heading + "/ids");
    const bool adding = progress_.done.contains("more/" + now.heading);
    if (only_more && old.sure && !begun && !adding) {
        const auto place = co_await place_for(old, runs);
        if (canvas_.refusal)
            co_return false;
        if (place == CanvasGap::below_heading)
            co_return co_await exchange_section(wanted, index, true);
        // Where somebody wrote, a list out of order is better than one that stands there twice.
        if (place == CanvasGap::none && co_await rewrite_canvas(wanted))
            co_return true;
    }
    if (only_more && (told || adding) && !begun) {
        progress_.done["more/" + now.heading];
        bool all = true;
        for (std::size_t at = 0; all && at < runs.size(); ++at)
            all = co_await insert_run(wanted, index, at, {});
        if (all) {
            auto& kept = canvas_.written.sections.at(now.heading);
            kept.blocks = written(now).blocks;
            co_return true;
        }
        if (canvas_.refusal)
            co_return false;
    }
    if (!begun && !only_more && old.sure && co_await exchange_blocks(wanted, index))
        co_return true;
    if (canvas_.refusal)
        co_return false;
    co_return co_await exchange_section(wanted, index, false);
}

// Whether new blocks can stand between old ones: what goes below a section goes below all of it.
Script<DeliveryWork::CanvasGap> DeliveryWork::place_for(WrittenSection old,
                                                        std::vector<CanvasRun> runs) {
    for (const auto& run : runs) {
        if (run.old_end == old.blocks.size() || old.blocks[run.old_end].probe.empty())
            continue;
        const auto below = co_await find_block(old.blocks[run.old_end].probe);
        for (const auto& id : co_await find_heading(old.heading))
            if (contains(below, id))
                co_return CanvasGap::below_heading;
        if (run.old_begin == 0 || old.blocks[run.old_begin - 1].probe.empty())
            continue;
        for (const auto& id : co_await find_block(old.blocks[run.old_begin - 1].probe))
            if (contains(below, id))
                co_return CanvasGap::none;
    }
    co_return CanvasGap::anywhere;
}

// The new blocks of one run go below `anchor`, or below what stands before them.
Script<bool> DeliveryWork::insert_run(std::vector<CanvasSection> wanted, std::size_t index,
                                      std::size_t which, std::string anchor) {
    const auto& now = wanted[index];
    const auto old = canvas_.written.sections.at(now.heading);
    const auto run = differences(old.blocks, now.blocks).at(which);
    const auto part = "more/" + now.heading + "/" + std::to_string(which);
    if (run.new_begin == run.new_end || progress_.done.contains(part))
        co_return true;
    int tried = 0;
    for (auto at = run.new_begin; anchor.empty() && at > 0 && tried < most_anchors; ++tried) {
        --at;
        if (now.blocks[at].probe.empty())
            continue;
        const auto ids = co_await find_block(now.blocks[at].probe);
        if (ids.size() == 1)
            anchor = ids.front();
    }
    if (anchor.empty()) {
        const auto ids = co_await find_heading(old.heading);
        if (ids.size() == 1)
            anchor = ids.front();
    }
    if (anchor.empty() || canvas_.refusal)
        co_return false;
    co_return co_await insert_into_canvas(
        part, {{"operation", "insert_after"}, {"section_id", anchor}},
        canvas_markdown(blocks_of(now, run)), probe_for(now, run, wanted, canvas_.written), false);
}

// Only what differs is touched: the new goes beside the old, then the old goes by its own id. False
// where an id would cover more than that, or nothing was done.
Script<bool> DeliveryWork::exchange_blocks(std::vector<CanvasSection> wanted, std::size_t index) {
    const auto& now = wanted[index];
    const auto old = canvas_.written.sections.at(now.heading);
    const auto runs = differences(old.blocks, now.blocks);
    std::vector<std::string> probes;
    for (const auto& run : runs)
        for (auto at = run.old_begin; at < run.old_end; ++at)
            probes.push_back(old.blocks[at].probe);
    const auto name = "ids/" + now.heading;
    if (!progress_.done.contains(name)) {
        if (!can_be_told(now, runs, wanted, canvas_.written) || probes.size() > most_exchanged)
            co_return co_await rewrite_canvas(wanted);
        const auto headings = co_await find_heading(old.heading);
        std::vector<std::string> ids;
        for (const auto& probe : probes) {
            const auto found =
                probe.empty() ? std::vector<std::string>() : co_await find_block(probe);
            if (found.size() != 1)
                co_return canvas_.refusal ? false : co_await rewrite_canvas(wanted);
            if (contains(headings, found.front()))  // a section holds all below its heading
                co_return co_await exchange_section(wanted, index, true);
            ids.push_back(found.front());
        }
        for (const auto& run : runs) {
            std::vector<std::size_t> kept;
            if (run.old_begin > 0)
                kept.push_back(run.old_begin - 1);
            if (run.old_end < old.blocks.size())
                kept.push_back(run.old_end);
            for (const auto at : kept) {
                if (old.blocks[at].probe.empty())
                    continue;
                for (const auto& id : co_await find_block(old.blocks[at].probe))
                    if (contains(ids, id))  // a whole list, or more
                        co_return co_await rewrite_canvas(wanted);
            }
        }
        if (canvas_.refusal)
            co_return false;
        progress_.done[name] = joined(ids);
    }
    const auto ids = parted(progress_.done.at(name));
    std::size_t last = 0;
    bool added = false;
    for (std::size_t at = 0; at < runs.size(); ++at) {
        const auto removed = runs[at].old_end - runs[at].old_begin;
        last += removed;
        const auto anchor = removed > 0 && last <= ids.size() ? ids[last - 1] : "";
        added = added || runs[at].new_end > runs[at].new_begin;
        if (!co_await insert_run(wanted, index, at, anchor))
            co_return false;
    }
    // What is new in a list may have become one section with what it stands beside.
    bool apart = true;
    for (std::size_t at = 0; apart && at < runs.size(); ++at)
        if (const auto probe = probe_for(now, runs[at], wanted, canvas_.written); !probe.empty())
            for (const auto& id : co_await find_block(probe))
                apart = apart && !contains(ids, id);
    if (!apart && co_await rewrite_canvas(wanted))
        co_return true;
    auto& kept = canvas_.written.sections.at(now.heading);
    if (!apart || !co_await is_canvas_still_ours(added)) {
        WrittenSection left = old;
        left.left = true;
        left.sure = false;
        left.blocks.clear();
        for (const auto& run : runs)
            for (auto at = run.old_begin; at < run.old_end; ++at)
                left.blocks.push_back(old.blocks[at]);
        kept.blocks = written(now).blocks;
        kept.sure = false;
        leave(std::move(left));
        co_return true;
    }
    for (std::size_t at = 0; at < ids.size() && at < probes.size(); ++at)
        if (contains(co_await find_block(probes[at]), ids[at]))
            co_await remove_from_canvas(ids[at]);
    canvas_.refusal.reset();
    kept.blocks = written(now).blocks;
    co_return true;
}

void DeliveryWork::leave(WrittenSection section) {
    const auto number = std::to_string(parcel_.effect.number);
    canvas_.written.sections["left " + number + " " + section.heading] = std::move(section);
}

// The section as it is now before the one that stands there, under a heading that tells its
// revision. The old one goes only where it is `whole` by its heading's id and nobody else can have
// written into it.
Script<bool> DeliveryWork::exchange_section(std::vector<CanvasSection> wanted, std::size_t index,
                                            bool whole) {
    auto now = wanted[index];
    const auto key = now.heading;
    const auto old = canvas_.written.sections.at(key);
    const auto part = "copy/" + key;
    now.heading += " (revision " + std::to_string(parcel_.effect.number) + ")";
    if (!progress_.done.contains(part + "/ids")) {
        const auto headings = co_await find_heading(old.heading);
        if (canvas_.refusal)
            co_return false;
        progress_.done[part + "/ids"] =
            (whole ? "whole " : "beside ") + (headings.size() == 1 ? headings.front() : "");
    }
    const auto noted = parted(progress_.done.at(part + "/ids"));
    const auto id = noted.size() == 2 ? noted[1] : std::string();
    const Json place = id.empty() ? Json{{"operation", "insert_at_end"}}
                                  : Json{{"operation", "insert_before"}, {"section_id", id}};
    if (!co_await insert_into_canvas(part, place, canvas_markdown(now), now.heading, true))
        co_return false;
    auto& kept = canvas_.written.sections.at(key);
    kept = written(now);
    bool removed = false;
    if (noted.front() == "whole" && old.sure && !id.empty() &&
        co_await is_canvas_still_ours(true)) {
        removed =
            !contains(co_await find_heading(old.heading), id) || co_await remove_from_canvas(id);
        canvas_.refusal.reset();
    }
    if (!removed) {
        auto left = old;
        left.left = true;
        left.sure = false;
        leave(std::move(left));
    }
    co_return true;
}

// A part of the document that was not there before.
Script<bool> DeliveryWork::add_section(std::vector<CanvasSection> wanted, std::size_t index) {
    auto now = wanted[index];
    const auto key = now.heading;
    const auto part = "new/" + key;
    if (!progress_.done.contains(part + "/name")) {
        const auto taken = co_await find_heading(now.heading);
        if (!taken.empty())  // somebody has one of that name
            now.heading += " (revision " + std::to_string(parcel_.effect.number) + ")";
        progress_.done[part + "/name"] = now.heading;
    }
    now.heading = progress_.done.at(part + "/name");
    Json place{{"operation", "insert_at_end"}};
    for (auto next = index + 1; next < wanted.size(); ++next) {
        const auto kept = canvas_.written.sections.find(wanted[next].heading);
        if (kept == canvas_.written.sections.end() || kept->second.left)
            continue;
        const auto ids = co_await find_heading(kept->second.heading);
        if (ids.size() == 1)
            place = {{"operation", "insert_before"}, {"section_id", ids.front()}};
        break;
    }
    if (canvas_.refusal ||
        !co_await insert_into_canvas(part, place, canvas_markdown(now), now.heading, true))
        co_return false;
    canvas_.written.sections[key] = written(now);
    co_return true;
}

// A part that the document has no more.
Script<bool> DeliveryWork::drop_section(std::string key) {
    auto old = canvas_.written.sections.at(key);
    canvas_.written.sections.erase(key);
    if (!old.sure || !co_await is_canvas_still_ours(false)) {
        old.left = true;
        leave(std::move(old));
        co_return false;
    }
    const auto headings = co_await find_heading(old.heading);
    std::vector<std::string> ids;
    for (const auto& block : old.blocks) {
        const auto found =
            block.probe.empty() ? std::vector<std::string>() : co_await find_block(block.probe);
        if (found.size() == 1 && !contains(ids, found.front()))
            ids.push_back(found.front());
    }
    bool all = headings.size() == 1;
    for (const auto& id : ids)
        if (all && id != headings.front())
            all = co_await remove_from_canvas(id);
    if (all)
        all = co_await remove_from_canvas(headings.front());
    canvas_.refusal.reset();
    co_return all;
}

// A canvas in which nobody else ever wrote may be written whole, however its sections are counted.
Script<bool> DeliveryWork::rewrite_canvas(std::vector<CanvasSection> wanted) {
    if (!canvas_.written.own || !co_await is_canvas_still_ours(false))
        co_return false;
    Form form;
    form.text("canvas_id", canvas_.id);
    form.json("changes", Json::array({{{"operation", "replace"},
                                       {"document_content", content(canvas_markdown(wanted))}}}));
    part_ = "whole";
    auto answer = co_await tell("canvases.edit", form);
    stop_unless_canvas_final(answer);
    if (!answer.good()) {
        canvas_.refusal = answer;
        co_return false;
    }
    canvas_.written.sections.clear();
    for (const auto& section : wanted)
        canvas_.written.sections[section.heading] = written(section);
    canvas_.rewritten = true;
    co_return true;
}

}  // namespace muster::slack
