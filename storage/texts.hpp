#pragma once

#include "storage/change_members.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// An archive, as JsonReader is one, that visits every text people wrote in a value: all of them but
// names, so that a member which is added to a struct is visited without anybody thinking of it.
template <class Edit>
class TextVisitor {
public:
    explicit TextVisitor(Edit edit) : edit_(std::move(edit)) {}

    template <class T>
    void operator()(std::string_view key, T& value) {
        constexpr std::array<std::string_view, 4> names{"severity", "role", "name", "shape"};
        if (std::ranges::find(names, key) == names.end())
            visit(value);
    }
    // All the texts of a change.
    void visit(What& what) {
        std::visit([this](auto& each) { members(*this, each); }, what);
    }

private:
    void visit(std::string& text) { edit_(text); }
    template <class T>
    void visit(std::optional<T>& value) {
        if (value)
            visit(*value);
    }
    template <class T>
    void visit(std::vector<T>& values) {
        for (auto& value : values)
            visit(value);
    }
    template <class Key, class T>
    void visit(std::map<Key, T>& values) {
        for (auto& [key, value] : values)
            visit(value);
    }
    template <class T>
    void visit(T& value) {
        if constexpr (requires { members(*this, value); })
            members(*this, value);
    }

    Edit edit_;
};

}  // namespace muster
