// Reads the source tree and proves what the compiler cannot: that the layers point one way, and
// the few habits that everything relies on.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <ranges>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct File {
    std::string path;  // below the source tree: "domain/id.hpp"
    std::string text;
};

using Faults = std::vector<std::string>;

// What each folder may include of ours. The arrows of DESIGN: everything points at domain.
const std::map<std::string, std::set<std::string>> layers = {
    {"domain", {"domain"}},
    {"templates", {"templates", "domain"}},
    {"storage", {"storage", "domain"}},
    {"commands", {"commands", "domain"}},
    {"slack", {"slack", "commands", "domain"}},
    {"status", {"status", "templates", "domain"}},
    {"sandbox", {"sandbox"}},
    {"bot", {"bot", "status", "slack", "commands", "storage", "templates", "domain"}},
};

// What a folder must not see, by how the include begins.
const std::map<std::string, std::vector<std::string>> kept_out = {
    {"domain",
     {"nlohmann/", "SQLiteCpp/", "sqlite3", "boost/asio", "boost/beast", "spdlog/", "openssl/",
      "fstream", "iostream", "thread", "kainjow/"}},
    {"commands",
     {"nlohmann/", "SQLiteCpp/", "sqlite3", "boost/asio", "boost/beast", "spdlog/", "openssl/",
      "fstream", "iostream", "thread", "kainjow/"}},
    {"storage", {"boost/asio", "boost/beast", "openssl/ssl", "kainjow/"}},
    {"templates", {"SQLiteCpp/", "sqlite3", "boost/asio", "boost/beast", "openssl/ssl", "thread"}},
    {"slack",
     {"SQLiteCpp/", "sqlite3", "boost/asio", "boost/beast", "openssl/ssl", "fstream", "thread"}},
    {"status", {"SQLiteCpp/", "sqlite3", "boost/asio", "boost/beast", "openssl/ssl", "thread"}},
    {"bot", {"SQLiteCpp/", "sqlite3"}},
    {"sandbox", {"SQLiteCpp/", "sqlite3"}},
};

constexpr int most_lines = 600;

std::string folder_of(std::string_view path) {
    return std::string(path.substr(0, path.find('/')));
}

