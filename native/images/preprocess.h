// The preprocessing of CLIP's reference: border cut off, shorter side resized, central square kept. Rows are resized as they
// are decoded; only what the square needs is computed.
#pragma once

#include "codec.h"
#include "coefficients.h"

#include <vector>

namespace counterfactual {

class Preprocessor final : public RowSink {
public:
    // `planes` takes 3 x size x size bytes.
    Preprocessor(const Preprocessing& preprocessing, uint8_t* planes) : settings(preprocessing), planes(planes) {}

    bool begin(const Header& header, Failure& failure) noexcept override;
    void row(int32_t y, const uint8_t* pixels) noexcept override;

    // Called once, after the last row.
    void finish() noexcept;

private:
    void narrow(int32_t end) noexcept;

    const Preprocessing settings;
    uint8_t* const planes;
    Coefficients columns;
    Coefficients rows;

    // The last rows that came, columns first, so that one line of the sums below is one column of several rows.
    std::vector<uint8_t> block;

    // The rows that the square needs, resized to its width; each padded to whole lines.
    std::vector<uint8_t> narrowed;
    size_t pitch = 0;

    // One row of the square, colours not yet apart.
    std::vector<uint8_t> finished;
};

}  // namespace counterfactual
