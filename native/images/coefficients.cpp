#include "coefficients.h"

#include <algorithm>
#include <cmath>

namespace counterfactual {

namespace {

constexpr double bicubic_support = 2.0;

double bicubic_weight(double x) {
    constexpr double a = -0.5;
    x = std::fabs(x);
    if (x < 1.0) {
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    }
    return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

int32_t fixed_point(double weight) {
    return static_cast<int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << precision_bits));
}

}  // namespace

Coefficients bicubic(int32_t source, int64_t target, int64_t first, int32_t count) {
    const double scale = static_cast<double>(source) / static_cast<double>(target);
    const double filter_scale = std::max(scale, 1.0);
    const double support = bicubic_support * filter_scale;

    Coefficients result;
    result.length = static_cast<int32_t>(std::ceil(support)) * 2 + 1;
    result.windows.resize(static_cast<size_t>(count));
    result.weights.assign(static_cast<size_t>(count) * static_cast<size_t>(result.length), 0);
    std::vector<double> exact(static_cast<size_t>(result.length));
    for (int32_t i = 0; i < count; ++i) {
        const double centre = (static_cast<double>(first + i) + 0.5) * scale;
        const auto begin = std::max(static_cast<int32_t>(centre - support + 0.5), 0);
        const auto end = std::min(static_cast<int32_t>(centre + support + 0.5), source);
        double total = 0.0;
        for (int32_t x = begin; x < end; ++x) {
            const double weight = bicubic_weight((x - centre + 0.5) * (1.0 / filter_scale));
            exact[static_cast<size_t>(x - begin)] = weight;
            total += weight;
        }
        result.windows[static_cast<size_t>(i)] = {begin, end - begin};
        int32_t* const weights = result.weights.data() + static_cast<size_t>(i) * static_cast<size_t>(result.length);
        for (int32_t k = 0; k < end - begin; ++k) {
            weights[k] = fixed_point(total != 0.0 ? exact[static_cast<size_t>(k)] / total : exact[static_cast<size_t>(k)]);
        }
    }
    return result;
}

}  // namespace counterfactual
