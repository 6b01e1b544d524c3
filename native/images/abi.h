// The C ABI of image decoding. A function returns a Status and, unless that is Ok, writes a message that says what is wrong
// with the data (never where it came from: the caller knows). Nothing is kept between calls; any thread may call.
#pragma once

#include <cstdint>

#define IMAGES_ABI extern "C" __attribute__((visibility("default")))

namespace counterfactual {

enum class Status : int32_t {
    Ok = 0,
    UnknownFormat = 1,  // neither JPEG nor PNG
    Truncated = 2,      // the data ends before the image does
    Corrupt = 3,        // the data contradicts itself or its format
    TooLarge = 4,       // more pixels or scans than the limits allow
    Unsupported = 5,    // a valid image of a kind that is not read (12-bit JPEG, two components)
    OutOfMemory = 6,
    InvalidArgument = 7,
};

enum class Format : int32_t { Jpeg = 0, Png = 1 };

struct Limits {
    int64_t pixels;  // width x height at most
    int32_t scans;   // scans of a progressive JPEG at most: each costs a pass over the whole image
};

struct Header {
    int32_t width;
    int32_t height;
    Format format;
};

// What to make of an image: cut `border` pixels off each side, resize the shorter side to `size`, keep the central square.
struct Preprocessing {
    int32_t size;
    int32_t border;
};

struct Bytes {
    const uint8_t* data;
    uint64_t length;
};

struct Message {
    char* text;
    int32_t capacity;  // bytes, terminator included
};

}  // namespace counterfactual

// Reads as much as is needed to know format and size; checks them against the limits.
IMAGES_ABI int32_t images_read_header(
    const counterfactual::Bytes* encoded, const counterfactual::Limits* limits, counterfactual::Header* header,
    const counterfactual::Message* message);

// Decodes into height x width x 3 bytes, RGB. `capacity` is what `rgb` holds.
IMAGES_ABI int32_t images_decode(
    const counterfactual::Bytes* encoded, const counterfactual::Limits* limits, uint8_t* rgb, uint64_t capacity,
    counterfactual::Header* header, const counterfactual::Message* message);

// Decodes and preprocesses into 3 x size x size bytes, one plane a colour. `capacity` is what `planes` holds.
IMAGES_ABI int32_t images_preprocess(
    const counterfactual::Bytes* encoded, const counterfactual::Limits* limits,
    const counterfactual::Preprocessing* preprocessing, uint8_t* planes, uint64_t capacity,
    counterfactual::Header* header, const counterfactual::Message* message);
