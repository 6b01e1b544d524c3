using System.Runtime.InteropServices;

namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>
/// NVIDIA's management library, which comes with the driver (<c>libnvidia-ml.so.1</c>, NVML API reference). Where it is not
/// there, or does not know something, the answer is null: nothing that it does may end a silo.
/// </summary>
internal sealed partial class Nvml
{
    private const string Library = "libnvidia-ml.so.1";
    private const int Success = 0;
    private const int CoreTemperature = 0;

    private static readonly Lazy<Nvml?> _loaded = new(Load);

    private Nvml()
    {
    }

    /// <summary>The library; null where there is none, or its driver does not answer.</summary>
    internal static Nvml? Loaded => _loaded.Value;

#pragma warning disable CA1822 // Only who has seen that the library is there can ask it.
    /// <summary>The device of an index, in the order of PCI buses; null where there is none.</summary>
    internal nint? ByIndex(int index) => nvmlDeviceGetHandleByIndex_v2((uint)index, out var device) == Success ? device : null;

    /// <summary>The device of a UUID such as <c>GPU-...</c> or <c>MIG-...</c>; null where there is none.</summary>
    internal nint? ByUuid(string uuid) => nvmlDeviceGetHandleByUUID(uuid, out var device) == Success ? device : null;

    /// <summary>Share of the last moment (up to a second) in which the device computed, 0..1.</summary>
    internal double? Utilisation(nint device)
    {
        // nvmlUtilization_t: percent of time in which the device computed, and in which its memory was read or written.
        Span<uint> rates = stackalloc uint[2];
        return nvmlDeviceGetUtilizationRates(device, ref MemoryMarshal.GetReference(rates)) == Success ? rates[0] / 100.0 : null;
    }

    /// <summary>Bytes in use by anybody, and in all.</summary>
    internal (long Used, long Total)? Memory(nint device)
    {
        // nvmlMemory_t: bytes in all, free, and in use.
        Span<ulong> memory = stackalloc ulong[3];
        return nvmlDeviceGetMemoryInfo(device, ref MemoryMarshal.GetReference(memory)) == Success
            ? ((long)memory[2], (long)memory[0])
            : null;
    }

    /// <summary>Temperature of the chip in degrees Celsius.</summary>
    internal double? Temperature(nint device) =>
        nvmlDeviceGetTemperature(device, CoreTemperature, out var degrees) == Success ? degrees : null;

#pragma warning restore CA1822

    /// <summary>Loads the library; null where that is not possible.</summary>
    internal static Nvml? Load()
    {
        if (!NativeLibrary.TryLoad(Library, out var library))
        {
            return null;
        }

        try
        {
            return nvmlInit_v2() == Success ? new() : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A library of this name that is another, or of a driver from before 2012.
            NativeLibrary.Free(library);
            return null;
        }
    }

    [LibraryImport(Library)]
    private static partial int nvmlInit_v2();

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetHandleByIndex_v2(uint index, out nint device);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int nvmlDeviceGetHandleByUUID(string uuid, out nint device);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetUtilizationRates(nint device, ref uint rates);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetMemoryInfo(nint device, ref ulong memory);

    [LibraryImport(Library)]
    private static partial int nvmlDeviceGetTemperature(nint device, int sensor, out uint degrees);
}
