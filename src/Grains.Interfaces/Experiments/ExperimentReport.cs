namespace Counterfactual.Grains.Experiments;

/// <summary>What a trainer reports while an experiment runs.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-report")]
public sealed record ExperimentReport
{
    /// <summary>Points to append to the experiment's metrics.</summary>
    [Id(0)] public IReadOnlyList<MetricPoint> Metrics { get; init; } = [];

    /// <summary>The newest checkpoint, already safe in the artifact store.</summary>
    [Id(1)] public Checkpoint? Checkpoint { get; init; }

    /// <summary>Pictures of an epoch, already safe in the artifact store.</summary>
    [Id(2)] public StoredGallery? Gallery { get; init; }
}
