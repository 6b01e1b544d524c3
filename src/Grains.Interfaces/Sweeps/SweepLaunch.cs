using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Sweeps;

/// <summary>What a sweep is asked to do.</summary>
[GenerateSerializer, Alias("counterfactual.sweep-launch")]
public sealed record SweepLaunch
{
    /// <summary>The sweep's name: 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The sweep file's text with all overrides applied, kept for the report.</summary>
    [Id(1)] public required string File { get; init; }

    /// <summary>The points, in table order; no two with one cell.</summary>
    [Id(2)] public required IReadOnlyList<ExperimentPoint> Points { get; init; }

    /// <summary>Attempts that an experiment is allowed; at least 1.</summary>
    [Id(3)] public int MaxAttempts { get; init; } = 3;

    /// <summary>Higher goes first.</summary>
    [Id(4)] public int Priority { get; init; }

    /// <summary>Whether results of the same cells in other sweeps are left unused.</summary>
    [Id(5)] public bool Fresh { get; init; }

    /// <summary>Experiments that may run at once, at least 1; null for no limit.</summary>
    [Id(6)] public int? MaxConcurrent { get; init; }

    /// <summary>What is asked of whoever runs the experiments.</summary>
    [Id(7)] public AttemptRules Rules { get; init; } = new();

    /// <summary>Who asks, as the silo knows them; null for somebody unknown. Whoever launches a sweep first owns it.</summary>
    [Id(8)] public string? Owner { get; init; }

    /// <summary>The trace for a new sweep, as W3C traceparent; one that exists keeps its own. Null for none.</summary>
    [Id(9)] public string? Trace { get; init; }
}

/// <summary>What a launch did.</summary>
/// <param name="SweepId">The sweep.</param>
/// <param name="Queued">Experiments that wait or run after the launch.</param>
/// <param name="Kept">Experiments of this sweep that were completed already.</param>
/// <param name="Reused">Experiments that took over a result from another sweep.</param>
/// <param name="Removed">Experiments that the request no longer asks for.</param>
/// <param name="Trace">The span of the sweep in its trace, as W3C traceparent; null where it has none.</param>
/// <param name="Status">How the sweep stands after the launch.</param>
[GenerateSerializer, Alias("counterfactual.sweep-launched")]
public sealed record SweepLaunched(
    [property: Id(0)] string SweepId,
    [property: Id(1)] int Queued,
    [property: Id(2)] int Kept,
    [property: Id(3)] int Reused,
    [property: Id(4)] int Removed,
    [property: Id(5)] string? Trace = null,
    [property: Id(6)] SweepStatus Status = SweepStatus.Running);
