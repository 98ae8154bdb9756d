#pragma once

#include <string_view>

// Files compiled in: the page and the rules of blocks (cmake/embed.cmake).
namespace muster::sandbox_files {

// The file of that path below the source tree ("sandbox/page/index.html"); empty when none is.
std::string_view find(std::string_view path);

}  // namespace muster::sandbox_files
