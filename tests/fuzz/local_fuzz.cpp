#include "bot/local_command.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Reads anything as a line of a local conversation: no bytes may crash or hang it, and what is
// understood says the same when it is written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace muster;
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    if (const auto command = read_local_command(line)) {
        const auto again = read_local_command(to_line(*command));
        if (!again || again->as != command->as || again->text != command->text)
            std::abort();
    }
    if (const auto answer = read_local_answer(line)) {
        const auto again = read_local_answer(to_line(*answer));
        if (!again || again->done != answer->done || again->words != answer->words)
            std::abort();
    }
    return 0;
}