bool is_cpp(std::string_view path) {
    return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool is_product(const File& file) {
    return layers.contains(folder_of(file.path));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

// "domain/id.hpp:12: …", for every line in which `wrong` finds a fault.
template <class Wrong>
Faults faults_by_line(const File& file, Wrong wrong) {
    Faults faults;
    int number = 0;
    for (const auto& line : lines_of(file.text)) {
        ++number;
        const std::string fault = wrong(line);
        if (!fault.empty())
            faults.push_back(file.path + ":" + std::to_string(number) + ": " + fault);
    }
    return faults;
}

// The demo command is the one part of the product that may see the sandbox.
bool may_include(const std::string& path, const std::string& folder) {
    if (folder == "sandbox" && path.starts_with("bot/demo"))
        return true;
    return layers.at(folder_of(path)).contains(folder);
}

Faults include_faults(const File& file) {
    static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    const std::string own = folder_of(file.path);
    return faults_by_line(file, [&](const std::string& line) -> std::string {
        std::smatch match;
        if (!std::regex_search(line, match, include))
            return "";
        const std::string target = match[2];
        const std::string folder = folder_of(target);
        if (layers.contains(folder) && target.find('/') != std::string::npos)
            return may_include(file.path, folder) ? "" : own + "/ may not use " + folder + "/";
        if (match[1] == "\"")
            return "our own headers are included by their path from the top: " + target;
        const auto forbidden = kept_out.find(own);
        if (forbidden != kept_out.end())
            for (const auto& prefix : forbidden->second)
                if (target.starts_with(prefix))
                    return std::string(own).append("/ may not use <").append(target).append(">");
        return "";
    });
}

// Only the process itself knows what time it is; every rule is given `now`.
Faults clock_faults(const File& file) {
    const auto folder = folder_of(file.path);
    if (folder == "bot" || folder == "sandbox")
        return {};
    static const std::regex clock(R"(_clock::now\(|\bgettimeofday\(|\bstd::time\()");
    return faults_by_line(file, [](const std::string& line) -> std::string {
        return std::regex_search(line, clock) ? "only bot/ reads a clock; take `now`" : "";
    });
}

Faults header_faults(const File& file) {
    if (!file.path.ends_with(".hpp"))
        return {};
    const auto lines = lines_of(file.text);
    if (std::find(lines.begin(), lines.end(), "#pragma once") != lines.end())
        return {};
    return {file.path + ": a header needs #pragma once"};
}

Faults length_faults(const File& file) {
    const auto lines = std::count(file.text.begin(), file.text.end(), '\n');
    if (lines <= most_lines)
        return {};
    return {file.path + ": " + std::to_string(lines) + " lines, more than " +
            std::to_string(most_lines) + "; it holds two nouns"};
}

// Loose ends, spelled in two halves so that this file does not find itself.
Faults loose_ends(const File& file) {
    static const std::regex loose(
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X|HA"
        "CK)\\b");
    return faults_by_line(file, [](const std::string& line) -> std::string {
        return std::regex_search(line, loose) ? "a loose end: do it now or file it" : "";
    });
}

// Folders that exist on one person's machine.
Faults machine_paths(const File& file) {
    static const std::regex machine(
        "(^|[\\s\"'`=(:])/(wo"
        "rk|ho"
        "me|ro"
        "ot|tm"
        "p|Us"
        "ers)/[A-Za-z]");
    return faults_by_line(file, [](const std::string& line) -> std::string {
        return std::regex_search(line, machine) ? "a path of one machine" : "";
    });
}

bool is_text(const fs::path& path) {
    static const std::set<std::string> extensions = {
        ".cpp", ".hpp",  ".md", ".txt",  ".cmake", ".mjs", ".js",       ".css",
        ".sql", ".html", ".sh", ".toml", ".json",  ".yml", ".mustache", ".scenario"};
    return extensions.contains(path.extension().string()) || path.filename() == "dev" ||
           path.filename() == "Dockerfile";
}

// Every text file of the project; not what is built or fetched.
std::vector<File> source_tree() {
    static const std::set<std::string> skipped = {"build", "node_modules", ".git", "Testing"};
    std::vector<File> files;
    const fs::path top(MUSTER_SOURCE_DIR);
    auto walk = fs::recursive_directory_iterator(top);
    for (const auto& found : walk) {
        if (found.is_directory() && skipped.contains(found.path().filename().string())) {
            walk.disable_recursion_pending();
            continue;
        }
        if (!found.is_regular_file() || !is_text(found.path()))
            continue;
        std::ifstream in(found.path(), std::ios::binary);
        files.push_back({found.path().lexically_relative(top).generic_string(),
                         std::string(std::istreambuf_iterator<char>(in), {})});
    }
    return files;
}

const std::vector<File>& tree() {
    static const auto files = source_tree();
    return files;
}

std::string listed(const Faults& faults) {
    std::string text;
    for (const auto& fault : faults)
        text += "\n  " + fault;
    return text;
}

template <class Check, class Where>
void check_tree(Check check, Where where) {
    Faults all;
    for (const auto& file : tree()) {
        if (!where(file))
            continue;
        const auto found = check(file);
        all.insert(all.end(), found.begin(), found.end());
    }
    const std::string faults = listed(all);
    INFO(faults);
    CHECK(all.empty());
}

const auto product_source = [](const File& file) { return is_product(file) && is_cpp(file.path); };
const auto any_source = [](const File& file) { return is_cpp(file.path); };
const auto anything = [](const File&) { return true; };

}  // namespace

TEST_CASE("the layers point one way") {
    check_tree(include_faults, product_source);
}

TEST_CASE("only the process reads a clock") {
    check_tree(clock_faults, product_source);
}

TEST_CASE("every header is included once") {
    check_tree(header_faults, any_source);
}

TEST_CASE("a file of the product holds one noun") {
    check_tree(length_faults, product_source);
}

TEST_CASE("nothing is left for later") {
    check_tree(loose_ends, anything);
}

TEST_CASE("nothing names a folder of one machine") {
    check_tree(machine_paths, anything);
}

// The text of one file of the tree; fails when there is none.
std::string text_of(const std::string& path) {
    const auto found = std::ranges::find(tree(), path, &File::path);
    REQUIRE_MESSAGE(found != tree().end(), path);
    return found->text;
}

// Every first capture of `pattern` in `text`.
std::set<std::string> captures(const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), pattern);
         at != std::sregex_iterator(); ++at)
        found.insert((*at)[1]);
    return found;
}

