namespace Counterfactual.Grains.Sweeps;

/// <summary>What a sweep asks of whoever runs one of its experiments.</summary>
[GenerateSerializer, Alias("counterfactual.attempt-rules")]
public sealed record AttemptRules
{
    /// <summary>An attempt that makes no progress for this long has hung, positive; null for the silo's own limit.</summary>
    [Id(0)] public TimeSpan? HangTimeout { get; init; }

    /// <summary>When to ask whether an experiment goes on; null for never.</summary>
    [Id(1)] public EarlyStopping? EarlyStopping { get; init; }
}
