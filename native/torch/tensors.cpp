// Tensors from and to memory, their properties, and the lifetime of their handles.
#include "abi.h"

#include <ATen/ATen.h>

#include <atomic>

using namespace counterfactual;

namespace counterfactual {

static std::atomic<int64_t> live{0};

TensorHandle give(at::Tensor tensor) {
    if (!tensor.defined()) return nullptr;
    live.fetch_add(1, std::memory_order_relaxed);
    return tensor.unsafeReleaseTensorImpl();
}

void take_back(TensorHandle handle) noexcept {
    if (handle == nullptr) return;
    live.fetch_sub(1, std::memory_order_relaxed);
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle).reset();
}

int64_t live_tensor_handles() noexcept { return live.load(std::memory_order_relaxed); }

}  // namespace counterfactual

namespace {

// The sizes and strides are borrowed: they hold for as long as the tensor lives and keeps its shape.
struct Description {
    const int64_t* sizes;
    const int64_t* strides;
    int64_t elements;
    int32_t dimensions;
    int32_t dtype;
    int32_t device_type;
    int32_t device_index;
    uint8_t requires_grad;
    uint8_t is_contiguous;
    uint8_t is_leaf;
    uint8_t is_inference;
};

}  // namespace

TORCH_ABI void torch_tensor_free(TensorHandle handle) { take_back(handle); }

TORCH_ABI int64_t torch_tensor_live_handles() { return live_tensor_handles(); }

TORCH_ABI Error torch_tensor_describe(TensorHandle handle, Description* result) {
    return guarded([&] {
        const auto tensor = borrow(handle);
        result->sizes = tensor.sizes().data();
        result->strides = tensor.layout() == at::kStrided ? tensor.strides().data() : nullptr;
        result->elements = tensor.numel();
        result->dimensions = static_cast<int32_t>(tensor.dim());
        result->dtype = static_cast<int32_t>(tensor.scalar_type());
        result->device_type = static_cast<int32_t>(tensor.device().type());
        result->device_index = tensor.device().index();
        result->requires_grad = tensor.requires_grad();
        result->is_contiguous = tensor.is_contiguous();
        result->is_leaf = tensor.is_leaf();
        result->is_inference = tensor.is_inference();
    });
}

// With a `release`, the memory is wrapped: it must stay until release(context) is called. Without, it is copied.
TORCH_ABI Error torch_tensor_from_memory(void* data, int32_t dtype, const int64_t* sizes, int32_t dimensions,
                                         void (*release)(void*), void* context, TensorHandle* result) {
    return guarded([&] {
        const at::IntArrayRef shape(sizes, static_cast<size_t>(dimensions));
        const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
        if (release == nullptr) {
            *result = give(at::from_blob(data, shape, options).clone());
        } else {
            *result = give(at::from_blob(data, shape, [=](void*) { release(context); }, options));
        }
    });
}

// The address of the first element in the device's memory.
TORCH_ABI Error torch_tensor_data(TensorHandle handle, void** result) {
    return guarded([&] { *result = borrow(handle).data_ptr(); });
}
