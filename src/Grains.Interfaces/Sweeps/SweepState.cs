namespace Counterfactual.Grains.Sweeps;

/// <summary>What the sweep grain remembers; its experiments are rows of their own.</summary>
[GenerateSerializer, Alias("counterfactual.sweep-state")]
public sealed class SweepState
{
    /// <summary>Its name in the file; empty where the sweep does not exist.</summary>
    [Id(0)] public string Name { get; set; } = "";

    /// <summary>The sweep file's text with all overrides applied.</summary>
    [Id(1)] public string File { get; set; } = "";

    /// <summary>Where it stands.</summary>
    [Id(2)] public SweepStatus Status { get; set; }

    /// <summary>When it was first launched (database clock, UTC).</summary>
    [Id(3)] public DateTime Created { get; set; }

    /// <summary>When its last experiment ended; null while it runs.</summary>
    [Id(4)] public DateTime? Ended { get; set; }

    /// <summary>Higher goes first.</summary>
    [Id(5)] public int Priority { get; set; }

    /// <summary>Attempts that an experiment is allowed; at least 1.</summary>
    [Id(6)] public int MaxAttempts { get; set; } = 3;

    /// <summary>Experiments that may run at once, at least 1; null for no limit.</summary>
    [Id(7)] public int? MaxConcurrent { get; set; }

    /// <summary>What people wrote about it; empty for nothing.</summary>
    [Id(9)] public string Note { get => field ?? ""; set; } = "";

    /// <summary>Words by which people find it, in alphabetical order.</summary>
    [Id(10)] public IReadOnlyList<string> Tags { get => field ?? []; set; } = [];

    /// <summary>Who launched it first; null where that is not known.</summary>
    [Id(11)] public string? Owner { get; set; }

    /// <summary>Its trace, as W3C traceparent of its own span; null where it has none.</summary>
    [Id(12)] public string? Trace { get; set; }

    /// <summary>When it was launched this time, having ended before (database clock, UTC).</summary>
    [Id(13)] public DateTime Began { get; set; }

    /// <summary>What is asked of whoever runs its experiments.</summary>
    [Id(8)] public AttemptRules Rules { get; set; } = new();
}
