#pragma once

#include "status/model.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace muster::status {

// The pages people read, from Mustache templates (templates/page/). Every value is escaped by the
// templates' one escape, and no value is ever read as a template itself.
class Pages {
public:
    // The text of a template by its name ("index.html"); an empty one means the one that ships.
    using Override = std::function<std::string(std::string_view name)>;

    // Throws std::runtime_error that names the template and what is wrong with it.
    explicit Pages(const Override& override = {}, const PageLook& look = {});
    ~Pages();
    Pages(Pages&&) noexcept;
    Pages& operator=(Pages&&) noexcept;

    [[nodiscard]] std::string index(const PublicRecord& record) const;
    [[nodiscard]] std::string incident(const PublicRecord& record,
                                       const PublicIncident& incident) const;
    // The same of a maintenance window.
    [[nodiscard]] std::string maintenance(const PublicRecord& record,
                                          const PublicIncident& window) const;
    [[nodiscard]] std::string history(const PublicRecord& record) const;
    // The incident log by quarter.
    [[nodiscard]] std::string log(const PublicRecord& record) const;
    // Why there is nothing to see: "There is no such page here."
    [[nodiscard]] std::string message(const PublicPage& page, std::string_view heading,
                                      std::string_view sentence) const;

    // The Content-Security-Policy under which the pages work: their style by hash, and for the
    // index, which looks for news by itself, its script.
    [[nodiscard]] const std::string& policy() const;
    [[nodiscard]] const std::string& index_policy() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace muster::status
