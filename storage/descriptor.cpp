#include "storage/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace muster {

Descriptor::~Descriptor() {
    close();
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        close();
        number_ = other.release();
    }
    return *this;
}

void Descriptor::close() {
    if (is_open())
        ::close(release());
}

Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode) {
    return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, mode));
}

bool sync(const Descriptor& descriptor) {
    return descriptor.is_open() && ::fsync(descriptor.number()) == 0;
}

}  // namespace muster
