#include "sandbox/block_rules.hpp"

#include "sandbox/characters.hpp"
#include "sandbox/files.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace muster::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t fault_limit = 20;
constexpr std::size_t message_blocks = 50;
constexpr std::size_t id_limit = 255;
constexpr std::size_t table_columns = 20;
constexpr std::size_t markdown_limit = 12'000;
constexpr int depth_limit = 12;

// One member's rule, read from a line such as "list 1..10 text 2000".
struct Rule {
    std::string what;
    bool limited = false;
    std::int64_t min = 0;
    std::int64_t max = 0;
    std::vector<std::string> words;  // of an enum; or the name of an object, element place, block
    std::vector<Rule> item;          // of a list: one
};

struct Shape {
    std::map<std::string, Rule> members;
    std::set<std::string> required;
    std::vector<std::string> places;  // "on" or "in"
    std::vector<std::string> any;
    std::vector<std::string> one;
};

using Shapes = std::map<std::string, Shape>;

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (!line.empty()) {
        const auto end = line.find(' ');
        if (end != 0)
            words.emplace_back(line.substr(0, end));
        line = end == line.npos ? std::string_view() : line.substr(end + 1);
    }
    return words;
}

Rule read_rule(const std::vector<std::string>& words, std::size_t at = 0) {
    Rule rule;
    rule.what = words.at(at++);
    if (at < words.size() && words[at][0] >= '0' && words[at][0] <= '9') {
        const std::string& range = words[at++];
        const auto dots = range.find("..");
        rule.limited = true;
        rule.min = dots == range.npos ? 1 : std::stoll(range.substr(0, dots));
        rule.max = std::stoll(dots == range.npos ? range : range.substr(dots + 2));
    }
    if (rule.what == "list")
        rule.item.push_back(read_rule(words, at));
    else
        rule.words.assign(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
    return rule;
}

Shape read_shape(const json& lines) {
    Shape shape;
    for (const auto& [key, line] : lines.items()) {
        const auto words = words_of(line.get_ref<const std::string&>());
        if (key == "on" || key == "in") {
            shape.places = words;
        } else if (key == "any") {
            shape.any = words;
        } else if (key == "one") {
            shape.one = words;
        } else if (key.ends_with('!')) {
            const std::string name = key.substr(0, key.size() - 1);
            shape.required.insert(name);
            shape.members[name] = read_rule(words);
        } else {
            shape.members[key] = read_rule(words);
        }
    }
    return shape;
}

struct Rules {
    Shapes objects, blocks, elements, rich_text, inlines, views;
};

const Rules& rules() {
    static const Rules read = [] {
        const json file = json::parse(sandbox_files::find("sandbox/blocks.json"));
        const auto shapes = [&](const char* part) {
            Shapes all;
            for (const auto& [name, lines] : file.at(part).items())
                all[name] = read_shape(lines);
            return all;
        };
        return Rules{shapes("objects"),   shapes("blocks"), shapes("elements"),
                     shapes("rich_text"), shapes("inline"), shapes("views")};
    }();
    return read;
}

const char* surface_word(Surface surface) {
    return surface == Surface::message ? "message" : surface == Surface::modal ? "modal" : "home";
}

bool is_in(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool matches(std::string_view text, std::string_view pattern) {
    return text.size() == pattern.size() &&
           std::ranges::equal(text, pattern, [](char c, char like) {
               return like == '9' ? c >= '0' && c <= '9' : c == like;
           });
}

class Checker {
public:
    explicit Checker(Surface surface) : surface_(surface) {}

    std::vector<std::string> take() { return std::move(faults_); }

    void blocks(const json& blocks, const std::string& at, std::int64_t min, std::int64_t max) {
        if (!blocks.is_array())
            return fault("must be an array", at);
        if (!count(blocks.size(), min, max, at))
            return;
        for (std::size_t n = 0; n < blocks.size(); ++n)
            block(blocks[n], at + "/" + std::to_string(n));
    }

    void view(const json& view, const std::string& at) {
        if (!view.is_object())
            return fault("must be an object", at);
        const std::string type = type_of(view);
        const auto shape = rules().views.find(type);
        if (shape == rules().views.end())
            return fault("unsupported type: " + type, at + "/type");
        members(view, shape->second, at, 0);
        if (has_input_ && surface_ == Surface::modal && !view.contains("submit"))
            fault("missing required field: submit (a view with an input block needs it)", at);
    }

private:
    void fault(const std::string& what, const std::string& at) {
        if (faults_.size() < fault_limit)
            faults_.push_back(what + " [json-pointer:" + at + "]");
    }

    static std::string type_of(const json& value) {
        const auto type = value.find("type");
        return type != value.end() && type->is_string() ? type->get<std::string>() : "";
    }

    bool count(std::size_t size, std::int64_t min, std::int64_t max, const std::string& at) {
        if (static_cast<std::int64_t>(size) > max) {
            fault("no more than " + std::to_string(max) + " items allowed", at);
            return false;
        }
        if (static_cast<std::int64_t>(size) < min)
            fault("no less than " + std::to_string(min) + " items allowed", at);
        return true;
    }

    void string(const json& value, const std::string& at, std::int64_t min, std::int64_t max) {
        if (!value.is_string())
            return fault("must be a string", at);
        const auto length =
            static_cast<std::int64_t>(count_characters(value.get_ref<const std::string&>()));
        if (length > max)
            fault("must be less than " + std::to_string(max + 1) + " characters", at);
        if (length < min)
            fault("must be more than " + std::to_string(min - 1) + " characters", at);
    }

    void id(const json& holder, const char* name, const std::string& at,
            std::set<std::string>& seen) {
        const auto found = holder.find(name);
        if (found == holder.end())
            return;
        const std::string where = at + "/" + name;
        string(*found, where, 0, id_limit);
        if (found->is_string() && !found->get_ref<const std::string&>().empty() &&
            !seen.insert(found->get<std::string>()).second)
            fault(std::string("`") + name + "` already exists: " + found->get<std::string>(),
                  where);
    }

    void block(const json& block, const std::string& at) {
        if (!block.is_object())
            return fault("must be an object", at);
        const std::string type = type_of(block);
        const auto shape = rules().blocks.find(type);
        if (shape == rules().blocks.end())
            return fault("unsupported type: " + type, at + "/type");
        if (!is_in(shape->second.places, surface_word(surface_)))
            return fault(type + " blocks are not allowed in a " + surface_word(surface_),
                         at + "/type");
        action_ids_.clear();
        id(block, "block_id", at, block_ids_);
        members(block, shape->second, at, 0);
        has_input_ = has_input_ || type == "input";
        if (type == "table" && tables_++ > 0)
            fault("only_one_table_allowed", at);
        if (type == "markdown" && block.contains("text") && block["text"].is_string()) {
            markdown_ += count_characters(block["text"].get_ref<const std::string&>());
            if (markdown_ > markdown_limit)
                fault("markdown blocks together must be less than 12001 characters", at + "/text");
        }
    }

    void members(const json& value, const Shape& shape, const std::string& at, int depth) {
        for (const auto& name : shape.required)
            if (!value.contains(name))
                fault("missing required field: " + name, at);
        if (!shape.any.empty() &&
            std::ranges::none_of(shape.any, [&](const auto& name) { return value.contains(name); }))
            fault("must have one of: " + listed(shape.any), at);
        if (!shape.one.empty() && std::ranges::count_if(shape.one, [&](const auto& name) {
                                      return value.contains(name);
                                  }) != 1)
            fault("must have exactly one of: " + listed(shape.one), at);
        for (const auto& [name, member] : value.items()) {
            if (name == "type" || name == "block_id" || name == "action_id")
                continue;
            const auto rule = shape.members.find(name);
            if (rule == shape.members.end())
                fault("invalid additional property: " + name, at);
            else
                check(member, rule->second, at + "/" + name, depth + 1);
        }
    }

    void text(const json& value, const std::string& at, bool plain_only, std::int64_t max,
              int depth) {
        if (!value.is_object())
            return fault("must be an object", at);
        const std::string type = type_of(value);
        if (type != "plain_text" && (plain_only || type != "mrkdwn"))
            return fault(plain_only ? "must be a plain_text object" : "unsupported type: " + type,
                         at + "/type");
        members(value, rules().objects.at(type), at, depth);
        const auto inner = value.find("text");
        if (inner != value.end() && inner->is_string() &&
            static_cast<std::int64_t>(count_characters(inner->get_ref<const std::string&>())) > max)
            fault("must be less than " + std::to_string(max + 1) + " characters", at + "/text");
    }

    void typed(const json& value, const Shapes& shapes, const std::string& at, int depth,
               const std::string& place = {}) {
        if (!value.is_object())
            return fault("must be an object", at);
        const std::string type = type_of(value);
        const auto shape = shapes.find(type);
        if (shape == shapes.end() || (!place.empty() && !is_in(shape->second.places, place)))
            return fault("unsupported type: " + type, at + "/type");
        if (!place.empty())
            id(value, "action_id", at, action_ids_);
        if (!place.empty() && value.value("focus_on_load", json()) == true && focused_++ > 0)
            fault("only one element may have focus_on_load", at + "/focus_on_load");
        members(value, shape->second, at, depth);
        if (type == "rich_text_list")
            only(value, "rich_text_section", at);
        initial(value, at);
    }

    // Every element of a list must be of that type.
    void only(const json& value, std::string_view type, const std::string& at) {
        const auto elements = value.find("elements");
        if (elements == value.end() || !elements->is_array())
            return;
        for (std::size_t n = 0; n < elements->size(); ++n)
            if ((*elements)[n].is_object() && type_of((*elements)[n]) != type)
                fault("must be a " + std::string(type),
                      at + "/elements/" + std::to_string(n) + "/type");
    }

    // What is chosen at first must be one of the options.
    void initial(const json& element, const std::string& at) {
        json options = element.value("options", json::array());
        if (!options.is_array())
            return;
        const json groups = element.value("option_groups", json::array());
        if (groups.is_array())
            for (const auto& group : groups)
                if (group.is_object() && group.contains("options"))
                    for (const auto& option : group["options"])
                        options.push_back(option);
        const auto offered = [&](const json& chosen) {
            return std::ranges::find(options, chosen) != options.end();
        };
        if (options.empty())
            return;
        if (element.contains("initial_option") && !offered(element["initial_option"]))
            fault("must be one of the options", at + "/initial_option");
        const json many = element.value("initial_options", json::array());
        if (many.is_array() && !std::ranges::all_of(many, offered))
            fault("must be among the options", at + "/initial_options");
    }

    void row(const json& row, const std::string& at, int depth) {
        if (!row.is_array())
            return fault("must be an array", at);
        if (!count(row.size(), 1, table_columns, at))
            return;
        for (std::size_t n = 0; n < row.size(); ++n) {
            const std::string where = at + "/" + std::to_string(n);
            const std::string type = row[n].is_object() ? type_of(row[n]) : "";
            if (type == "raw_text")
                string(row[n].value("text", json()), where + "/text", 1, 10'000);
            else if (type == "rich_text")
                members(row[n], rules().blocks.at("rich_text"), where, depth);
            else
                fault("unsupported type: " + type, where + "/type");
        }
    }

    void style(const json& value, const std::string& at) {
        static const std::vector<std::string> names = {"bold", "italic",    "strike",
                                                       "code", "underline", "highlight"};
        if (!value.is_object())
            return fault("must be an object", at);
        for (const auto& [name, on] : value.items())
            if (!is_in(names, name) || !on.is_boolean())
                fault("invalid additional property: " + name, at);
    }

    void integer(const json& value, const Rule& rule, const std::string& at) {
        if (!value.is_number_integer())
            return fault("must be an integer", at);
        if (value < rule.min || value > rule.max)
            fault(
                "must be between " + std::to_string(rule.min) + " and " + std::to_string(rule.max),
                at);
    }

    void pattern(const json& value, std::string_view like, const std::string& at) {
        if (!value.is_string() || !matches(value.get_ref<const std::string&>(), like))
            fault(like.size() == 5 ? "must be a time, HH:MM" : "must be a date, YYYY-MM-DD", at);
    }

    void list(const json& value, const Rule& rule, const std::string& at, int depth) {
        if (!value.is_array())
            return fault("must be an array", at);
        if (!count(value.size(), rule.min, rule.max, at))
            return;
        for (std::size_t n = 0; n < value.size(); ++n)
            check(value[n], rule.item.front(), at + "/" + std::to_string(n), depth);
    }

    void check(const json& value, const Rule& rule, const std::string& at, int depth) {
        if (depth > depth_limit)
            return fault("nested too deeply", at);
        if (rule.what == "bool") {
            if (!value.is_boolean())
                fault("must be a boolean", at);
        } else if (rule.what == "string") {
            string(value, at, rule.min, rule.max);
        } else if (rule.what == "int") {
            integer(value, rule, at);
        } else if (rule.what == "enum") {
            if (!value.is_string() || !is_in(rule.words, value.get_ref<const std::string&>()))
                fault("must be one of: " + listed(rule.words), at);
        } else if (rule.what == "plain_text" || rule.what == "text") {
            text(value, at, rule.what == "plain_text", rule.max, depth);
        } else if (rule.what == "object") {
            if (value.is_object())
                members(value, rules().objects.at(rule.words.front()), at, depth);
            else
                fault("must be an object", at);
        } else if (rule.what == "list") {
            list(value, rule, at, depth);
        } else if (rule.what == "element") {
            typed(value, rules().elements, at, depth, rule.words.front());
        } else if (rule.what == "rich_text") {
            typed(value, rules().rich_text, at, depth);
        } else if (rule.what == "inline") {
            typed(value, rules().inlines, at, depth);
        } else if (rule.what == "block") {
            typed(value, rules().blocks, at, depth);
        } else if (rule.what == "blocks") {
            blocks(value, at, rule.min, rule.max);
        } else if (rule.what == "row") {
            row(value, at, depth);
        } else if (rule.what == "style") {
            style(value, at);
        } else if (rule.what == "date") {
            pattern(value, "9999-99-99", at);
        } else if (rule.what == "time") {
            pattern(value, "99:99", at);
        }
    }

    Surface surface_;
    std::vector<std::string> faults_;
    std::set<std::string> block_ids_;
    std::set<std::string> action_ids_;  // unique within one block
    bool has_input_ = false;
    int tables_ = 0;
    int focused_ = 0;
    std::size_t markdown_ = 0;
};

}  // namespace

std::vector<std::string> check_blocks(const json& blocks, Surface surface,
                                      const std::string& pointer) {
    Checker checker(surface);
    checker.blocks(blocks, pointer, 0,
                   surface == Surface::message ? static_cast<std::int64_t>(message_blocks) : 100);
    return checker.take();
}

std::vector<std::string> check_view(const json& view, const std::string& pointer) {
    const bool home = view.is_object() && view.value("type", json()) == "home";
    Checker checker(home ? Surface::home : Surface::modal);
    checker.view(view, pointer);
    return checker.take();
}

}  // namespace muster::sandbox
