// Automatic differentiation and its modes. The modes belong to the calling thread.
#include "abi.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace counterfactual;

namespace {

torch::autograd::variable_list borrow_all(const TensorHandle* handles, int32_t count) {
    torch::autograd::variable_list tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; ++i) tensors.push_back(borrow(handles[i]));
    return tensors;
}

}  // namespace

TORCH_ABI Error torch_tensor_set_requires_grad(TensorHandle handle, uint8_t required) {
    return guarded([&] { borrow(handle).requires_grad_(required != 0); });
}

TORCH_ABI Error torch_tensor_grad(TensorHandle handle, TensorHandle* result) {
    return guarded([&] { *result = give(borrow(handle).grad()); });
}

TORCH_ABI Error torch_tensor_set_grad(TensorHandle handle, TensorHandle gradient) {
    return guarded([&] { borrow(handle).mutable_grad() = borrow(gradient); });
}

// `gradients` is null, or holds one handle (null for an implicit one) for each tensor.
TORCH_ABI Error torch_backward(const TensorHandle* tensors, int32_t count, const TensorHandle* gradients,
                               uint8_t retain_graph, uint8_t create_graph) {
    return guarded([&] {
        torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradients == nullptr ? 0 : count),
                                  retain_graph != 0, create_graph != 0);
    });
}

// `results` has room for one handle for each input; an input that was not used gets null.
TORCH_ABI Error torch_gradients(const TensorHandle* outputs, int32_t outputs_count, const TensorHandle* inputs,
                                int32_t inputs_count, const TensorHandle* gradients, uint8_t retain_graph,
                                uint8_t create_graph, uint8_t allow_unused, TensorHandle* results) {
    return guarded([&] {
        auto computed = torch::autograd::grad(
            borrow_all(outputs, outputs_count), borrow_all(inputs, inputs_count),
            borrow_all(gradients, gradients == nullptr ? 0 : outputs_count), retain_graph != 0, create_graph != 0,
            allow_unused != 0);
        for (int32_t i = 0; i < inputs_count; ++i) results[i] = give(std::move(computed[i]));
    });
}

TORCH_ABI uint8_t torch_grad_mode_get() { return c10::GradMode::is_enabled(); }

TORCH_ABI void torch_grad_mode_set(uint8_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

// Guards nest: leave them in the reverse order on the thread that entered them.
TORCH_ABI Error torch_inference_mode_enter(uint8_t enabled, c10::InferenceMode** guard) {
    return guarded([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

TORCH_ABI void torch_inference_mode_leave(c10::InferenceMode* guard) { delete guard; }
