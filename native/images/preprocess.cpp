#include "preprocess.h"

#include <cmath>
#include <cstring>
#include <exception>

// Compiled for several instruction sets; the best that the running processor has is taken.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "avx2", "sse4.1", "default")))
#else
#define WIDEST
#endif

namespace counterfactual {

namespace {

constexpr int32_t block_rows = 16;
constexpr size_t line_bytes = static_cast<size_t>(block_rows) * pixel_bytes;

// Where the central `size` of `length` pixels begin: torchvision's CenterCrop rounds halves to even.
int64_t centre(int64_t length, int32_t size) {
    return static_cast<int64_t>(std::nearbyint(static_cast<double>(length - size) / 2.0));
}

// torchvision's Resize: the longer side is cut to whole pixels.
int64_t longer_side(int64_t longer, int64_t shorter, int32_t size) {
    return static_cast<int64_t>(static_cast<double>(size * longer) / static_cast<double>(shorter));
}

// The one inner loop of both passes: the weighted sum of `count` lines that lie `pitch` bytes apart. Sums are taken modulo
// 2^32, as Pillow's are.
WIDEST void weigh(const uint8_t* lines, size_t pitch, const int32_t* weights, int32_t count, uint8_t* __restrict target) {
    uint32_t sums[line_bytes];
    for (size_t i = 0; i < line_bytes; ++i) {
        sums[i] = 1U << (precision_bits - 1);
    }
    for (int32_t k = 0; k < count; ++k, lines += pitch) {
        const auto weight = static_cast<uint32_t>(weights[k]);
        for (size_t i = 0; i < line_bytes; ++i) {
            sums[i] += lines[i] * weight;
        }
    }
    for (size_t i = 0; i < line_bytes; ++i) {
        target[i] = clip8(static_cast<int32_t>(sums[i]));
    }
}

WIDEST void take_colour(const uint8_t* __restrict pixels, int32_t count, uint8_t* __restrict plane) {
    for (int32_t x = 0; x < count; ++x) {
        plane[x] = pixels[x * pixel_bytes];
    }
}

}  // namespace

bool Preprocessor::begin(const Header& header, Failure& failure) noexcept {
    const int32_t width = header.width - 2 * settings.border;
    const int32_t height = header.height - 2 * settings.border;
    if (width < 1 || height < 1) {
        return failure.set(Status::Unsupported, "%d x %d pixels leave nothing inside a border of %d", header.width,
                           header.height, settings.border);
    }
    const int64_t target_width = width <= height ? settings.size : longer_side(width, height, settings.size);
    const int64_t target_height = width <= height ? longer_side(height, width, settings.size) : settings.size;
    try {
        columns = bicubic(width, target_width, centre(target_width, settings.size), settings.size);
        rows = bicubic(height, target_height, centre(target_height, settings.size), settings.size);
        block.resize(static_cast<size_t>(columns.end_source() - columns.first_source()) * line_bytes);
        const auto width_bytes = static_cast<size_t>(settings.size) * pixel_bytes;
        pitch = (width_bytes + line_bytes - 1) / line_bytes * line_bytes;
        narrowed.resize(static_cast<size_t>(rows.end_source() - rows.first_source()) * pitch);
        finished.resize(pitch);
    } catch (const std::exception&) {
        return failure.set(Status::OutOfMemory, "no memory to resize %d x %d pixels", header.width, header.height);
    }
    return true;
}

void Preprocessor::row(int32_t y, const uint8_t* pixels) noexcept {
    const int32_t index = y - settings.border - rows.first_source();
    const int32_t needed = rows.end_source() - rows.first_source();
    if (index < 0 || index >= needed) {
        return;
    }
    const uint8_t* source = pixels + static_cast<size_t>(settings.border + columns.first_source()) * pixel_bytes;
    uint8_t* target = block.data() + static_cast<size_t>(index % block_rows) * pixel_bytes;
    uint8_t* const end = target + block.size();
    for (; target < end; target += line_bytes, source += pixel_bytes) {
        std::memcpy(target, source, pixel_bytes);
    }
    if (index % block_rows == block_rows - 1 || index == needed - 1) {
        narrow(index + 1);
    }
}

// Resizes the rows of the block, the last of which is number `end` - 1 of those needed, to the width of the square.
void Preprocessor::narrow(int32_t end) noexcept {
    const int32_t begin = (end - 1) / block_rows * block_rows;
    uint8_t line[line_bytes];
    for (size_t x = 0; x < columns.windows.size(); ++x) {
        const auto window = columns.windows[x];
        const uint8_t* const source = block.data() + static_cast<size_t>(window.first - columns.first_source()) * line_bytes;
        weigh(source, line_bytes, columns.of(x), window.count, line);
        uint8_t* target = narrowed.data() + static_cast<size_t>(begin) * pitch + x * pixel_bytes;
        for (int32_t i = 0; i < end - begin; ++i, target += pitch) {
            std::memcpy(target, line + static_cast<size_t>(i) * pixel_bytes, pixel_bytes);
        }
    }
}

void Preprocessor::finish() noexcept {
    const auto size = static_cast<size_t>(settings.size);
    for (size_t y = 0; y < size; ++y) {
        const auto window = rows.windows[y];
        const uint8_t* const source = narrowed.data() + static_cast<size_t>(window.first - rows.first_source()) * pitch;
        for (size_t offset = 0; offset < pitch; offset += line_bytes) {
            weigh(source + offset, pitch, rows.of(y), window.count, finished.data() + offset);
        }
        for (size_t colour = 0; colour < 3; ++colour) {
            take_colour(finished.data() + colour, settings.size, planes + (colour * size + y) * size);
        }
    }
}

}  // namespace counterfactual
