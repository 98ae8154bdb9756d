#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace muster {

// Compares with the approved text of that name, byte for byte. With MUSTER_APPROVE=1 in the
// environment the text is approved instead: read the difference before committing it.
inline void check_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(MUSTER_SOURCE_DIR) + "/tests/templates/golden/" + name;
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

}  // namespace muster