TEST_CASE("the README names every command, and every variable that is read") {
    const auto readme = text_of("README.md");
    const auto commands =
        captures(text_of("commands/table.cpp"), std::regex(R"re(\{"([a-z]+)",\s*"\1\b)re"));
    CHECK(commands.size() > 20);
    for (const auto& command : commands) {
        CAPTURE(command);
        CHECK(std::regex_search(readme, std::regex("`" + command + "\\b")));
    }
    const auto variables =
        captures(text_of("bot/config.cpp"), std::regex(R"re("((MUSTER|SLACK)_[A-Z_]+)")re"));
    CHECK(variables.size() > 5);
    for (const auto& variable : variables) {
        CAPTURE(variable);
        CHECK(readme.find("`" + variable + "`") != std::string::npos);
    }
}

TEST_CASE("the example configuration has every key that is read") {
    const auto example = text_of("muster.example.toml");
    const auto keys = captures(text_of("bot/config.cpp") + text_of("bot/config_service.cpp") +
                                   text_of("bot/config_reminders.cpp"),
                               std::regex(R"re((?:text|number|texts|tables|flag)\("([a-z_]+)")re"));
    CHECK(keys.size() > 15);
    for (const auto& key : keys) {
        CAPTURE(key);
        CHECK(std::regex_search(example, std::regex("(^|\n)(# )?(\\[+)?" + key + "( = |\\])")));
    }
}

TEST_CASE("the tree that was read is the tree") {
    std::set<std::string> seen;
    for (const auto& file : tree())
        seen.insert(folder_of(file.path));
    for (const auto& [layer, uses] : layers) {
        CAPTURE(layer);
        CHECK(seen.contains(layer));
    }
}

TEST_CASE("a wrong include is found") {
    struct Row {
        const char* path;
        const char* line;
        bool wrong;
    };
    const Row rows[] = {
        {"domain/id.cpp", "#include \"domain/id.hpp\"", false},
        {"domain/id.cpp", "#include \"storage/store.hpp\"", true},
        {"domain/id.cpp", "#include <nlohmann/json.hpp>", true},
        {"domain/id.cpp", "#include <vector>", false},
        {"domain/id.cpp", "#include \"id.hpp\"", true},
        {"commands/log.cpp", "#include \"slack/blocks.hpp\"", true},
        {"commands/log.cpp", "  # include <commands/table.hpp>", false},
        {"slack/envelope.cpp", "#include \"commands/command.hpp\"", false},
        {"slack/envelope.cpp", "#include \"storage/store.hpp\"", true},
        {"slack/envelope.cpp", "#include <boost/asio.hpp>", true},
        {"status/page.cpp", "#include \"templates/page.hpp\"", false},
        {"storage/store.cpp", "#include \"commands/command.hpp\"", true},
        {"sandbox/web_api.cpp", "#include \"slack/blocks.hpp\"", true},
        {"bot/demo.cpp", "#include \"sandbox/server.hpp\"", false},
        {"bot/cli.cpp", "#include \"sandbox/server.hpp\"", true},
        {"bot/http_server.cpp", "#include <SQLiteCpp/Database.h>", true},
        {"templates/render.cpp", "// #include \"bot/cli.hpp\"", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CAPTURE(row.line);
        CHECK(include_faults({row.path, row.line}).empty() == !row.wrong);
    }
}

TEST_CASE("every other fault is found") {
    const std::string loose = std::string("// TO") + "DO: later";
    const std::string path = std::string("open(\"/ho") + "me/ada/x\")";
    CHECK(loose_ends({"domain/id.cpp", loose}).size() == 1);
    CHECK(loose_ends({"domain/id.cpp", "// a hackney carriage"}).empty());
    CHECK(machine_paths({"README.md", path}).size() == 1);
    CHECK(machine_paths({"README.md", "see https://example.com/home/page"}).empty());
    CHECK(header_faults({"domain/id.hpp", "int x;\n"}).size() == 1);
    CHECK(header_faults({"domain/id.hpp", "#pragma once\nint x;\n"}).empty());
    CHECK(length_faults({"domain/id.cpp", std::string(601, '\n')}).size() == 1);
    CHECK(length_faults({"domain/id.cpp", std::string(600, '\n')}).empty());
    CHECK(clock_faults({"commands/log.cpp", "auto t = std::chrono::system_clock::now();"}).size() ==
          1);
    CHECK(clock_faults({"bot/clock.cpp", "auto t = std::chrono::system_clock::now();"}).empty());
}
