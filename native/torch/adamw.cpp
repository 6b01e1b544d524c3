// AdamW in one pass over memory, where libtorch has no fused one for the CPU (it does from 2.4 on). It rounds where the chain of
// libtorch's own operators does: decay, first moment, second moment, division, step.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cmath>

namespace {

struct Step {
    float decay;
    float beta1;
    float one_minus_beta1;
    float beta2;
    float one_minus_beta2;
    float correction2_root;
    float eps;
    float size;
};

// One clone for each set of instructions, chosen when the library is loaded. (By the name of an architecture it would be chosen
// on that maker's models alone.)
__attribute__((target_clones("avx512f", "fma", "default")))
void update(float* __restrict parameter, const float* __restrict gradient, float* __restrict mean,
            float* __restrict mean_of_squares, int64_t count, float gradient_scale, Step step) {
    for (int64_t i = 0; i < count; ++i) {
        const float g = gradient[i] * gradient_scale;
        const float m = __builtin_fmaf(step.one_minus_beta1, g, mean[i] * step.beta1);
        const float v = __builtin_fmaf(step.one_minus_beta2 * g, g, mean_of_squares[i] * step.beta2);
        const float divisor = __builtin_sqrtf(v) / step.correction2_root + step.eps;
        mean[i] = m;
        mean_of_squares[i] = v;
        parameter[i] = parameter[i] * step.decay + step.size * m / divisor;
    }
}

void check(const at::Tensor& tensor, const char* what) {
    TORCH_CHECK(tensor.scalar_type() == at::kFloat && tensor.is_contiguous(), what, ": expected contiguous float32 tensors");
}

// `step` counts from 1; the gradients are multiplied by `grad_scale` where it is given.
void adamw_(at::TensorList parameters, at::TensorList gradients, at::TensorList means, at::TensorList means_of_squares,
            double lr, double beta1, double beta2, double weight_decay, double eps, int64_t step,
            const c10::optional<at::Tensor>& grad_scale) {
    constexpr int64_t elements_a_task = 1 << 15;
    const double correction1 = 1 - std::pow(beta1, static_cast<double>(step));
    const double correction2 = 1 - std::pow(beta2, static_cast<double>(step));
    const Step settings{static_cast<float>(1 - lr * weight_decay), static_cast<float>(beta1), static_cast<float>(1 - beta1),
                        static_cast<float>(beta2), static_cast<float>(1 - beta2), static_cast<float>(std::sqrt(correction2)),
                        static_cast<float>(eps), static_cast<float>(-lr / correction1)};
    const float scale = grad_scale.has_value() ? grad_scale->item<float>() : 1.0f;
    for (size_t i = 0; i < parameters.size(); ++i) {
        check(parameters[i], "parameters");
        check(means[i], "exp_avgs");
        check(means_of_squares[i], "exp_avg_sqs");
        const auto gradient = gradients[i].contiguous();
        check(gradient, "grads");
        float* const p = parameters[i].data_ptr<float>();
        const float* const g = gradient.data_ptr<float>();
        float* const m = means[i].data_ptr<float>();
        float* const v = means_of_squares[i].data_ptr<float>();
        at::parallel_for(0, parameters[i].numel(), elements_a_task, [&](int64_t begin, int64_t end) {
            update(p + begin, g + begin, m + begin, v + begin, end - begin, scale, settings);
        });
    }
}

}  // namespace

TORCH_LIBRARY(counterfactual, library) {
    library.def(
        "adamw_(Tensor(a!)[] self, Tensor[] grads, Tensor(b!)[] exp_avgs, Tensor(c!)[] exp_avg_sqs, float lr, float beta1, "
        "float beta2, float weight_decay, float eps, int step, Tensor? grad_scale=None) -> ()");
}

TORCH_LIBRARY_IMPL(counterfactual, CPU, library) { library.impl("adamw_", adamw_); }
