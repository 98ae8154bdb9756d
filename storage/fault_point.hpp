#pragma once

#include <span>
#include <string_view>

namespace muster {

// A place where the program may be told to die, so that tests can show what a crash there leaves.
// Only builds with MUSTER_FAULT_POINTS have them: there the environment's MUSTER_FAULT=name[:count]
// kills the process (SIGKILL) when the point of that name is reached for the count-th time.
#ifdef MUSTER_FAULT_POINTS
void fault_point(std::string_view name);
#else
inline void fault_point(std::string_view /*name*/) {}
#endif

// The names of all points, whatever the build.
std::span<const std::string_view> fault_points();

}  // namespace muster
