// The CPU memory of tensors: what is freed is kept for the next tensor of about the same size.
#pragma once

#include <cstdint>

namespace counterfactual {

// Bytes of the blocks that are managed here; smaller ones are the C library's.
struct CpuMemory {
    int64_t in_use;
    int64_t kept;
    int64_t peak_in_use;
};

CpuMemory cpu_memory() noexcept;

// Starts the peak again at what is in use.
void reset_cpu_peak() noexcept;

// Gives the blocks that nobody uses back to the system.
void release_kept_cpu_memory() noexcept;

}  // namespace counterfactual
