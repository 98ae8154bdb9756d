// The postmortem on the status page: shown word for word first, published by a second click.
#include "commands/arguments.hpp"
#include "commands/commands.hpp"
#include "commands/consequences.hpp"
#include "commands/mention.hpp"
#include "commands/nearest.hpp"
#include "commands/public_names.hpp"
#include "commands/revision.hpp"
#include "domain/fingerprint.hpp"
#include "domain/public_dossier.hpp"
#include "domain/publication.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <optional>

namespace muster {
namespace {

constexpr std::string_view usual_shape = "public";
constexpr std::size_t most_of_a_part = 8'000;  // bytes; a message holds about 12,000 characters
constexpr int entries_at_once = 1'000;

Dossier whole_dossier(const Asked& asked) {
    const auto& id = asked.incident->id;
    Dossier dossier;
    dossier.incident = *asked.incident;
    const auto count = asked.record.entry_count(id);
    for (int from = 0; from < count; from += entries_at_once)
        for (auto& entry : asked.record.entries(id, from, entries_at_once))
            dossier.entries.push_back(std::move(entry));
    dossier.updates = asked.record.updates(id);
    dossier.follow_ups = asked.record.follow_ups(id);
    dossier.revisions = asked.record.revisions(id);
    return dossier;
}

// What would stand on the page, byte for byte.
Result<std::string> text_to_publish(const Asked& asked, const std::string& shape) {
    const auto& settings = asked.record.settings();
    if (!settings.make_document)
        return unavailable("This Muster makes no documents, so nothing can be published.");
    auto dossier = whole_dossier(asked);
    dossier.incident.document = DocumentState::published;  // which it says of itself
    const auto names = public_names(asked.record, dossier);
    return settings.make_document(public_dossier(dossier, names), shape);
}

// Pieces that a message has room for, at the ends of lines where there are any.
std::vector<std::string_view> parts_of_text(std::string_view text) {
    std::vector<std::string_view> parts;
    while (text.size() > most_of_a_part) {
        auto end = text.rfind('\n', most_of_a_part);
        end = end == std::string_view::npos ? most_of_a_part : end + 1;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    parts.push_back(text);
    return parts;
}

std::string address_of(const Asked& asked) {
    return asked.record.settings().page_url + "/incidents/" + to_string(asked.incident->id);
}

// Why its postmortem may not be on the page.
Result<void> may_be_public(const Asked& asked) {
    const auto& incident = *asked.incident;
    const auto id = to_string(incident.id);
    if (incident.id.series != Series::incident)
        return conflict("The postmortem of " + id + " is never published: it is " +
                        (incident.is_drill() ? "a drill." : "private."));
    if (!incident.closed)
        return conflict(id + " is open. Its postmortem can be published once it is closed: " +
                        typed(asked, "close TEXT"));
    if (!is_on_page(incident, asked.record.settings()))
        return conflict(id +
                        " is not on the status page, and so its postmortem cannot be. First: " +
                        typed(asked, "publish"));
    return {};
}

Reply shown(const Asked& asked, const std::string& shape, const std::string& text, std::size_t part,
            Words before) {
    const auto id = to_string(asked.incident->id);
    const auto parts = parts_of_text(text);
    const bool last = part + 1 >= parts.size();
    Reply reply;
    reply.words = std::move(before);
    if (part == 0) {
        reply.words.bold("This is the text that would be published")
            .plain(" as the last update of " + id + " on the status page, in the shape " + shape +
                   ". Nothing is published yet. People of this workspace go by their roles in it.");
    }
    if (parts.size() > 1)
        reply.words.plain(part == 0 ? "\n" : "")
            .italic("Part " + std::to_string(part + 1) + " of " + std::to_string(parts.size()));
    reply.words.plain("\n\n").plain(parts[part]);
    if (last)
        reply.buttons = {{"postmortem_publish", "Publish this text",
                          id + " " + shape + " " + fingerprint_of(text), Button::Style::primary}};
    else
        reply.buttons = {{"postmortem_preview", "Next part",
                          id + " " + shape + " " + std::to_string(part + 2),
                          Button::Style::primary}};
    return reply;
}

Result<std::string> shape_named(const Asked& asked, std::string_view word) {
    const auto& shapes = asked.record.settings().postmortem_shapes;
    auto shape = word.empty() ? std::string(usual_shape) : lower(word);
    if (std::ranges::find(shapes, shape) != shapes.end())
        return shape;
    return no_such_shape(asked, word, "postmortem publish [SHAPE]");
}

// What may be published now, and in which shape.
struct Publication {
    std::string shape;
    std::string text;
};
Result<Publication> publication(const Asked& asked, std::string_view shape_word) {
    auto shape = shape_named(asked, shape_word);
    if (!shape)
        return shape.error();
    if (const auto allowed = may_be_public(asked); !allowed)
        return allowed.error();
    auto text = text_to_publish(asked, *shape);
    if (!text)
        return text.error();
    return Publication{*std::move(shape), *std::move(text)};
}

}  // namespace

std::optional<Update> published_postmortem(const Record& record, IncidentId id) {
    std::optional<Update> newest;
    for (auto& update : record.updates(id))
        if (update.postmortem && !update.withdrawn)
            newest = std::move(update);
    return newest;
}

Result<Decision> publish_postmortem(const Asked& asked, std::string_view rest) {
    const auto made = publication(asked, rest);
    if (!made)
        return made.error();
    return only(shown(asked, made->shape, made->text, 0, {}));
}

// "INC-7", "INC-7 public 2": from that part on.
Result<Decision> postmortem_preview_clicked(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    const auto made = publication(asked, take_word(value));
    if (!made)
        return made.error();
    const auto part = static_cast<std::size_t>(take_number(value).value_or(1)) - 1;
    return only(shown(asked, made->shape, made->text,
                      std::min(part, parts_of_text(made->text).size() - 1), {}));
}

Result<Decision> postmortem_publish_clicked(const Asked& asked) {
    std::string_view value = asked.request.value;
    take_word(value);
    const auto made = publication(asked, take_word(value));
    if (!made)
        return made.error();
    if (fingerprint_of(made->text) != take_word(value))
        return only(shown(asked, made->shape, made->text, 0,
                          Words()
                              .bold("The record has changed since you read it, so nothing was "
                                    "published.")
                              .plain(" Read it as it is now.\n\n")));
    const auto& incident = *asked.incident;
    const auto id = to_string(incident.id);
    const auto before = published_postmortem(asked.record, incident.id);
    if (before && before->text == made->text)
        return conflict("The status page shows exactly this text already: " + address_of(asked));
    Whats whats;
    if (before && before->number == incident.updates) {
        whats.emplace_back(UpdateEdited{before->number, made->text, before->text});
    } else {
        if (before)
            whats.emplace_back(UpdateWithdrawn{before->number, "a newer postmortem is published"});
        Update update;
        update.number = incident.updates + 1;
        update.at = asked.request.at;
        update.author = asked.request.user;
        update.status = Status::resolved;
        update.text = made->text;
        update.postmortem = true;
        whats.emplace_back(UpdateMade{std::move(update)});
    }
    whats.emplace_back(DocumentSet{DocumentState::published, incident.document_state()});
    Reply reply;
    reply.words.bold("The postmortem of " + id + " is published")
        .plain(", word for word as you read it: ")
        .link(address_of(asked), address_of(asked))
        .plain(
            "\nWhat is added to the record from now on is not on the page until somebody "
            "publishes again: ")
        .code(typed(asked, "postmortem publish"));
    reply.buttons = {{"postmortem_unpublish", "Take it down", id, Button::Style::danger}};
    reply.in_place = true;  // where the text stood
    return decided(asked, incident.id, std::move(whats), std::move(reply));
}

namespace {

Result<Decision> taken_down(const Asked& asked, const std::string& why) {
    const auto& incident = *asked.incident;
    const auto standing = published_postmortem(asked.record, incident.id);
    if (!standing)
        return conflict("The postmortem of " + to_string(incident.id) +
                        " is not on the status page.");
    Whats whats{UpdateWithdrawn{standing->number, why}};
    if (incident.document_state() == DocumentState::published)
        whats.emplace_back(DocumentSet{DocumentState::documenting, DocumentState::published, why});
    Reply reply;
    reply.words.plain("The postmortem of ")
        .bold(to_string(incident.id))
        .plain(
            " is off the status page; in its place stands that it was withdrawn. Feed readers "
            "keep what they have fetched. Your reason stays inside Slack.");
    return decided(asked, incident.id, std::move(whats), std::move(reply));
}

}  // namespace

Result<Decision> unpublish_postmortem(const Asked& asked, std::string_view rest) {
    const auto why = kept_text(rest, typed(asked, "postmortem unpublish WHY"));
    if (!why)
        return why.error();
    return taken_down(asked, *why);
}

Result<Decision> postmortem_unpublish_clicked(const Asked& asked) {
    return taken_down(asked, "taken down by button");
}

}  // namespace muster
