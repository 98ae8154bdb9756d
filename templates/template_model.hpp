#pragma once

#include <kainjow/mustache.hpp>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct ModelGroup;

// One name that a template may ask for.
struct ModelName {
    enum class Kind {
        text,  // {{name}}
        flag,  // {{#name}}yes{{/name}}{{^name}}no{{/name}}
        list,  // {{#name}}each{{/name}}{{^name}}none{{/name}}
    };
    std::string_view name;
    Kind kind = Kind::text;
    std::string_view meaning;
    const ModelGroup* inside = nullptr;  // of a list: the names that its section adds
};

// Names that stand together. A section knows those of its group and those around it.
struct ModelGroup {
    std::string_view title;
    std::span<const ModelName> names;

    // The name of that spelling in this group, or null.
    [[nodiscard]] const ModelName* find(std::string_view name) const;
};

// The values of a group, given name by name. A name that the group does not have, or one that it
// has and nobody gave, is a bug: std::logic_error. So a group says what is there, no more, no less.
class ModelValues {
public:
    explicit ModelValues(const ModelGroup& group);
    ModelValues& text(std::string_view name, const std::string& value);
    ModelValues& flag(std::string_view name, bool value);
    ModelValues& list(std::string_view name, const kainjow::mustache::data& values);
    // Its values, once all of them are there.
    [[nodiscard]] kainjow::mustache::data done() const;

private:
    void take(std::string_view name, ModelName::Kind kind);

    const ModelGroup& group_;
    std::vector<bool> given_;
    kainjow::mustache::data values_;
};

}  // namespace muster
