#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace muster {

// Compares with the approved text in that file of the source tree, byte for byte. With
// MUSTER_APPROVE=1 in the environment (`./dev approve`) the text is approved instead: read the
// difference before committing it.
inline void check_approved(const std::string& file, const std::string& text) {
    const std::string path = std::string(MUSTER_SOURCE_DIR) + "/" + file;
    if (std::getenv("MUSTER_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream approved;
    approved << in.rdbuf();
    CAPTURE(path);
    CHECK(text == approved.str());
}

// The same for a document among the tests.
inline void check_golden(const std::string& name, const std::string& text) {
    check_approved("tests/templates/golden/" + name, text);
}

}  // namespace muster
