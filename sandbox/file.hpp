#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster::sandbox {

// A file on its way through the external upload: promised with its length, then uploaded, then
// completed, which shares it.
struct File {
    enum class State { promised, uploaded, complete };

    struct Share {
        std::string channel;
        std::string ts;
        std::string thread_ts;
    };

    std::string id;
    std::string name;
    std::string title;
    std::string user;
    std::string alt_text;
    std::size_t length = 0;  // bytes, as promised
    std::string content;
    State state = State::promised;
    std::int64_t created = 0;
    std::vector<Share> shares;
};

}  // namespace muster::sandbox
