using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>What a device was doing in the last hour.</summary>
/// <param name="Device">The device's id: <c>silo/device</c>.</param>
/// <param name="Readings">Its readings, oldest first.</param>
public sealed record DeviceHistory(string Device, IReadOnlyList<DeviceReading> Readings);
