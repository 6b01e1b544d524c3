// How a decoder hands over an image: row by row, so that a large image never lies in memory whole.
#pragma once

#include "abi.h"

#include <cstdio>

namespace counterfactual {

// What went wrong. The first fault stays: what follows it is its consequence.
struct Failure {
    Status status = Status::Ok;
    char text[256] = "";

    template <class... Values>
    bool set(Status fault, const char* format, Values... values) {
        if (status == Status::Ok) {
            status = fault;
            std::snprintf(text, sizeof text, format, values...);
        }
        return false;
    }

    bool set(Status fault, const char* format) { return set(fault, "%s", format); }
};

// A pixel of a row: red, green, blue and a byte without meaning, because four bytes fit where three do not. Grey images come
// in colour too.
constexpr int pixel_bytes = 4;

// Takes the rows of an image. Its methods must not throw: the decoders are C and unwind by longjmp.
class RowSink {
public:
    virtual ~RowSink() = default;

    // Called once, before the first row. Returns false, with the failure set, to stop.
    virtual bool begin(const Header& header, Failure& failure) noexcept = 0;

    // Called for y = 0, 1, ..., height - 1 with width x pixel_bytes bytes.
    virtual void row(int32_t y, const uint8_t* pixels) noexcept = 0;
};

bool is_jpeg(const Bytes& encoded) noexcept;
bool is_png(const Bytes& encoded) noexcept;

// Returns false with the failure set. Rows may have been handed over by then. A null sink reads the header only.
bool read_jpeg(const Bytes& encoded, const Limits& limits, Header& header, RowSink* sink, Failure& failure) noexcept;
bool read_png(const Bytes& encoded, const Limits& limits, Header& header, RowSink* sink, Failure& failure) noexcept;

inline bool within(const Header& header, const Limits& limits, Failure& failure) noexcept {
    const auto pixels = static_cast<int64_t>(header.width) * header.height;
    return pixels <= limits.pixels ||
           failure.set(Status::TooLarge, "%d x %d pixels; at most %lld are allowed", header.width, header.height,
                       static_cast<long long>(limits.pixels));
}

}  // namespace counterfactual
