using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Where a sweep stands at this moment; cheap enough to ask for four times a second.</summary>
public sealed record SweepProgress
{
    /// <summary>The sweep.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required SweepStatus Status { get; init; }

    /// <summary>How many experiments stand where.</summary>
    public required ExperimentCounts Counts { get; init; }

    /// <summary>
    /// What runs of the sweep: on this silo's devices, in their order, then on others', as they told a moment ago.
    /// </summary>
    public required IReadOnlyList<RunningExperiment> Running { get; init; }

    /// <summary>
    /// What happened on this silo since <c>after</c> (experiments that ended, attempts that failed), oldest first; at most 200,
    /// the newest.
    /// </summary>
    public required IReadOnlyList<ProgressEvent> Events { get; init; }

    /// <summary>Number of the newest event: pass it as <c>after</c> the next time, so that every event is seen once.</summary>
    public required long LastEvent { get; init; }

    /// <summary>Estimated seconds until the sweep ends; null while nothing is known to estimate from.</summary>
    public double? SecondsLeft { get; init; }
}

/// <summary>An experiment that a device runs now.</summary>
public sealed record RunningExperiment
{
    /// <summary>Key of the experiment.</summary>
    public required string Id { get; init; }

    /// <summary>The table row that it belongs to.</summary>
    public required string Row { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>What people see of its settings, in display order.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>
    /// The device: its name within its silo, such as <c>cpu:0</c>, or <c>silo/cpu:0</c> where that is another silo.
    /// </summary>
    public required string Device { get; init; }

    /// <summary>Process id of its trainer, on its silo's machine; 0 before it has started.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>What the trainer last said.</summary>
    public required ExperimentProgress Progress { get; init; }

    /// <summary>Losses of the last steps, oldest first; at most 32.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>Seconds since this attempt began.</summary>
    public required double Seconds { get; init; }

    /// <summary>Estimated seconds until it ends; null while nothing is known to estimate from.</summary>
    public double? SecondsLeft { get; init; }
}
