namespace Counterfactual.Grains.Experiments;

/// <summary>An experiment as it stood when it was read. Times are the database's, UTC.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-snapshot")]
public sealed record ExperimentSnapshot
{
    /// <summary>Key of the experiment: <c>sweep/number</c>.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Number within the sweep, from 1.</summary>
    [Id(1)] public required int Number { get; init; }

    /// <summary>What it was asked to do.</summary>
    [Id(2)] public required ExperimentPoint Point { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(3)] public required ExperimentStatus Status { get; init; }

    /// <summary>Attempts begun, without those handed back unharmed.</summary>
    [Id(4)] public int Attempts { get; init; }

    /// <summary>The device of the current or last attempt: <c>silo/device</c>.</summary>
    [Id(5)] public string? Device { get; init; }

    /// <summary>When it was put into the queue.</summary>
    [Id(6)] public DateTime Queued { get; init; }

    /// <summary>When the first attempt began.</summary>
    [Id(7)] public DateTime? Started { get; init; }

    /// <summary>When it completed, failed or was cancelled.</summary>
    [Id(8)] public DateTime? Ended { get; init; }

    /// <summary>The newest checkpoint.</summary>
    [Id(9)] public Checkpoint? Checkpoint { get; init; }

    /// <summary>The result, once completed.</summary>
    [Id(10)] public ExperimentResult? Result { get; init; }

    /// <summary>How the last failed attempt failed.</summary>
    [Id(11)] public ExperimentFailure? LastFailure { get; init; }

    /// <summary>The experiment of another sweep whose result this one took over, having the same cell.</summary>
    [Id(12)] public string? ReusedFrom { get; init; }

    /// <summary>Its newest attempts, at most 50, oldest first.</summary>
    [Id(13)] public IReadOnlyList<AttemptRecord> History { get; init; } = [];
}
