namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>What a device was doing at one moment; what cannot be known of it is null.</summary>
public sealed record DeviceReading
{
    /// <summary>When it was read (the silo's clock, UTC).</summary>
    public required DateTime Time { get; init; }

    /// <summary>
    /// Share of the device that was busy since the reading before, 0..1: of a CUDA device's time, or of the processor threads
    /// that the trainer may use.
    /// </summary>
    public double? Utilisation { get; init; }

    /// <summary>Memory in use, in bytes: of a CUDA device by anybody, of the host by the trainer and its children.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Memory in all, in bytes.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Temperature in degrees Celsius.</summary>
    public double? Temperature { get; init; }
}
