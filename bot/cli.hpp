#pragma once

namespace muster {

// Exit statuses (PRODUCT): done, failed, wrong usage or configuration.
enum class Exit : int { done = 0, failed = 1, wrong_usage = 2 };

// The whole command line. Messages go to stderr and name the file, the key and the fix; what was
// asked for goes to stdout.
int run_command_line(int count, char** arguments);

}  // namespace muster
