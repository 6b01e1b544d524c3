using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>A device that is read.</summary>
/// <param name="Id">Its id: <c>silo/device</c>.</param>
/// <param name="Reader">Reads it.</param>
/// <param name="Trainer">Process id of its trainer now; null where none runs.</param>
internal sealed record MonitoredDevice(string Id, IDeviceReader Reader, Func<int?> Trainer)
{
    /// <summary>A device with the reader of its kind.</summary>
    internal static MonitoredDevice Of(DeviceDescription device, Func<int?> trainer) =>
        new(device.Id, device.Kind == DeviceKind.Cuda ? new CudaReader(device) : new ProcessorReader(device), trainer);
}
