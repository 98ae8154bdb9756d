#pragma once

#include <filesystem>
#include <utility>

namespace muster {

// A file, folder, socket or other descriptor of the system, closed with its owner.
class Descriptor {
public:
    // Takes what the system gave; -1 is none.
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    // The caller closes it from now on.
    int release() { return std::exchange(number_, -1); }
    void close();

private:
    int number_;
};

// open(2), never handed to other programs; `mode` of a file that is made. Where it fails nothing is
// open, and errno says why.
Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode = 0600);

// What was written there is on the disk. False where nothing is open, and where the system cannot
// say so; errno is open's or fsync's.
bool sync(const Descriptor& descriptor);

}  // namespace muster
