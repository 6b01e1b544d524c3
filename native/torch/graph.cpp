// Work of a GPU that is recorded once and then launched as one (CUDA graphs): for kernels that are shorter than their launches.
#include "abi.h"

#ifdef COUNTERFACTUAL_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#endif

#include <map>
#include <memory>
#include <mutex>
#include <optional>

using namespace counterfactual;

namespace {

#ifdef COUNTERFACTUAL_CUDA

// One for all recordings on a device: libraries keep a workspace for each stream that they have seen.
c10::cuda::CUDAStream recording_stream(c10::DeviceIndex device) {
    static std::mutex guard;
    static std::map<c10::DeviceIndex, c10::cuda::CUDAStream> streams;
    const std::lock_guard lock(guard);
    const auto found = streams.find(device);
    return found != streams.end() ? found->second
                                  : streams.emplace(device, c10::cuda::getStreamFromPool(false, device)).first->second;
}

// What is recorded must not touch the stream that everything else runs on; its device must be the current one meanwhile.
class Graph {
public:
    explicit Graph(c10::DeviceIndex device) {
        c10::cuda::getCurrentCUDAStream(device).synchronize();
        own_stream_.emplace(recording_stream(device));
    }

    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    ~Graph() {
        try {
            if (recording_) graph_.capture_end();
        } catch (...) {
            // What could not be recorded to its end is no graph either; who began it knows why.
        }
    }

    // Memory that a rehearsal left behind belongs to the own stream: nobody else could use it.
    void record() {
        c10::cuda::getCurrentCUDAStream().synchronize();
        c10::cuda::CUDACachingAllocator::emptyCache();
        graph_.capture_begin();
        recording_ = true;
    }

    void end() {
        recording_ = false;
        graph_.capture_end();
        own_stream_.reset();
    }

    void replay() { graph_.replay(); }

private:
    std::optional<c10::cuda::CUDAStreamGuard> own_stream_;
    at::cuda::CUDAGraph graph_;
    bool recording_ = false;
};

#else

class Graph {
public:
    explicit Graph(int) {
        throw std::invalid_argument("the native library was built without CUDA's headers, which recording a GPU's work needs");
    }

    void record() {}
    void end() {}
    void replay() {}
};

#endif

}  // namespace

TORCH_ABI uint8_t torch_graph_available() {
#ifdef COUNTERFACTUAL_CUDA
    return 1;
#else
    return 0;
#endif
}

// From here on the calling thread's work goes to the graph's own stream, until the graph ends or is freed: a rehearsal first,
// then, after torch_graph_record, what is recorded.
TORCH_ABI Error torch_graph_begin(int32_t index, Graph** result) {
    return guarded([&] { *result = std::make_unique<Graph>(index).release(); });
}

TORCH_ABI Error torch_graph_record(Graph* graph) {
    return guarded([&] { graph->record(); });
}

TORCH_ABI Error torch_graph_end(Graph* graph) {
    return guarded([&] { graph->end(); });
}

// Launches what was recorded on the calling thread's stream.
TORCH_ABI Error torch_graph_replay(Graph* graph) {
    return guarded([&] { graph->replay(); });
}

TORCH_ABI void torch_graph_free(Graph* graph) { delete graph; }
