using System.Globalization;
using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>A CUDA device, read through the driver's management library.</summary>
internal sealed class CudaReader : IDeviceReader
{
    private const string VisibleDevices = "CUDA_VISIBLE_DEVICES";

    private readonly Nvml? nvml;
    private readonly nint? handle;

    /// <param name="device">The device, or a share of one: both are the whole device here.</param>
    internal CudaReader(DeviceDescription device)
    {
        nvml = Nvml.Loaded;
        handle = nvml is null ? null : Find(nvml, Ordinal(device), Environment.GetEnvironmentVariable(VisibleDevices));
    }

    /// <summary>Bytes of the device that are in use by anybody; null where that is not known.</summary>
    internal long? UsedBytes => handle is nint known ? nvml!.Memory(known)?.Used : null;

    public DeviceReading Read(int? trainer, ProcessTable processes, DateTime now)
    {
        if (handle is not nint known)
        {
            return new() { Time = now };
        }

        var memory = nvml!.Memory(known);
        return new()
        {
            Time = now,
            Utilisation = nvml.Utilisation(known),
            MemoryBytes = memory?.Used,
            MemoryTotalBytes = memory?.Total,
            Temperature = nvml.Temperature(known),
        };
    }

    /// <summary>What CUDA calls by an ordinal, in the terms of the driver.</summary>
    /// <param name="ordinal">The ordinal, among the visible devices.</param>
    /// <param name="visible">The visible devices, by index or UUID; null for all.</param>
    /// <returns>An index or a UUID; null where the ordinal is none of a visible device.</returns>
    internal static string? Identify(int ordinal, string? visible)
    {
        var all = visible?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return all is null ? ordinal.ToString(CultureInfo.InvariantCulture) : ordinal < all.Length ? all[ordinal] : null;
    }

    /// <summary>The CUDA ordinal of a device, or of that which it is a share of.</summary>
    internal static int Ordinal(DeviceDescription device) => int.Parse(
        device.Processor[(device.Processor.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    private static nint? Find(Nvml nvml, int ordinal, string? visible) => Identify(ordinal, visible) switch
    {
        null => null,
        var name when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => nvml.ByIndex(index),
        var uuid => nvml.ByUuid(uuid),
    };
}
