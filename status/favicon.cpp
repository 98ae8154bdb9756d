#include "status/favicon.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace muster::status {
namespace {

constexpr int side = 32;
constexpr int file_header_size = 6 + 16;
constexpr int bitmap_header_size = 40;
constexpr int mask_size = side * side / 8;
constexpr int bitmap_size = bitmap_header_size + side * side * 4 + mask_size;

void add_number(std::string& bytes, std::uint32_t number, int length) {
    for (int i = 0; i < length; ++i)
        bytes += static_cast<char>((number >> (8U * static_cast<unsigned>(i))) & 0xFFU);
}

// How much of a pixel lies inside a circle of that radius, 0 to 1.
double inside(double distance, double radius) {
    return std::clamp(radius - distance + 0.5, 0.0, 1.0);
}

}  // namespace

std::string favicon() {
    std::string bytes;
    add_number(bytes, 0, 2);
    add_number(bytes, 1, 2);  // an icon
    add_number(bytes, 1, 2);  // one picture
    add_number(bytes, side, 1);
    add_number(bytes, side, 1);
    add_number(bytes, 0, 2);
    add_number(bytes, 1, 2);   // planes
    add_number(bytes, 32, 2);  // bits a pixel
    add_number(bytes, bitmap_size, 4);
    add_number(bytes, file_header_size, 4);

    add_number(bytes, bitmap_header_size, 4);
    add_number(bytes, side, 4);
    add_number(bytes, 2 * side, 4);  // picture and mask
    add_number(bytes, 1, 2);
    add_number(bytes, 32, 2);
    add_number(bytes, 0, 4);
    add_number(bytes, bitmap_size - bitmap_header_size, 4);
    for (int i = 0; i < 4; ++i)
        add_number(bytes, 0, 4);

    constexpr double centre = (side - 1) / 2.0;
    constexpr std::uint32_t colour = 0x2F6FDB;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double distance = std::hypot(x - centre, y - centre);
            const double ring = inside(distance, 15) - inside(distance, 11);
            const double cover = std::max(ring, inside(distance, 6.5));
            const auto alpha = static_cast<std::uint32_t>(std::lround(cover * 255));
            add_number(bytes, colour | (alpha << 24U), 4);
        }
    }
    bytes.append(mask_size, '\0');
    return bytes;
}

}  // namespace muster::status
