#include "abi.h"

#include "codec.h"
#include "preprocess.h"

#include <cstring>

using namespace counterfactual;

namespace {

// Hands an image over as it is: height x width x 3 bytes.
class RgbCopy final : public RowSink {
public:
    RgbCopy(uint8_t* rgb, uint64_t capacity) : rgb(rgb), capacity(capacity) {}

    bool begin(const Header& header, Failure& failure) noexcept override {
        width = header.width;
        const auto needed = static_cast<uint64_t>(header.width) * static_cast<uint64_t>(header.height) * 3;
        return needed <= capacity
               || failure.set(Status::InvalidArgument, "the image needs %llu bytes, the buffer has %llu",
                              static_cast<unsigned long long>(needed), static_cast<unsigned long long>(capacity));
    }

    void row(int32_t y, const uint8_t* pixels) noexcept override {
        uint8_t* target = rgb + static_cast<size_t>(y) * static_cast<size_t>(width) * 3;
        for (int32_t x = 0; x < width; ++x, target += 3, pixels += pixel_bytes) {
            std::memcpy(target, pixels, 3);
        }
    }

private:
    uint8_t* const rgb;
    const uint64_t capacity;
    int32_t width = 0;
};

// By content, never by name: data sets have PNG files whose name says JPEG.
bool read(const Bytes& encoded, const Limits& limits, Header& header, RowSink* sink, Failure& failure) noexcept {
    if (is_jpeg(encoded)) {
        return read_jpeg(encoded, limits, header, sink, failure);
    }
    if (is_png(encoded)) {
        return read_png(encoded, limits, header, sink, failure);
    }
    return failure.set(Status::UnknownFormat, encoded.length == 0 ? "the file is empty" : "neither a JPEG nor a PNG");
}

int32_t report(const Failure& failure, const Message* message) noexcept {
    if (failure.status != Status::Ok && message->capacity > 0) {
        std::snprintf(message->text, static_cast<size_t>(message->capacity), "%s", failure.text);
    }
    return static_cast<int32_t>(failure.status);
}

}  // namespace

int32_t images_read_header(const Bytes* encoded, const Limits* limits, Header* header, const Message* message) {
    Failure failure;
    read(*encoded, *limits, *header, nullptr, failure);
    return report(failure, message);
}

int32_t images_decode(
    const Bytes* encoded, const Limits* limits, uint8_t* rgb, uint64_t capacity, Header* header, const Message* message) {
    Failure failure;
    RgbCopy copy(rgb, capacity);
    read(*encoded, *limits, *header, &copy, failure);
    return report(failure, message);
}

int32_t images_preprocess(
    const Bytes* encoded, const Limits* limits, const Preprocessing* preprocessing, uint8_t* planes, uint64_t capacity,
    Header* header, const Message* message) {
    Failure failure;
    const auto size = preprocessing->size;
    if (size < 1 || size > 4096 || preprocessing->border < 0 || preprocessing->border > 4096) {
        failure.set(Status::InvalidArgument, "size %d and border %d; expected 1..4096 and 0..4096", size, preprocessing->border);
    } else if (capacity < 3 * static_cast<uint64_t>(size) * static_cast<uint64_t>(size)) {
        failure.set(Status::InvalidArgument, "the buffer has %llu bytes; too few", static_cast<unsigned long long>(capacity));
    } else {
        Preprocessor preprocessor(*preprocessing, planes);
        if (read(*encoded, *limits, *header, &preprocessor, failure)) {
            preprocessor.finish();
        }
    }
    return report(failure, message);
}
