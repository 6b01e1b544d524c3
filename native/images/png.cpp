// PNG through libpng, in the colours that Pillow's conversion to RGB gives: no gamma, no alpha, 16-bit grey clipped at 255 and
// 16-bit colour cut to its high byte.
#include "codec.h"

#include <csetjmp>
#include <cstdlib>
#include <cstring>

#include <png.h>

namespace counterfactual {

namespace {

// Everything that lives across a longjmp: nothing here has a destructor, and no frame that is jumped over owns anything.
struct Reader {
    png_structp decoder;
    png_infop info;
    Bytes rest;
    Failure* failure;
    uint8_t* image;    // the rows of an interlaced image, whole; the one row of any other
    uint8_t* colours;  // one row of pixels, where libpng does not make them itself
    uint8_t palette[256][pixel_bytes];
};

void on_error(png_structp decoder, png_const_charp text) {
    auto& reader = *static_cast<Reader*>(png_get_error_ptr(decoder));
    reader.failure->set(Status::Corrupt, "%s", text);
    png_longjmp(decoder, 1);
}

void on_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp decoder, png_bytep target, size_t count) {
    auto& reader = *static_cast<Reader*>(png_get_io_ptr(decoder));
    if (count > reader.rest.length) {
        reader.failure->set(Status::Truncated, "the PNG ends before the image does");
        png_longjmp(decoder, 1);
    }
    std::memcpy(target, reader.rest.data, count);
    reader.rest.data += count;
    reader.rest.length -= count;
}

uint8_t* allocate(Reader& reader, size_t bytes) {
    auto* memory = static_cast<uint8_t*>(std::malloc(bytes));
    if (memory == nullptr) {
        reader.failure->set(Status::OutOfMemory, "no memory for %zu bytes", bytes);
        png_longjmp(reader.decoder, 1);
    }
    return memory;
}

// Indices beyond the palette show as greys, as in Pillow.
void read_palette(Reader& reader) {
    png_colorp entries = nullptr;
    int count = 0;
    png_get_PLTE(reader.decoder, reader.info, &entries, &count);
    for (int i = 0; i < 256; ++i) {
        const auto grey = static_cast<uint8_t>(i);
        const auto colour = i < count ? entries[i] : png_color{grey, grey, grey};
        reader.palette[i][0] = colour.red;
        reader.palette[i][1] = colour.green;
        reader.palette[i][2] = colour.blue;
    }
}

void palette_to_colour(const Reader& reader, const uint8_t* indices, int32_t width) {
    for (int32_t x = 0; x < width; ++x) {
        std::memcpy(reader.colours + static_cast<size_t>(x) * pixel_bytes, reader.palette[indices[x]], pixel_bytes);
    }
}

void deep_grey_to_colour(const Reader& reader, const uint8_t* greys, int32_t width) {
    for (int32_t x = 0; x < width; ++x, greys += 2) {
        std::memset(reader.colours + static_cast<size_t>(x) * pixel_bytes, greys[0] != 0 ? 255 : greys[1], pixel_bytes);
    }
}

void read_rows(Reader& reader, const Header& header, RowSink& sink) {
    auto* const decoder = reader.decoder;
    const int type = png_get_color_type(decoder, reader.info);
    const bool palette = type == PNG_COLOR_TYPE_PALETTE;
    const bool deep_grey = type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(decoder, reader.info) == 16;
    if (!sink.begin(header, *reader.failure)) {
        png_longjmp(decoder, 1);
    }
    if (palette) {
        png_set_packing(decoder);
        read_palette(reader);
    } else if (!deep_grey) {
        png_set_expand_gray_1_2_4_to_8(decoder);
        png_set_strip_16(decoder);
        png_set_gray_to_rgb(decoder);
        png_set_filler(decoder, 0, PNG_FILLER_AFTER);
    }
    const int passes = png_set_interlace_handling(decoder);
    png_read_update_info(decoder, reader.info);
    const size_t row_bytes = png_get_rowbytes(decoder, reader.info);
    const bool interlaced = passes > 1;
    reader.image = allocate(reader, row_bytes * (interlaced ? static_cast<size_t>(header.height) : 1));
    reader.colours = palette || deep_grey ? allocate(reader, static_cast<size_t>(header.width) * pixel_bytes) : nullptr;
    for (int pass = 1; pass < passes; ++pass) {
        for (int32_t y = 0; y < header.height; ++y) {
            png_read_row(decoder, reader.image + row_bytes * static_cast<size_t>(y), nullptr);
        }
    }
    for (int32_t y = 0; y < header.height; ++y) {
        uint8_t* const row = interlaced ? reader.image + row_bytes * static_cast<size_t>(y) : reader.image;
        png_read_row(decoder, row, nullptr);
        if (palette) {
            palette_to_colour(reader, row, header.width);
        } else if (deep_grey) {
            deep_grey_to_colour(reader, row, header.width);
        }
        sink.row(y, reader.colours != nullptr ? reader.colours : row);
    }
}

// Runs where a longjmp may land; so it has no variables of its own.
void read_guarded(Reader& reader, const Limits& limits, Header& header, RowSink* sink) {
    if (setjmp(png_jmpbuf(reader.decoder)) != 0) {
        return;
    }
    png_set_read_fn(reader.decoder, &reader, read_bytes);
    // Text, profiles and the like are neither needed nor unpacked.
    png_set_keep_unknown_chunks(reader.decoder, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_user_limits(reader.decoder, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(reader.decoder, reader.info);
    header = {
        static_cast<int32_t>(png_get_image_width(reader.decoder, reader.info)),
        static_cast<int32_t>(png_get_image_height(reader.decoder, reader.info)), Format::Png};
    if (within(header, limits, *reader.failure) && sink != nullptr) {
        read_rows(reader, header, *sink);
    }
}

}  // namespace

bool is_png(const Bytes& encoded) noexcept {
    return encoded.length >= 8 && std::memcmp(encoded.data, "\x89PNG\r\n\x1A\n", 8) == 0;
}

bool read_png(const Bytes& encoded, const Limits& limits, Header& header, RowSink* sink, Failure& failure) noexcept {
    Reader reader{};
    reader.rest = encoded;
    reader.failure = &failure;
    reader.decoder = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning);
    reader.info = reader.decoder == nullptr ? nullptr : png_create_info_struct(reader.decoder);
    if (reader.info == nullptr) {
        failure.set(Status::OutOfMemory, "no memory for a PNG decoder");
    } else {
        read_guarded(reader, limits, header, sink);
    }
    std::free(reader.image);
    std::free(reader.colours);
    png_destroy_read_struct(&reader.decoder, &reader.info, nullptr);
    return failure.status == Status::Ok;
}

}  // namespace counterfactual
