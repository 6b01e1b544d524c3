namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>Reads what one device is doing. Called by one thread at a time; a reader may remember what it read before.</summary>
internal interface IDeviceReader
{
    /// <summary>Reads the device; whatever cannot be read is null.</summary>
    /// <param name="trainer">Process id of the device's trainer; null where none runs.</param>
    /// <param name="processes">The processes of this machine.</param>
    /// <param name="now">The time, UTC.</param>
    DeviceReading Read(int? trainer, ProcessTable processes, DateTime now);
}
