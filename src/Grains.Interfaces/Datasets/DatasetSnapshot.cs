using Counterfactual.Grains.Shards;

namespace Counterfactual.Grains.Datasets;

/// <summary>A dataset as it stood when it was read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Shards">Number of its shards; 0 where it is not packed.</param>
[GenerateSerializer, Alias("counterfactual.dataset-snapshot")]
public sealed record DatasetSnapshot(
    [property: Id(0)] string Name, [property: Id(1)] DatasetDescription Description, [property: Id(2)] int Shards);

/// <summary>A dataset and its shards.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Shards">The shards in order; each has a source.</param>
[GenerateSerializer, Alias("counterfactual.dataset-content")]
public sealed record DatasetContent(
    [property: Id(0)] DatasetSnapshot Dataset, [property: Id(1)] IReadOnlyList<ShardSnapshot> Shards);
