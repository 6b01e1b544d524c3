using Counterfactual.Grains.Shards;

namespace Counterfactual.Grains.Datasets;

/// <summary>A registered dataset; key: its name.</summary>
[Alias("counterfactual.dataset")]
public interface IDatasetGrain : IGrainWithStringKey
{
    /// <summary>Registers the dataset and its shards, in place of whatever had the name.</summary>
    /// <exception cref="ArgumentException">The description and the shards contradict each other.</exception>
    Task Register(DatasetDescription description, IReadOnlyList<ShardSource> shards);

    /// <summary>The dataset.</summary>
    /// <exception cref="GrainNotFoundException">None has this name.</exception>
    [ReadOnly] Task<DatasetSnapshot> Get();

    /// <summary>The dataset and each of its shards.</summary>
    /// <exception cref="GrainNotFoundException">None has this name.</exception>
    [ReadOnly] Task<DatasetContent> GetContent();
}
