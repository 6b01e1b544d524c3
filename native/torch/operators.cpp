// Any operator of the dispatcher, by name, through a boxed stack.
#include "abi.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

#include <mutex>
#include <sstream>
#include <unordered_map>
#include <vector>

using namespace counterfactual;

namespace {

// The order is the order of ArgumentKind in src/Torch/Native/NativeArgument.cs.
enum class Kind : int32_t {
    None, Tensor, Int, Double, Bool, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Device, String
};

constexpr const char* kind_names[] = {
    "none", "Tensor", "int", "float", "bool", "int[]", "float[]", "bool[]", "Tensor[]", "Tensor?[]", "Device", "str"};

// A list or string lies at `address` with `length` elements; a device is its type in `length` and its index in `integer`.
struct Argument {
    Kind kind;
    int32_t length;
    union {
        int64_t integer;
        double real;
        void* address;
    };
};

#if TORCH_AT_LEAST(2, 5)
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

constexpr uint32_t bit(Kind kind) { return 1u << static_cast<uint32_t>(kind); }

uint32_t accepted_in_list(const c10::TypePtr& element) {
    switch (element->kind()) {
        case c10::TypeKind::TensorType: return bit(Kind::TensorList);
        case c10::TypeKind::IntType: return bit(Kind::IntList);
        case c10::TypeKind::SymIntType: return bit(Kind::IntList);
        case c10::TypeKind::FloatType: return bit(Kind::DoubleList);
        case c10::TypeKind::NumberType: return bit(Kind::DoubleList);
        case c10::TypeKind::BoolType: return bit(Kind::BoolList);
        case c10::TypeKind::OptionalType: return bit(Kind::OptionalTensorList);
        default: return 0;
    }
}

uint32_t accepted(const c10::TypePtr& type) {
    switch (type->kind()) {
        case c10::TypeKind::OptionalType:
            return bit(Kind::None) | accepted(type->castRaw<c10::OptionalType>()->getElementType());
        case c10::TypeKind::ListType: return accepted_in_list(type->castRaw<c10::ListType>()->getElementType());
        case c10::TypeKind::TensorType: return bit(Kind::Tensor);
        case c10::TypeKind::IntType: return bit(Kind::Int);
        case c10::TypeKind::SymIntType: return bit(Kind::Int);
        case c10::TypeKind::FloatType: return bit(Kind::Double) | bit(Kind::Int);
        case c10::TypeKind::NumberType: return bit(Kind::Double) | bit(Kind::Int) | bit(Kind::Bool);
        case c10::TypeKind::BoolType: return bit(Kind::Bool);
        case c10::TypeKind::DeviceObjType: return bit(Kind::Device);
        case c10::TypeKind::StringType: return bit(Kind::String);
        default: return 0;
    }
}

bool holds_numbers(const c10::TypePtr& type) {
    if (auto optional = type->castRaw<c10::OptionalType>()) return holds_numbers(optional->getElementType());
    auto list = type->castRaw<c10::ListType>();
    return list != nullptr && list->getElementType()->kind() == c10::TypeKind::NumberType;
}

bool is_real(const c10::TypePtr& type) {
    if (auto optional = type->castRaw<c10::OptionalType>()) return is_real(optional->getElementType());
    return type->kind() == c10::TypeKind::FloatType;
}

struct Parameter {
    std::string name;
    uint32_t accepted;
    bool is_real;
    bool is_number_list;
    bool has_default;
    c10::IValue fallback;
};

// What a call needs to know of an operator, looked up once.
struct Operator {
    explicit Operator(c10::OperatorHandle found) : handle(std::move(found)) {
        for (const auto& argument : handle.schema().arguments()) {
            auto fallback = argument.default_value();
            parameters.push_back({argument.name(), accepted(argument.type()), is_real(argument.type()),
                                  holds_numbers(argument.type()), fallback.has_value(),
                                  fallback.has_value() ? *fallback : c10::IValue()});
        }
    }

    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;
};

std::string described(const Operator& op) {
    std::ostringstream text;
    text << op.handle.schema();
    return text.str();
}

[[noreturn]] void refuse(const Operator& op, const Parameter& parameter, Kind given) {
    std::string expected;
    for (uint32_t kind = 0; kind < std::size(kind_names); ++kind) {
        if ((parameter.accepted >> kind) & 1u) expected += (expected.empty() ? "" : " or ") + std::string(kind_names[kind]);
    }
    throw std::invalid_argument("argument '" + parameter.name + "': got " + kind_names[static_cast<int32_t>(given)] +
                                ", expected " + (expected.empty() ? "nothing that can be passed" : expected) + ", in " +
                                described(op));
}

template <class Element>
c10::ArrayRef<Element> listed(const Argument& argument) {
    return {static_cast<const Element*>(argument.address), static_cast<size_t>(argument.length)};
}

c10::IValue boxed_list_of_numbers(const Argument& argument) {
    c10::List<at::Scalar> numbers;
    for (double number : listed<double>(argument)) numbers.push_back(at::Scalar(number));
    return numbers;
}

c10::IValue boxed_tensors(const Argument& argument) {
    c10::List<at::Tensor> tensors;
    tensors.reserve(argument.length);
    for (TensorHandle handle : listed<TensorHandle>(argument)) {
        if (handle == nullptr) throw std::invalid_argument("a list of tensors has a gap");
        tensors.push_back(borrow(handle));
    }
    return tensors;
}

c10::IValue boxed_optional_tensors(const Argument& argument) {
    c10::List<OptionalTensor> tensors;
    tensors.reserve(argument.length);
    for (TensorHandle handle : listed<TensorHandle>(argument)) {
        tensors.push_back(handle == nullptr ? OptionalTensor() : OptionalTensor(borrow(handle)));
    }
    return tensors;
}

c10::IValue boxed_booleans(const Argument& argument) {
    c10::List<bool> booleans;
    for (uint8_t boolean : listed<uint8_t>(argument)) booleans.push_back(boolean != 0);
    return booleans;
}

c10::IValue boxed(const Argument& argument, const Parameter& parameter) {
    switch (argument.kind) {
        case Kind::None: return {};
        case Kind::Tensor: return borrow(static_cast<TensorHandle>(argument.address));
        case Kind::Int:
            return parameter.is_real ? c10::IValue(static_cast<double>(argument.integer)) : c10::IValue(argument.integer);
        case Kind::Double: return argument.real;
        case Kind::Bool: return argument.integer != 0;
        case Kind::IntList: return listed<int64_t>(argument);
        case Kind::DoubleList:
            return parameter.is_number_list ? boxed_list_of_numbers(argument) : c10::IValue(listed<double>(argument));
        case Kind::BoolList: return boxed_booleans(argument);
        case Kind::TensorList: return boxed_tensors(argument);
        case Kind::OptionalTensorList: return boxed_optional_tensors(argument);
        case Kind::Device:
            return c10::Device(static_cast<c10::DeviceType>(argument.length), static_cast<c10::DeviceIndex>(argument.integer));
        case Kind::String: return std::string(static_cast<const char*>(argument.address), argument.length);
    }
    throw std::invalid_argument("argument '" + parameter.name + "': unknown kind");
}

// A returned list stays readable on the calling thread until that thread's next call.
Argument unboxed(c10::IValue& value) {
    static thread_local std::vector<TensorHandle> tensors;
    Argument result{Kind::None, 0, {0}};
    if (value.isTensor()) {
        result.kind = Kind::Tensor;
        result.address = give(std::move(value).toTensor());
    } else if (value.isInt()) {
        result.kind = Kind::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Kind::Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.kind = Kind::Bool;
        result.integer = value.toBool();
    } else if (value.isTensorList()) {
        tensors.clear();
        for (auto& tensor : value.toTensorVector()) tensors.push_back(give(std::move(tensor)));
        result.kind = Kind::TensorList;
        result.length = static_cast<int32_t>(tensors.size());
        result.address = tensors.data();
    } else if (!value.isNone()) {
        throw std::invalid_argument("a result of type " + value.tagKind() + " has no place in the C ABI");
    }
    return result;
}

const Operator* find(const std::string& name, const std::string& overload) {
    static std::mutex mutex;
    static auto& known = *new std::unordered_map<std::string, std::unique_ptr<Operator>>();
    const std::lock_guard<std::mutex> lock(mutex);
    auto& op = known[name + "." + overload];
    if (op == nullptr) {
        auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
        if (handle.has_value()) op = std::make_unique<Operator>(*handle);
    }
    return op.get();
}

}  // namespace

