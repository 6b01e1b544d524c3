// Large blocks from the C library are new pages each time, which the kernel clears first: a seventh of a ViT-B/32's training
// step. A training step needs the same blocks as the one before it.
#include "memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace counterfactual {

namespace {

constexpr size_t smallest_kept = 16 << 10;
constexpr size_t huge_page = 2 << 20;
constexpr size_t alignment = 64;

// Before the first element of every tensor lies its block, or null where the C library has the memory: with nothing but the
// address, as libtorch's raw interface has it, memory can be given back.
constexpr size_t header = alignment;

struct Block {
    void* address;
    size_t bytes;
};

class BlockPool {
public:
    Block* take(size_t bytes) {
        const size_t size = rounded(bytes);
        const std::lock_guard<std::mutex> lock(mutex_);
        Block* block = find(size);
        if (block == nullptr) {
            if (memory_.kept > memory_.peak_in_use) release();
            block = allocate(size);
        }
        memory_.in_use += static_cast<int64_t>(block->bytes);
        memory_.peak_in_use = std::max(memory_.peak_in_use, memory_.in_use);
        return block;
    }

    void give_back(Block* block) noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        memory_.in_use -= static_cast<int64_t>(block->bytes);
        memory_.kept += static_cast<int64_t>(block->bytes);
        free_[block->bytes].push_back(block);
    }

    void release_kept() noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        release();
    }

    void reset_peak() noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        memory_.peak_in_use = memory_.in_use;
    }

    CpuMemory memory() noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        return memory_;
    }

private:
    // To one of eight sizes between each two powers of two, so that blocks of about the same size can take each other's place.
    static size_t rounded(size_t bytes) {
        size_t step = smallest_kept / 8;
        while (step * 16 < bytes) step *= 2;
        return (bytes + step - 1) / step * step + header;
    }

    Block* find(size_t size) {
        const auto found = free_.lower_bound(size);
        if (found == free_.end() || found->first > size + size / 4) return nullptr;
        Block* block = found->second.back();
        found->second.pop_back();
        if (found->second.empty()) free_.erase(found);
        memory_.kept -= static_cast<int64_t>(block->bytes);
        return block;
    }

    Block* allocate(size_t size) {
        void* address = allocate_pages(size);
        if (address == nullptr) {
            release();
            address = allocate_pages(size);
        }
        TORCH_CHECK(address != nullptr, "not enough memory for ", size, " bytes");
        return new Block{address, size};
    }

    static void* allocate_pages(size_t size) {
        void* address = nullptr;
        if (posix_memalign(&address, size >= huge_page ? huge_page : alignment, size) != 0) return nullptr;
        if (size >= huge_page) madvise(address, size, MADV_HUGEPAGE);
        return address;
    }

    void release() noexcept {
        for (auto& [size, blocks] : free_) {
            for (Block* block : blocks) {
                std::free(block->address);
                delete block;
            }
        }
        free_.clear();
        memory_.kept = 0;
    }

    std::mutex mutex_;
    std::map<size_t, std::vector<Block*>> free_;
    CpuMemory memory_{0, 0, 0};
};

// Never destroyed: tensors of static lifetime are freed after it would be.
BlockPool& pool() {
    static auto& instance = *new BlockPool();
    return instance;
}

Block*& block_of(void* elements) { return *reinterpret_cast<Block**>(static_cast<char*>(elements) - header); }

void give_back(void* elements) {
    if (elements == nullptr) return;
    Block* block = block_of(elements);
    if (block != nullptr) {
        pool().give_back(block);
    } else {
        std::free(static_cast<char*>(elements) - header);
    }
}

void* allocate_elements(size_t bytes) {
    if (bytes == 0) return nullptr;
    Block* block = nullptr;
    void* memory = nullptr;
    if (bytes >= smallest_kept) {
        block = pool().take(bytes);
        memory = block->address;
    } else if (posix_memalign(&memory, alignment, bytes + header) != 0) {
        throw std::bad_alloc();
    }
    void* elements = static_cast<char*>(memory) + header;
    block_of(elements) = block;
    return elements;
}

class KeepingAllocator final : public c10::Allocator {
public:
    // Of these, libtorch 1.13 declares one and later versions declare the others: nothing says override.
    c10::DataPtr allocate(size_t bytes) const { return allocated(bytes); }

    c10::DataPtr allocate(size_t bytes) { return allocated(bytes); }

    void copy_data(void* destination, const void* source, size_t bytes) const { std::memcpy(destination, source, bytes); }

    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

private:
    static c10::DataPtr allocated(size_t bytes) {
        void* elements = allocate_elements(bytes);
        return {elements, elements, &give_back, c10::Device(c10::DeviceType::CPU)};
    }
};

const struct Installation {
    Installation() {
        constexpr uint8_t above_the_default = 1;
        c10::SetCPUAllocator(new KeepingAllocator(), above_the_default);
    }
} installation;

}  // namespace

CpuMemory cpu_memory() noexcept { return pool().memory(); }

void reset_cpu_peak() noexcept { pool().reset_peak(); }

void release_kept_cpu_memory() noexcept { pool().release_kept(); }

}  // namespace counterfactual
