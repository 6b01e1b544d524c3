// Copies to a device on a stream of their own, beside what the device computes. Through the interface that every kind of device
// registers with libtorch: no header of CUDA is needed.
#include "abi.h"

#include <ATen/ATen.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <memory>

using namespace counterfactual;

namespace {

// Null on a CPU, where there is nothing to wait for.
using Event = void*;

struct Upload {
    at::Tensor tensor;
    Event copied = nullptr;

    Upload() = default;
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    ~Upload() {
        if (copied != nullptr) c10::impl::VirtualGuardImpl(tensor.device().type()).destroyEvent(copied, tensor.device().index());
    }
};

void copy(Upload& upload, const at::Tensor& host, c10::Device device) {
    const c10::impl::VirtualGuardImpl guard(device.type());
    static thread_local const c10::Stream stream = guard.getStreamFromGlobalPool(device);
    const c10::Stream before = guard.exchangeStream(stream);
    try {
        upload.tensor = host.to(device, /*non_blocking=*/true);
        guard.record(&upload.copied, stream, device.index(), c10::EventFlag::PYTORCH_DEFAULT);
    } catch (...) {
        guard.exchangeStream(before);
        throw;
    }
    guard.exchangeStream(before);
}

}  // namespace

// The copy overlaps only when the tensor's memory is pinned; a tensor on a CPU stays as it is.
TORCH_ABI Error torch_upload_begin(TensorHandle host, int32_t type, int32_t index, Upload** result) {
    return guarded([&] {
        auto upload = std::make_unique<Upload>();
        const c10::Device device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
        if (device.type() == c10::DeviceType::CPU) {
            upload->tensor = borrow(host);
        } else {
            copy(*upload, borrow(host), device);
        }
        *result = upload.release();
    });
}

// What the calling thread asks of the device from here on waits for the copy; the thread itself does not.
TORCH_ABI Error torch_upload_take(Upload* upload, TensorHandle* result) {
    return guarded([&] {
        if (upload->copied != nullptr) {
            const c10::impl::VirtualGuardImpl guard(upload->tensor.device().type());
            const auto stream = guard.getStream(upload->tensor.device());
            guard.block(upload->copied, stream);
            guard.recordDataPtrOnStream(upload->tensor.storage().data_ptr(), stream);
        }
        *result = give(upload->tensor);
    });
}

TORCH_ABI void torch_upload_free(Upload* upload) { delete upload; }
