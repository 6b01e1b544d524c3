using System.Diagnostics.Metrics;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Telemetry;

/// <summary>How busy, full and hot the silo's devices are; what cannot be known of a device is not told.</summary>
internal sealed class DeviceGauges : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string MeterName = "Counterfactual.Devices";

    private readonly Meter meter = new(MeterName);
    private readonly DeviceMonitor monitor;

    /// <param name="monitor">Reads the devices.</param>
    internal DeviceGauges(DeviceMonitor monitor)
    {
        this.monitor = monitor;
        meter.CreateObservableGauge(
            "counterfactual.device.utilization", () => Of(reading => reading.Utilisation), "1",
            "Share of a device that was busy since it was last read, 0 to 1.");
        meter.CreateObservableGauge(
            "counterfactual.device.memory.usage", () => Of(reading => reading.MemoryBytes), "By",
            "Memory in use: of a CUDA device by anybody, of the host by the device's trainer.");
        meter.CreateObservableGauge(
            "counterfactual.device.memory.limit", () => Of(reading => reading.MemoryTotalBytes), "By",
            "Memory of a device in all.");
        meter.CreateObservableGauge(
            "counterfactual.device.temperature", () => Of(reading => reading.Temperature), "Cel",
            "Temperature of a CUDA device.");
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> Of<T>(Func<DeviceReading, T?> value)
        where T : struct =>
        from device in monitor.Latest()
        let now = value(device.Value)
        where now is not null
        select new Measurement<T>(now.Value, new KeyValuePair<string, object?>(TelemetryNames.Device, device.Key));
}
