#include "templates/template_model.hpp"

#include <algorithm>
#include <stdexcept>

namespace muster {

const ModelName* ModelGroup::find(std::string_view name) const {
    const auto found = std::ranges::find(names, name, &ModelName::name);
    return found == names.end() ? nullptr : &*found;
}

ModelValues::ModelValues(const ModelGroup& group)
    : group_(group),
      given_(group.names.size(), false),
      values_(kainjow::mustache::data::type::object) {}

void ModelValues::take(std::string_view name, ModelName::Kind kind) {
    const auto found = std::ranges::find(group_.names, name, &ModelName::name);
    if (found == group_.names.end() || found->kind != kind)
        throw std::logic_error("the templates' model has no such value: " + std::string(name));
    given_[static_cast<std::size_t>(found - group_.names.begin())] = true;
}

ModelValues& ModelValues::text(std::string_view name, const std::string& value) {
    take(name, ModelName::Kind::text);
    values_.set(std::string(name), value);
    return *this;
}

ModelValues& ModelValues::flag(std::string_view name, bool value) {
    take(name, ModelName::Kind::flag);
    values_.set(std::string(name), value);
    return *this;
}

ModelValues& ModelValues::list(std::string_view name, const kainjow::mustache::data& values) {
    take(name, ModelName::Kind::list);
    values_.set(std::string(name), values);
    return *this;
}

kainjow::mustache::data ModelValues::done() const {
    for (std::size_t i = 0; i < given_.size(); ++i)
        if (!given_[i])
            throw std::logic_error("a value of the templates' model is missing: " +
                                   std::string(group_.names[i].name));
    return values_;
}

}  // namespace muster
