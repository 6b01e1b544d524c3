using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>A device and what it does.</summary>
public sealed record DeviceDetails
{
    /// <summary>The device's id: <c>silo/device</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The silo it belongs to.</summary>
    public required string Silo { get; init; }

    /// <summary>Name within the silo, such as <c>cpu:0</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Processor threads that its trainer may use.</summary>
    public required int Threads { get; init; }

    /// <summary>Memory that an experiment may use there, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Whether its silo runs now; other devices are known from before.</summary>
    public required bool Online { get; init; }

    /// <summary>Process id of its trainer; null where none runs or another silo has it.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The experiment that it runs, or null.</summary>
    public string? Experiment { get; init; }

    /// <summary>Whether it is given nothing more until that is undone, and is to hand back what it runs.</summary>
    public bool Drained { get; init; }

    /// <summary>What it was doing a few seconds ago; null where its silo does not run, or has not read it yet.</summary>
    public DeviceReading? Reading { get; init; }

    /// <summary>Experiments completed on it.</summary>
    public required int Completed { get; init; }
}
