// JPEG through libjpeg-turbo's libjpeg interface: its TurboJPEG interface refuses sampling factors that photographs do have.
#include "codec.h"

#include <csetjmp>
#include <cstring>

#include <jpeglib.h>
#include <jerror.h>

namespace counterfactual {

namespace {

// Everything that lives across a longjmp: nothing here has a destructor, and no frame that is jumped over owns anything.
struct Reader {
    jpeg_decompress_struct decoder;
    jpeg_error_mgr errors;
    jpeg_source_mgr source;
    jpeg_progress_mgr progress;
    jmp_buf escape;
    Failure* failure;
    int32_t scans;
};

Reader& reader_of(j_common_ptr decoder) { return *static_cast<Reader*>(decoder->client_data); }
Reader& reader_of(j_decompress_ptr decoder) { return *static_cast<Reader*>(decoder->client_data); }

[[noreturn]] void fail(Reader& reader, Status status, const char* text) {
    reader.failure->set(status, text);
    longjmp(reader.escape, 1);
}

Status status_of(int code) {
    switch (code) {
        case JERR_OUT_OF_MEMORY:
            return Status::OutOfMemory;
        case JERR_BAD_PRECISION:
        case JERR_COMPONENT_COUNT:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_FRACT_SAMPLE_NOTIMPL:
        case JERR_CCIR601_NOTIMPL:
        case JERR_SOF_UNSUPPORTED:
        case JERR_ARITH_NOTIMPL:
        case JERR_NOT_COMPILED:
            return Status::Unsupported;
        case JERR_IMAGE_TOO_BIG:
        case JERR_WIDTH_OVERFLOW:
            return Status::TooLarge;
        default:
            return Status::Corrupt;
    }
}

[[noreturn]] void on_error(j_common_ptr decoder) {
    char text[JMSG_LENGTH_MAX];
    decoder->err->format_message(decoder, text);
    fail(reader_of(decoder), status_of(decoder->err->msg_code), text);
}

// libjpeg goes on after these with made-up pixels. What does not touch the pixels (stray bytes between segments, unknown
// versions) is let pass, as every other reader does.
bool damages_pixels(int warning) {
    switch (warning) {
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_ARITH_BAD_CODE:
        case JWRN_MUST_RESYNC:
        case JWRN_JPEG_EOF:
        case JWRN_NOT_SEQUENTIAL:
        case JWRN_BOGUS_PROGRESSION:
        case JWRN_TOO_MUCH_DATA:
            return true;
        default:
            return false;
    }
}

void on_message(j_common_ptr decoder, int level) {
    if (level < 0 && damages_pixels(decoder->err->msg_code)) {
        on_error(decoder);
    }
}

void on_progress(j_common_ptr decoder) {
    auto& reader = reader_of(decoder);
    if (reader.decoder.input_scan_number > reader.scans) {
        reader.failure->set(Status::TooLarge, "more than %d scans", reader.scans);
        longjmp(reader.escape, 1);
    }
}

void nothing(j_decompress_ptr) {}

boolean out_of_data(j_decompress_ptr decoder) {
    fail(reader_of(decoder), Status::Truncated, "the JPEG ends before the image does");
}

void skip(j_decompress_ptr decoder, long count) {
    auto& source = *decoder->src;
    if (count > 0 && static_cast<size_t>(count) > source.bytes_in_buffer) {
        out_of_data(decoder);
    }
    if (count > 0) {
        source.next_input_byte += count;
        source.bytes_in_buffer -= static_cast<size_t>(count);
    }
}

void prepare(Reader& reader, const Bytes& encoded) {
    auto& decoder = reader.decoder;
    decoder.err = jpeg_std_error(&reader.errors);
    reader.errors.error_exit = on_error;
    reader.errors.emit_message = on_message;
    decoder.client_data = &reader;
    jpeg_create_decompress(&decoder);
    reader.progress.progress_monitor = on_progress;
    decoder.progress = &reader.progress;
    reader.source.init_source = nothing;
    reader.source.fill_input_buffer = out_of_data;
    reader.source.skip_input_data = skip;
    reader.source.resync_to_restart = jpeg_resync_to_restart;
    reader.source.term_source = nothing;
    reader.source.next_input_byte = encoded.data;
    reader.source.bytes_in_buffer = encoded.length;
    decoder.src = &reader.source;
}

// (a x b) / 255, rounded, as Pillow computes it.
inline int multiply(int a, int b) {
    const int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

// Adobe stores ink inverted, and everyone who writes CMYK JPEGs follows: 255 is no ink. So does Pillow's conversion to RGB.
void cmyk_to_colour(uint8_t* row, int32_t width) {
    for (int32_t x = 0; x < width; ++x, row += pixel_bytes) {
        const int light = row[3];
        for (int channel = 0; channel < 3; ++channel) {
            row[channel] = static_cast<uint8_t>(light - multiply(255 - row[channel], light));
        }
    }
}

void read_rows(Reader& reader, const Header& header, RowSink& sink) {
    auto& decoder = reader.decoder;
    const bool cmyk = decoder.num_components == 4;
    decoder.out_color_space = cmyk ? JCS_CMYK : JCS_EXT_RGBX;
    if (!sink.begin(header, *reader.failure)) {
        longjmp(reader.escape, 1);
    }
    jpeg_start_decompress(&decoder);
    const auto row_bytes = static_cast<JDIMENSION>(header.width) * pixel_bytes;
    JSAMPARRAY row = decoder.mem->alloc_sarray(reinterpret_cast<j_common_ptr>(&decoder), JPOOL_IMAGE, row_bytes, 1);
    while (decoder.output_scanline < decoder.output_height) {
        const auto y = static_cast<int32_t>(decoder.output_scanline);
        jpeg_read_scanlines(&decoder, row, 1);
        if (cmyk) {
            cmyk_to_colour(row[0], header.width);
        }
        sink.row(y, row[0]);
    }
    // Not jpeg_finish_decompress: it would demand the end marker, which some writers leave out.
}

}  // namespace

bool is_jpeg(const Bytes& encoded) noexcept {
    return encoded.length >= 3 && std::memcmp(encoded.data, "\xFF\xD8\xFF", 3) == 0;
}

bool read_jpeg(const Bytes& encoded, const Limits& limits, Header& header, RowSink* sink, Failure& failure) noexcept {
    Reader reader{};
    reader.failure = &failure;
    reader.scans = limits.scans;
    if (setjmp(reader.escape) == 0) {
        prepare(reader, encoded);
        jpeg_read_header(&reader.decoder, TRUE);
        header = {static_cast<int32_t>(reader.decoder.image_width), static_cast<int32_t>(reader.decoder.image_height),
                  Format::Jpeg};
        const int components = reader.decoder.num_components;
        if (components != 1 && components != 3 && components != 4) {
            failure.set(Status::Unsupported, "a JPEG of %d components; expected 1, 3 or 4", components);
        } else if (within(header, limits, failure) && sink != nullptr) {
            read_rows(reader, header, *sink);
        }
    }
    jpeg_destroy_decompress(&reader.decoder);
    return failure.status == Status::Ok;
}

}  // namespace counterfactual
