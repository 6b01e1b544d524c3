using Counterfactual.Silo.Devices;

namespace Counterfactual.Silo.Hosting;

/// <summary>How a silo runs.</summary>
public sealed record SiloOptions
{
    /// <summary>The devices it offers; null for the default: all CUDA devices, or all cores where there are none.</summary>
    public DeviceSelection? Devices { get; init; }

    /// <summary>
    /// Whether it runs experiments. Without, it only answers questions and takes requests, needs no lock on the home, and any
    /// number may do so beside a silo that does.
    /// </summary>
    public bool RunTrainers { get; init; } = true;
}
