// Stands in for libFuzzer in an ordinary build: feeds a target every file of the folders named,
// each also cut short at every tenth, so that a plain compiler proves what the fuzzer found.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void feed(const std::string& bytes, std::size_t size) {
    // A copy of exactly that size: reading past its end is seen by the address sanitizer.
    const std::string part(bytes, 0, size);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(part.data()), part.size());
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int count, char** folders) {
    std::size_t inputs = 0;
    feed("", 0);
    for (int i = 1; i < count; ++i) {
        if (!std::filesystem::is_directory(folders[i]))
            continue;
        for (const auto& file : std::filesystem::directory_iterator(folders[i])) {
            const auto bytes = bytes_of(file.path());
            const auto step = std::max<std::size_t>(1, bytes.size() / 10);
            for (std::size_t size = 0; size < bytes.size(); size += step)
                feed(bytes, size);
            feed(bytes, bytes.size());
            ++inputs;
        }
    }
    std::printf("%zu inputs replayed\n", inputs);
    return 0;
}
