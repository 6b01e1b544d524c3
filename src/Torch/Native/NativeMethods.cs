using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Counterfactual.Torch.Native;

/// <summary>
/// The C ABI of native/torch. A function that returns <c>byte*</c> returns an error message, or null when all is well. The
/// garbage collector's transition is left out only where a function reads a few fields and can neither wait nor call back.
/// </summary>
internal static unsafe partial class NativeMethods
{
    public const string Library = "counterfactual_torch";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* torch_operator_find(string name, string overload, nint* result);

    [LibraryImport(Library)]
    public static partial byte* torch_operator_runs_on(nint operation, int deviceType, byte* result);

    [LibraryImport(Library)]
    public static partial byte* torch_operator_call(
        nint operation, NativeArgument* arguments, int count, NativeArgument* results, int resultsLength);

    [LibraryImport(Library)]
    public static partial void torch_tensor_free(nint tensor);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial long torch_tensor_live_handles();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte* torch_tensor_describe(nint tensor, TensorDescription* result);

    [LibraryImport(Library)]
    public static partial byte* torch_tensor_from_memory(
        void* data, int dtype, long* sizes, int dimensions, delegate* unmanaged<nint, void> release, nint context, nint* result);

    [LibraryImport(Library)]
    public static partial byte* torch_tensor_data(nint tensor, void** result);

    [LibraryImport(Library)]
    public static partial byte* torch_tensor_set_requires_grad(nint tensor, byte required);

    [LibraryImport(Library)]
    public static partial byte* torch_tensor_grad(nint tensor, nint* result);

    [LibraryImport(Library)]
    public static partial byte* torch_tensor_set_grad(nint tensor, nint gradient);

    [LibraryImport(Library)]
    public static partial byte* torch_backward(nint* tensors, int count, nint* gradients, byte retainGraph, byte createGraph);

    [LibraryImport(Library)]
    public static partial byte* torch_gradients(
        nint* outputs, int outputsCount, nint* inputs, int inputsCount, nint* gradients,
        byte retainGraph, byte createGraph, byte allowUnused, nint* results);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte torch_grad_mode_get();

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial void torch_grad_mode_set(byte enabled);

    [LibraryImport(Library)]
    public static partial byte* torch_inference_mode_enter(byte enabled, nint* guard);

    [LibraryImport(Library)]
    public static partial void torch_inference_mode_leave(nint guard);

    [LibraryImport(Library)]
    public static partial byte* torch_upload_begin(nint host, int type, int index, nint* result);

    [LibraryImport(Library)]
    public static partial byte* torch_upload_take(nint upload, nint* result);

    [LibraryImport(Library)]
    public static partial void torch_upload_free(nint upload);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte torch_graph_available();

    [LibraryImport(Library)]
    public static partial byte* torch_graph_begin(int index, nint* result);

    [LibraryImport(Library)]
    public static partial byte* torch_graph_record(nint graph);

    [LibraryImport(Library)]
    public static partial byte* torch_graph_end(nint graph);

    [LibraryImport(Library)]
    public static partial byte* torch_graph_replay(nint graph);

    [LibraryImport(Library)]
    public static partial void torch_graph_free(nint graph);

    [LibraryImport(Library)]
    public static partial byte* torch_version();

    [LibraryImport(Library)]
    public static partial byte* torch_threads_set(int count);

    [LibraryImport(Library)]
    public static partial int torch_threads_get();

    [LibraryImport(Library)]
    public static partial byte* torch_seed(ulong seed);

    [LibraryImport(Library)]
    public static partial byte* torch_deterministic_algorithms(byte enabled, byte warnOnly);

    [LibraryImport(Library)]
    public static partial byte* torch_device_count(int type, int* result);

    [LibraryImport(Library)]
    public static partial byte* torch_device_synchronize(int type, int index);

    [LibraryImport(Library)]
    public static partial byte* torch_device_memory(int type, int index, NativeMemoryStatistics* result);

    [LibraryImport(Library)]
    public static partial byte* torch_device_reset_peak(int type, int index);

    [LibraryImport(Library)]
    public static partial byte* torch_device_limit_memory(int type, int index, double fraction);

    [LibraryImport(Library)]
    public static partial byte* torch_device_release_unused(int type);
}
