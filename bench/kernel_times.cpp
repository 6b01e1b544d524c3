// Where a CUDA program's time goes: the kernels, copies and clears that it ran, by name, longest first. CUDA loads this library
// into the program before its first call:
//
//     g++ -O2 -shared -fPIC -std=c++17 -I$CUDA/include bench/kernel_times.cpp -o kernel_times.so -L$CUDA/lib64 -lcupti
//     CUDA_INJECTION64_PATH=$PWD/kernel_times.so PROGRAM ...
#include <cupti.h>
#include <cxxabi.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#ifndef KERNEL_ACTIVITY
#define KERNEL_ACTIVITY CUpti_ActivityKernel9
#endif

namespace {

struct Total {
    uint64_t nanoseconds = 0;
    uint64_t count = 0;
};

std::mutex mutex;
std::map<std::string, Total> totals;
uint64_t first = ~0ull;
uint64_t last = 0;

void add(const std::string& name, uint64_t start, uint64_t end) {
    auto& total = totals[name];
    total.nanoseconds += end - start;
    ++total.count;
    first = std::min(first, start);
    last = std::max(last, end);
}

std::string readable(const char* mangled) {
    int status = 0;
    char* name = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    std::string result = status == 0 ? name : mangled;
    std::free(name);
    return result;
}

void CUPTIAPI give_buffer(uint8_t** buffer, size_t* size, size_t* most_records) {
    *size = 8 << 20;
    *buffer = static_cast<uint8_t*>(std::aligned_alloc(8, *size));
    *most_records = 0;
}

void CUPTIAPI take_buffer(CUcontext, uint32_t, uint8_t* buffer, size_t, size_t valid) {
    const std::lock_guard<std::mutex> lock(mutex);
    CUpti_Activity* record = nullptr;
    while (cuptiActivityGetNextRecord(buffer, valid, &record) == CUPTI_SUCCESS) {
        if (record->kind == CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL) {
            const auto* kernel = reinterpret_cast<KERNEL_ACTIVITY*>(record);
            add(readable(kernel->name), kernel->start, kernel->end);
        } else if (record->kind == CUPTI_ACTIVITY_KIND_MEMCPY) {
            const auto* copy = reinterpret_cast<CUpti_ActivityMemcpy5*>(record);
            add("(copy)", copy->start, copy->end);
        } else if (record->kind == CUPTI_ACTIVITY_KIND_MEMSET) {
            const auto* clear = reinterpret_cast<CUpti_ActivityMemset4*>(record);
            add("(clear)", clear->start, clear->end);
        }
    }
    std::free(buffer);
}

void print() {
    constexpr size_t most_lines = 45;
    constexpr int most_characters = 150;
    cuptiActivityFlushAll(1);
    const std::lock_guard<std::mutex> lock(mutex);
    std::vector<std::pair<std::string, Total>> rows(totals.begin(), totals.end());
    std::sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.second.nanoseconds > b.second.nanoseconds; });
    uint64_t sum = 0;
    for (auto& row : rows) sum += row.second.nanoseconds;
    if (rows.empty()) return;
    std::fprintf(stderr, "%.1f ms busy of %.1f ms\n   share    calls    us each  name\n", sum / 1e6, (last - first) / 1e6);
    for (size_t i = 0; i < std::min(rows.size(), most_lines); ++i) {
        const auto& total = rows[i].second;
        std::fprintf(stderr, "%7.2f%% %8llu %10.1f  %.*s\n", 100.0 * total.nanoseconds / sum,
                     static_cast<unsigned long long>(total.count), total.nanoseconds / 1e3 / total.count, most_characters,
                     rows[i].first.c_str());
    }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int InitializeInjection() {
    for (auto kind : {CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, CUPTI_ACTIVITY_KIND_MEMCPY, CUPTI_ACTIVITY_KIND_MEMSET}) {
        if (cuptiActivityEnable(kind) != CUPTI_SUCCESS) return 0;
    }
    if (cuptiActivityRegisterCallbacks(give_buffer, take_buffer) != CUPTI_SUCCESS) return 0;
    std::atexit(print);
    return 1;
}
