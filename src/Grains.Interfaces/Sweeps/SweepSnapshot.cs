namespace Counterfactual.Grains.Sweeps;

/// <summary>Where a sweep stands.</summary>
[GenerateSerializer, Alias("counterfactual.sweep-status")]
public enum SweepStatus
{
    /// <summary>Experiments wait or run.</summary>
    Running,

    /// <summary>Every experiment completed.</summary>
    Completed,

    /// <summary>Every experiment ended, and at least one failed.</summary>
    Failed,

    /// <summary>Withdrawn by a person.</summary>
    Cancelled,

    /// <summary>Nothing new starts and what runs is handed back, until it is resumed.</summary>
    Paused,

    /// <summary>Nothing new starts; it ends with the last experiment that had started.</summary>
    Stopping,
}

/// <summary>What a status means.</summary>
public static class SweepStatusExtensions
{
    /// <summary>Whether nothing of the sweep waits or runs any more.</summary>
    public static bool HasEnded(this SweepStatus status) =>
        status is SweepStatus.Completed or SweepStatus.Failed or SweepStatus.Cancelled;
}

/// <summary>How many experiments of a sweep stand where.</summary>
/// <param name="Queued">Waiting for a device.</param>
/// <param name="Running">Running, or being evaluated part by part.</param>
/// <param name="Completed">Completed.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Cancelled">Cancelled.</param>
[GenerateSerializer, Alias("counterfactual.experiment-counts")]
public sealed record ExperimentCounts(
    [property: Id(0)] int Queued,
    [property: Id(1)] int Running,
    [property: Id(2)] int Completed,
    [property: Id(3)] int Failed,
    [property: Id(4)] int Cancelled)
{
    /// <summary>Experiments in all.</summary>
    public int Total => Queued + Running + Completed + Failed + Cancelled;

    /// <summary>Experiments that have not ended.</summary>
    public int Open => Queued + Running;
}

/// <summary>A sweep as it stood when it was read. Times are the database's, UTC.</summary>
[GenerateSerializer, Alias("counterfactual.sweep-snapshot")]
public sealed record SweepSnapshot
{
    /// <summary>The sweep's id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Its name in the file.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public required SweepStatus Status { get; init; }

    /// <summary>How many experiments stand where, without those that left the table.</summary>
    [Id(3)] public required ExperimentCounts Counts { get; init; }

    /// <summary>When it was first launched.</summary>
    [Id(4)] public DateTime Created { get; init; }

    /// <summary>When its last experiment ended.</summary>
    [Id(5)] public DateTime? Ended { get; init; }

    /// <summary>The sweep file's text with all overrides applied.</summary>
    [Id(6)] public required string File { get; init; }

    /// <summary>What people wrote about it; empty for nothing.</summary>
    [Id(7)] public string Note { get; init; } = "";

    /// <summary>Words by which people find it, in alphabetical order.</summary>
    [Id(8)] public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who launched it first; null where that is not known.</summary>
    [Id(9)] public string? Owner { get; init; }

    /// <summary>Its span in its trace, as W3C traceparent; null where it has none.</summary>
    [Id(10)] public string? Trace { get; init; }
}
