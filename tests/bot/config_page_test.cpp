#include "bot/config.hpp"
#include "tests/bot/folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace muster;

namespace {

ConfigReading read(const std::filesystem::path& folder, const std::string& lines) {
    const auto file = folder / "muster.toml";
    std::ofstream(file) << "[page]\n" << lines;
    return read_config(file, [](const std::string&) { return std::optional<std::string>(); });
}

void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("the page's look is read: a picture becomes part of it, a colour is one to be read") {
    const testing::Folder folder;
    write(folder.path() / "logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    const auto logo = (folder.path() / "logo.svg").string();
    const auto [config, faults] = read(folder.path(), R"(
logo = ")" + logo + R"("
accent = "#1A56DB"
accent_dark = "#8ab4ff"
intro = "How we are."
footer = "Example Ltd"
support_url = "mailto:help@example.com"
home_url = "https://example.com/"
embedded_by = ["https://example.com", "https://*.example.org:8443"]
)");
    CHECK(faults.empty());
    const auto& look = config.settings.page_look;
    CHECK(look.logo ==
          "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=");
    CHECK(look.accent == "#1a56db");
    CHECK(look.accent_dark == "#8ab4ff");
    CHECK(look.intro == "How we are.");
    CHECK(look.footer == "Example Ltd");
    CHECK(look.support_url == "mailto:help@example.com");
    CHECK(look.home_url == "https://example.com/");
    CHECK(look.embedded_by.size() == 2);
}

TEST_CASE("what would spoil the page is refused, and the fault says what would be right") {
    const testing::Folder folder;
    write(folder.path() / "text.png", "no picture at all");
    write(folder.path() / "large.png", "\x89PNG\r\n\x1a\n" + std::string(40'000, 'x'));
    const auto in = folder.path().string() + "/";
    struct Row {
        std::string line;
        std::string fault;
    };
    const Row rows[] = {
        {"accent = \"#ffcc00\"",
         "page.accent \"#ffcc00\" on the page's #fbfbfa has a contrast of 1.4 to 1, and links need "
         "4.5 to be read: take a darker colour"},
        {"accent_dark = \"#1a56db\"", "has a contrast of 2.9 to 1"},
        {"accent_dark = \"#1a56db\"", "take a lighter colour"},
        {"accent = \"blue\"", "page.accent must be a colour like \"#1a56db\", not \"blue\""},
        {"accent = \"#12345g\"", "must be a colour like"},
        {"logo = \"" + in + "nowhere.png\"", "nowhere.png, which cannot be read or is empty"},
        {"logo = \"" + in + "text.png\"", "text.png, which is no SVG, PNG, JPEG or WebP picture"},
        {"logo = \"" + in + "large.png\"", "large.png of 40008 bytes; it is part of every page"},
        {"support_url = \"javascript:alert(1)\"",
         "page.support_url must be an address that begins with https://, http:// or mailto:"},
        {"home_url = \"mailto:a@example.com\"",
         "page.home_url must be an address that begins with https:// or http://"},
        {"home_url = \"https://example.com/\\u0022onclick\"", "page.home_url must be"},
        {"embedded_by = [\"*\"]", "page.embedded_by must list sites like"},
        {"embedded_by = [\"https://a.example; script-src *\"]", "page.embedded_by must list sites"},
        {"embedded_by = [\"https://a.example/page\"]", "without a path, not"},
        {"intro = \"" + std::string(401, 'x') + "\"", "page.intro must be a text of 1 to 400"},
        {"colour = \"#000000\"", "page.colour"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.line);
        const auto loaded = read(folder.path(), row.line);
        REQUIRE(loaded.faults.size() == 1);
        CAPTURE(loaded.faults[0]);
        CHECK(loaded.faults[0].find(row.fault) != std::string::npos);
    }
}

TEST_CASE("the grounds that colours are held against are those of the page's style") {
    std::ifstream in(MUSTER_SOURCE_DIR "/templates/page/style.css");
    const std::string style{std::istreambuf_iterator<char>(in), {}};
    for (const auto* ground :
         {"--ground:#fbfbfa;--card:#fff;", "--ground:#121417;--card:#1a1d21;", "--link:#86b7ff;"}) {
        CAPTURE(ground);
        CHECK(style.find(ground) != std::string::npos);
    }
}