// Null when this libtorch has no such operator.
TORCH_ABI Error torch_operator_find(const char* name, const char* overload, const Operator** result) {
    return guarded([&] { *result = find(name, overload); });
}

TORCH_ABI Error torch_operator_runs_on(const Operator* op, int32_t device_type, uint8_t* result) {
    return guarded([&] {
        const auto device = static_cast<c10::DeviceType>(device_type);
        *result = op->handle.hasComputedKernelForDispatchKey(
            device == c10::DeviceType::CUDA ? c10::DispatchKey::CUDA : c10::DispatchKey::CPU);
    });
}

// Arguments that are left out at the end take their defaults. With no room for results they are dropped.
TORCH_ABI Error torch_operator_call(const Operator* op, const Argument* arguments, int32_t count, Argument* results,
                                    int32_t results_length) {
    return guarded([&] {
        const auto& parameters = op->parameters;
        if (static_cast<size_t>(count) > parameters.size()) {
            throw std::invalid_argument("got " + std::to_string(count) + " arguments, expected at most " +
                                        std::to_string(parameters.size()) + ", in " + described(*op));
        }
        torch::jit::Stack stack;
        stack.reserve(std::max(parameters.size(), static_cast<size_t>(results_length)));
        for (size_t i = 0; i < parameters.size(); ++i) {
            const auto& parameter = parameters[i];
            if (i < static_cast<size_t>(count)) {
                if ((parameter.accepted & bit(arguments[i].kind)) == 0) refuse(*op, parameter, arguments[i].kind);
                stack.push_back(boxed(arguments[i], parameter));
            } else if (parameter.has_default) {
                stack.push_back(parameter.fallback);
            } else {
                throw std::invalid_argument("argument '" + parameter.name + "' is missing, in " + described(*op));
            }
        }
        op->handle.callBoxed(&stack);
        if (results_length == 0) return;
        if (stack.size() != static_cast<size_t>(results_length)) {
            throw std::invalid_argument("asked for " + std::to_string(results_length) + " results, there are " +
                                        std::to_string(stack.size()) + ", in " + described(*op));
        }
        for (size_t i = 0; i < stack.size(); ++i) results[i] = unboxed(stack[i]);
    });
}
