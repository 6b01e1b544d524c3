using System.Runtime.InteropServices;
using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

/// <summary>
/// The face of libtorch. Names are PyTorch's, as TorchSharp writes them. Modes (<see cref="no_grad"/>) and dispose scopes
/// belong to the thread: do not await inside one.
/// </summary>
public static unsafe partial class torch
{
    /// <summary>The version of libtorch that the native library was built with.</summary>
    public static string version => Marshal.PtrToStringUTF8((nint)NativeMethods.torch_version())!;

    /// <summary>
    /// How many tensors, of all threads, C# holds. A training loop that leaves as many as it found leaks none.
    /// </summary>
    public static long LiveTensors => NativeMethods.torch_tensor_live_handles();

    /// <summary>Begins a scope that frees the tensors made in it when it is disposed.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Seeds libtorch's generators on all devices.</summary>
    public static void manual_seed(long seed) => TorchException.ThrowIf(NativeMethods.torch_seed((ulong)seed));

    /// <summary>How many threads an operator may use on the CPU. Debian's libtorch begins with one.</summary>
    public static void set_num_threads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        TorchException.ThrowIf(NativeMethods.torch_threads_set(count));
    }

    /// <summary>How many threads an operator may use on the CPU.</summary>
    public static int get_num_threads() => NativeMethods.torch_threads_get();

    /// <summary>Refuses operators that have no deterministic kernel, or only warns of them.</summary>
    public static void use_deterministic_algorithms(bool enabled, bool warn_only = false) =>
        TorchException.ThrowIf(NativeMethods.torch_deterministic_algorithms((byte)(enabled ? 1 : 0), (byte)(warn_only ? 1 : 0)));

    /// <summary>How many devices of a type libtorch can use: for a GPU, 0 when it was built without.</summary>
    public static int device_count(DeviceType type)
    {
        int count;
        TorchException.ThrowIf(NativeMethods.torch_device_count((int)type, &count));
        return count;
    }

    /// <summary>Waits until a device has done what it was asked to.</summary>
    public static void synchronize(Device device) =>
        TorchException.ThrowIf(NativeMethods.torch_device_synchronize((int)device.type, device.index));

    /// <summary>
    /// The memory of a device that this process uses; on a CPU, that of the C library's heap, and for the peak that of tensors of
    /// 16 KiB or more.
    /// </summary>
    public static MemoryStatistics memory_stats(Device device)
    {
        NativeMemoryStatistics statistics;
        TorchException.ThrowIf(NativeMethods.torch_device_memory((int)device.type, device.index, &statistics));
        return new(Known(statistics.Allocated), Known(statistics.Reserved), Known(statistics.PeakAllocated));

        static long? Known(long bytes) => bytes < 0 ? null : bytes;
    }

    /// <summary>Starts the peak of <see cref="memory_stats"/> again at what is in use now.</summary>
    public static void reset_peak_memory_stats(Device device) =>
        TorchException.ThrowIf(NativeMethods.torch_device_reset_peak((int)device.type, device.index));

    /// <summary>
    /// Limits what tensors of this process may take of a GPU's memory; beyond it they are refused as if it were full.
    /// </summary>
    /// <param name="fraction">Share of the whole memory, above 0 to 1.</param>
    /// <param name="device">The GPU.</param>
    /// <exception cref="TorchException">The device is no GPU, or the native library was built without CUDA's headers.</exception>
    public static void set_per_process_memory_fraction(double fraction, Device device)
    {
        if (fraction is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "expected a number above 0 to 1");
        }

        TorchException.ThrowIf(NativeMethods.torch_device_limit_memory((int)device.type, device.index, fraction));
    }

    /// <summary>Gives memory that is cached but not used back to the device.</summary>
    public static void empty_cache(Device device) =>
        TorchException.ThrowIf(NativeMethods.torch_device_release_unused((int)device.type));
}

/// <summary>Memory in bytes; null where the installed libtorch cannot tell.</summary>
/// <param name="Allocated">In use.</param>
/// <param name="Reserved">In use, or kept for the next use.</param>
/// <param name="PeakAllocated">The most that was in use at once.</param>
public sealed record MemoryStatistics(long? Allocated, long? Reserved, long? PeakAllocated);
