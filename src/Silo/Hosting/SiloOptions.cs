using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Trainers;

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

    /// <summary>Bytes that decoded images may take in the home's cache; null for four fifths of what the disk has for them.</summary>
    public long? CacheLimit { get; init; }

    /// <summary>How it treats its trainer processes.</summary>
    public TrainerOptions Trainers { get; init; } = new();

    /// <summary>How long failed experiments wait before their next attempt.</summary>
    public RetryOptions Retries { get; init; } = RetryOptions.Default;
}
