using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Devices;

/// <summary>What a device is to run now.</summary>
[GenerateSerializer, Alias("counterfactual.assignment")]
public sealed record Assignment
{
    /// <summary>The lease under which every report is made.</summary>
    [Id(0)] public required Lease Lease { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    [Id(1)] public required int Attempt { get; init; }

    /// <summary>The complete settings as JSON.</summary>
    [Id(2)] public required string Settings { get; init; }

    /// <summary>What people see of the settings.</summary>
    [Id(3)] public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Where to go on; null to start from the beginning.</summary>
    [Id(4)] public Checkpoint? Checkpoint { get; init; }

    /// <summary>Fine-tuned weights to evaluate instead of training; null to train.</summary>
    [Id(5)] public ArtifactReference? FineTuned { get; init; }

    /// <summary>What alone is to be evaluated; null for everything.</summary>
    [Id(6)] public EvaluationPart? Part { get; init; }

    /// <summary>The experiment's trace as it is stored, from which the attempt's span follows; null for none.</summary>
    [Id(7)] public string? Trace { get; init; }
}
