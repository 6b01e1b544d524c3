using System.Globalization;
using Counterfactual.Grains.Shards;

namespace Counterfactual.Grains.Datasets;

/// <summary>A registered dataset; what its shards are, their own grains know.</summary>
/// <param name="dataset">What was registered.</param>
public sealed class DatasetGrain([PersistentState("dataset")] IPersistentState<DatasetState> dataset) : Grain, IDatasetGrain
{
    /// <inheritdoc/>
    public async Task Register(DatasetDescription description, IReadOnlyList<ShardSource> shards)
    {
        Check(description, shards);
        for (var number = 0; number < shards.Count; number++)
        {
            await Shard(number).Register(shards[number]);
        }

        for (var number = shards.Count; number < dataset.State.Shards; number++)
        {
            await Shard(number).Forget();
        }

        dataset.State.Description = description;
        dataset.State.Shards = shards.Count;
        await dataset.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<DatasetSnapshot> Get() => Task.FromResult(Snapshot());

    /// <inheritdoc/>
    public async Task<DatasetContent> GetContent()
    {
        List<ShardSnapshot> shards = [];
        for (var number = 0; number < dataset.State.Shards; number++)
        {
            shards.Add(await Shard(number).Get());
        }

        return new DatasetContent(Snapshot(), shards);
    }

    private DatasetSnapshot Snapshot() => dataset.State.Description is { } description
        ? new DatasetSnapshot(this.GetPrimaryKeyString(), description, dataset.State.Shards)
        : throw new GrainNotFoundException($"no dataset '{this.GetPrimaryKeyString()}' is registered");

    private IShardGrain Shard(int number) =>
        GrainFactory.GetGrain<IShardGrain>(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{number}"));

    private void Check(DatasetDescription description, IReadOnlyList<ShardSource> shards)
    {
        var name = this.GetPrimaryKeyString();
        var images = description.ImagesPerClass.Sum(count => (long)count);
        var inShards = shards.Sum(shard => (long)shard.Images);
        var problem = description switch
        {
            { Classes.Count: 0 } => "it has no classes",
            _ when description.ImagesPerClass.Count != description.Classes.Count =>
                $"it counts the images of {description.ImagesPerClass.Count} classes and names {description.Classes.Count}",
            _ when description.Classes.Distinct(StringComparer.Ordinal).Count() != description.Classes.Count =>
                "two of its classes have one name",
            _ when description.ImagesPerClass.Any(count => count < 0) => "a class has less than no images",
            { Kind: DatasetKind.WebDataset } when shards.Count == 0 => "it has no shards",
            { Kind: DatasetKind.WebDataset, Sha256: null } => "it has no checksum",
            { Kind: not DatasetKind.WebDataset } when shards.Count > 0 => "only WebDatasets have shards",
            { Kind: DatasetKind.WebDataset } when images != inShards =>
                $"its classes have {images} images and its shards {inShards}",
            _ when shards.Any(shard => shard.Images < 1 || shard.Bytes < 1) => "a shard is empty",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ArgumentException($"dataset '{name}' cannot be registered: {problem}");
        }
    }
}

/// <summary>What the dataset grain remembers.</summary>
[GenerateSerializer, Alias("counterfactual.dataset-state")]
public sealed class DatasetState
{
    /// <summary>What was registered; null before.</summary>
    [Id(0)] public DatasetDescription? Description { get; set; }

    /// <summary>Number of shards.</summary>
    [Id(1)] public int Shards { get; set; }
}
