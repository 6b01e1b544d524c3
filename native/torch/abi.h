// What every part of the C ABI shares: how it is exported, how a tensor travels and how an exception does.
#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/api/include/torch/version.h>

#include <cstdint>
#include <exception>
#include <string>

#define TORCH_ABI extern "C" __attribute__((visibility("default")))

#define TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

namespace counterfactual {

// A tensor handle is the address of a TensorImpl that owns one reference; null is the undefined tensor.
using TensorHandle = c10::TensorImpl*;

// An error is a message that stays readable on the calling thread until that thread's next error; null is success.
using Error = const char*;

TensorHandle give(at::Tensor tensor);
void take_back(TensorHandle handle) noexcept;
int64_t live_tensor_handles() noexcept;

inline at::Tensor borrow(TensorHandle handle) {
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
        handle == nullptr ? static_cast<c10::TensorImpl*>(c10::UndefinedTensorImpl::singleton()) : handle));
}

inline Error keep(std::string message) noexcept {
    static thread_local std::string kept;
    kept = std::move(message);
    return kept.c_str();
}

// Runs the body; whatever it throws becomes an error message, so that no exception crosses the ABI.
template <class Body>
Error guarded(Body&& body) noexcept {
    try {
        body();
        return nullptr;
    } catch (const c10::Error& error) {
        return keep(error.what_without_backtrace());
    } catch (const std::exception& error) {
        return keep(error.what());
    } catch (...) {
        return keep("an exception of unknown type");
    }
}

}  // namespace counterfactual
