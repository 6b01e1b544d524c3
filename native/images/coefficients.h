// The weights of an antialiased bicubic resize along one axis, in the fixed-point form that Pillow (9.4, Resample.c) uses for
// 8-bit images, so that the bytes come out the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterfactual {

// Fractional bits of a weight: 8 bits of a pixel, 2 of head room for the sum.
constexpr int precision_bits = 32 - 8 - 2;

struct Coefficients {
    struct Window {
        int32_t first;  // the first source pixel
        int32_t count;
    };

    // Weights for the target pixels first_target .. first_target + windows.size() - 1.
    std::vector<Window> windows;
    std::vector<int32_t> weights;  // `length` for each window, zeros beyond its count
    int32_t length = 0;

    const int32_t* of(size_t target) const noexcept { return weights.data() + target * static_cast<size_t>(length); }
    int32_t first_source() const noexcept { return windows.front().first; }
    int32_t end_source() const noexcept { return windows.back().first + windows.back().count; }
};

// Weights that make `target` pixels of `source` pixels, for the target pixels first .. first + count - 1 only.
Coefficients bicubic(int32_t source, int64_t target, int64_t first, int32_t count);

inline uint8_t clip8(int32_t sum) noexcept {
    const int32_t value = sum >> precision_bits;
    return static_cast<uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
}

}  // namespace counterfactual
