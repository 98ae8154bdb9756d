#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/revision.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace muster {

Error no_such_shape(const Asked& asked, std::string_view named, std::string_view usage) {
    const auto& shapes = asked.record.settings().postmortem_shapes;
    std::string names;
    for (const auto& shape : shapes)
        names += (names.empty() ? "" : ", ") + shape;
    return invalid("There is no postmortem shape " + shortened(without_mentions(named), 60) + ". " +
                   did_you_mean(nearest(lower(named), shapes)) + "There are " + names +
                   ". Write: " + typed(asked, usage));
}

Result<Decision> postmortem_command(const Asked& asked) {
    const auto& settings = asked.record.settings();
    auto rest = asked.arguments;
    const auto word = lower(take_word(rest));
    if (word == "publish")
        return publish_postmortem(asked, rest);
    if (word == "unpublish")
        return unpublish_postmortem(asked, rest);
    if (word == "ask")
        return ask_for_review(asked, rest);
    if (word == "revisions")
        return list_revisions(asked, rest);
    if (word == "done" && rest.empty())
        return postmortem_done_clicked(asked);
    if (word == "reviewed" && rest.empty())
        return postmortem_reviewed_clicked(asked);
    const auto& shapes = settings.postmortem_shapes;
    if (!rest.empty() || (!word.empty() && std::ranges::find(shapes, word) == shapes.end()))
        return no_such_shape(asked, asked.arguments, "postmortem [SHAPE]");
    Revision revision;
    revision.number = asked.incident->revisions + 1;
    revision.author = asked.request.user;
    revision.at = asked.request.at;
    revision.reason = "asked for";
    revision.shape = word.empty() ? shape_of(asked, *asked.incident) : word;
    const std::string where = asked.incident->is_private()
                                  ? " and posted in its channel alone."
                                  : " and posted here and in the postmortems channel.";
    Reply reply;
    reply.words.plain("The postmortem of ")
        .bold(to_string(asked.incident->id))
        .plain(" is being made (revision " + std::to_string(revision.number) + ", shape " +
               revision.shape + ")" +
               (asked.incident->revisions == 0 ? where : ", and its post is brought up to date."));
    return decided(asked, asked.incident->id, {RevisionMade{std::move(revision)}},
                   std::move(reply));
}

}  // namespace muster
