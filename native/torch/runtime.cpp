// The process: threads, seeds, devices, memory.
#include "abi.h"
#include "memory.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#ifdef COUNTERFACTUAL_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#endif

#include <malloc.h>

using namespace counterfactual;

namespace {

c10::DeviceType known_device(int32_t type) {
    const auto device = static_cast<c10::DeviceType>(type);
    if (device != c10::DeviceType::CPU && device != c10::DeviceType::CUDA) {
        throw std::invalid_argument("device type " + std::to_string(type) + ": expected CPU (0) or CUDA (1)");
    }
    return device;
}

#ifdef COUNTERFACTUAL_CUDA
// Until the first tensor on a GPU there is no allocator that could be asked or told anything.
void initialize_cuda() {
#if TORCH_AT_LEAST(2, 6)
    at::globalContext().lazyInitDevice(c10::DeviceType::CUDA);
#else
    at::globalContext().lazyInitCUDA();
#endif
}
#endif

struct MemoryStatistics {
    int64_t allocated;
    int64_t reserved;
    int64_t peak_allocated;
};

}  // namespace

TORCH_ABI const char* torch_version() { return TORCH_VERSION; }

TORCH_ABI Error torch_threads_set(int32_t count) {
    return guarded([&] { at::set_num_threads(count); });
}

TORCH_ABI int32_t torch_threads_get() { return at::get_num_threads(); }

TORCH_ABI Error torch_seed(uint64_t seed) {
    return guarded([&] { at::manual_seed(seed); });
}

// cuBLAS reads its variable when it is first used. Filling new memory, which shows reads of what nobody wrote, is not wanted
// here: it costs a pass over every tensor.
TORCH_ABI Error torch_deterministic_algorithms(uint8_t enabled, uint8_t warn_only) {
    return guarded([&] {
        if (enabled != 0) setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
#if TORCH_AT_LEAST(2, 2)
        at::globalContext().setDeterministicFillUninitializedMemory(false);
#endif
        at::globalContext().setDeterministicAlgorithms(enabled != 0, warn_only != 0);
        at::globalContext().setBenchmarkCuDNN(enabled == 0 && at::globalContext().benchmarkCuDNN());
    });
}

TORCH_ABI Error torch_device_count(int32_t type, int32_t* result) {
    return guarded([&] {
        const auto device = known_device(type);
        if (device == c10::DeviceType::CPU) {
            *result = 1;
        } else {
            *result = at::hasCUDA() ? c10::impl::VirtualGuardImpl(device).deviceCount() : 0;
        }
    });
}

// Waits until the device's current stream has done its work.
TORCH_ABI Error torch_device_synchronize(int32_t type, int32_t index) {
    return guarded([&] {
        const auto device = known_device(type);
        if (device == c10::DeviceType::CPU) return;
        const c10::impl::VirtualGuardImpl guard(device);
        guard.synchronizeStream(guard.getStream(c10::Device(device, static_cast<c10::DeviceIndex>(index))));
    });
}

// Bytes. A field that this build cannot know is -1. On a CPU: the blocks of tensors, and but for the peak the C library's heap,
// from which these blocks are taken.
TORCH_ABI Error torch_device_memory(int32_t type, int32_t index, MemoryStatistics* result) {
    return guarded([&] {
        *result = {-1, -1, -1};
        if (known_device(type) == c10::DeviceType::CPU) {
            const auto heap = mallinfo2();
            const auto tensors = cpu_memory();
            result->allocated = static_cast<int64_t>(heap.uordblks + heap.hblkhd) - tensors.kept;
            result->reserved = static_cast<int64_t>(heap.arena + heap.hblkhd);
            result->peak_allocated = tensors.peak_in_use;
            return;
        }
#ifdef COUNTERFACTUAL_CUDA
        constexpr size_t aggregate = 0;
        initialize_cuda();
        const auto statistics = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(index));
        result->allocated = statistics.allocated_bytes[aggregate].current;
        result->reserved = statistics.reserved_bytes[aggregate].current;
        result->peak_allocated = statistics.allocated_bytes[aggregate].peak;
#else
        (void)index;
#endif
    });
}

TORCH_ABI Error torch_device_reset_peak(int32_t type, int32_t index) {
    return guarded([&] {
        if (known_device(type) == c10::DeviceType::CPU) {
            reset_cpu_peak();
            return;
        }
#ifdef COUNTERFACTUAL_CUDA
        initialize_cuda();
        c10::cuda::CUDACachingAllocator::resetPeakStats(static_cast<c10::DeviceIndex>(index));
#else
        (void)index;
#endif
    });
}

// Beyond this share of its memory a device refuses this process as if it were full.
TORCH_ABI Error torch_device_limit_memory(int32_t type, int32_t index, double fraction) {
    return guarded([&] {
        if (known_device(type) == c10::DeviceType::CPU) {
            throw std::invalid_argument("the memory of a CPU cannot be limited to a share; expected a CUDA device");
        }
#ifdef COUNTERFACTUAL_CUDA
        initialize_cuda();
        c10::cuda::CUDACachingAllocator::setMemoryFraction(fraction, static_cast<c10::DeviceIndex>(index));
#else
        (void)index;
        (void)fraction;
        throw std::invalid_argument("the native library was built without CUDA's headers, which a share of its memory needs");
#endif
    });
}

// Gives cached, unused memory back: the allocators' blocks, and the C library's free pages.
TORCH_ABI Error torch_device_release_unused(int32_t type) {
    return guarded([&] {
        if (known_device(type) == c10::DeviceType::CPU) {
            release_kept_cpu_memory();
            malloc_trim(0);
            return;
        }
#ifdef COUNTERFACTUAL_CUDA
        c10::cuda::CUDACachingAllocator::emptyCache();
#endif
    });
}
