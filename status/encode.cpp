#include "status/encode.hpp"

#include <brotli/encode.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace muster::status {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest sha256(std::string_view bytes) {
    Digest digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned byte : sha256(bytes)) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0x0FU];
    }
    return hex;
}

std::string sha256_base64(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // it ends what it writes with a NUL
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string gzip(std::string_view bytes) {
    constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip header
    constexpr int most_memory = 9;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, most_memory,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("gzip cannot start");
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    // zlib's interface is not const, but it only reads.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int end = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (end != Z_STREAM_END)
        throw std::runtime_error("gzip failed");
    return packed;
}

std::string brotli(std::string_view bytes) {
    // Quality 11 takes a second for a megabyte; a long history need not wait for its last percent.
    constexpr std::size_t large = 256 * 1024;
    constexpr int good_quality = 9;
    const int quality = bytes.size() > large ? good_quality : BROTLI_MAX_QUALITY;
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    std::string packed(size, '\0');
    if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                              reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                              reinterpret_cast<std::uint8_t*>(packed.data())) == BROTLI_FALSE)
        throw std::runtime_error("brotli failed");
    packed.resize(size);
    return packed;
}

}  // namespace muster::status
