using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Shards;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class DatasetTestsOnSqlite(SqliteStore store) : DatasetTests(store);

[Collection(PostgresCollection.Name)]
public sealed class DatasetTestsOnPostgres(PostgresStore store) : DatasetTests(store);

public abstract class DatasetTests(TestStore store) : HostTests(store)
{
    private static readonly ShardContent Content = new(new('a', 64), 2000, 18_816_000);

    private static readonly DatasetDescription Birds = new()
    {
        Kind = DatasetKind.WebDataset,
        Location = "/data/birds",
        Classes = ["n01", "n02"],
        ImagesPerClass = [3, 4],
        Sha256 = new('d', 64),
        Mapping = new ClassMapping(new Dictionary<string, IReadOnlyList<int>> { ["n01"] = [1, 7] }, 10),
    };

    [Fact]
    public async Task A_registered_dataset_is_read_back_whole_with_its_shards()
    {
        await Host.Client.GetGrain<IDatasetGrain>("birds").Register(Birds, [Source(0, 5), Source(1, 2)]);

        var content = await Host.Client.GetGrain<IDatasetGrain>("birds").GetContent();

        Assert.Equal(("birds", 2), (content.Dataset.Name, content.Dataset.Shards));
        Assert.Equal(Birds.Classes, content.Dataset.Description.Classes);
        Assert.Equal(Birds.ImagesPerClass, content.Dataset.Description.ImagesPerClass);
        Assert.Equal([1, 7], content.Dataset.Description.Mapping!.Classes["n01"]);
        Assert.Equal([("birds/0", 5), ("birds/1", 2)], content.Shards.Select(shard => (shard.Id, shard.Source!.Images)));
        Assert.Equal("birds", Assert.Single(await Host.Queries.Datasets()).Name);
    }

    [Fact]
    public async Task A_dataset_that_is_registered_anew_forgets_shards_that_are_gone_and_decodings_of_other_files()
    {
        var dataset = Host.Client.GetGrain<IDatasetGrain>("birds");
        await dataset.Register(Birds with { ImagesPerClass = [3, 5] }, [Source(0, 5), Source(1, 2), Source(2, 1)]);
        await Host.Client.GetGrain<IShardGrain>("birds/0").Hold("silo", "224px", Content);
        await Host.Client.GetGrain<IShardGrain>("birds/1").Hold("silo", "224px", Content);

        await dataset.Register(Birds, [Source(0, 5), Source(1, 2) with { Sha256 = new('e', 64) }]);

        var content = await dataset.GetContent();
        Assert.Equal([1, 0], content.Shards.Select(shard => shard.Decoded.Count));
        await Assert.ThrowsAsync<GrainNotFoundException>(() => Host.Client.GetGrain<IShardGrain>("birds/2").Get());
    }

    [Fact]
    public async Task A_description_that_contradicts_its_shards_is_refused_and_nothing_is_kept()
    {
        var dataset = Host.Client.GetGrain<IDatasetGrain>("birds");

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => dataset.Register(Birds, [Source(0, 5)]));

        Assert.Equal("dataset 'birds' cannot be registered: its classes have 7 images and its shards 5", failure.Message);
        await Assert.ThrowsAsync<GrainNotFoundException>(() => dataset.Get());
        Assert.Empty(await Host.Queries.Shards());
    }

    [Fact]
    public async Task A_shard_is_the_same_for_every_silo_in_each_of_its_forms()
    {
        var shard = Host.Client.GetGrain<IShardGrain>("garments/0");
        await Assert.ThrowsAsync<GrainNotFoundException>(() => shard.Get());
        await shard.Hold("silo-1", "56px", Content);
        await shard.Hold("silo-2", "56px", Content);
        await shard.Hold("silo-1", "56px", Content);
        var other = Content with { Sha256 = new('b', 64) };
        await Assert.ThrowsAsync<ShardMismatchException>(() => shard.Hold("silo-3", "56px", other));
        await shard.Hold("silo-3", "224px", other);
        var decoded = Assert.Single(await Host.Queries.Shards()).Decoded;
        Assert.Equal(
            ["56px: silo-1 silo-2", "224px: silo-3"], decoded.Select(form => $"{form.Form}: {string.Join(' ', form.Silos)}"));
    }

    private static ShardSource Source(int number, int images) =>
        new($"/data/birds/{number}.tar", new((char)('0' + number), 64), images, 10_240);
}
