using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Models;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class ModelCatalogueTestsOnSqlite(SqliteStore store) : ModelCatalogueTests(store);

[Collection(PostgresCollection.Name)]
public sealed class ModelCatalogueTestsOnPostgres(PostgresStore store) : ModelCatalogueTests(store);

public abstract class ModelCatalogueTests(TestStore store) : HostTests(store)
{
    private IModelCatalogueGrain Catalogue => Host.Client.GetGrain<IModelCatalogueGrain>(IModelCatalogueGrain.Key);

    [Fact]
    public async Task Models_and_heads_are_kept_by_name_and_every_host_knows_them()
    {
        Assert.Empty(await Catalogue.List());
        await Catalogue.Add(Model("b", "2"));
        await Catalogue.Add(Model("a", "1"));
        await Catalogue.AddHead("b", Head("imagenet", "3"));
        await Catalogue.AddHead("b", Head("cars", "4"));

        var other = (await StartHostAsync()).Client.GetGrain<IModelCatalogueGrain>(IModelCatalogueGrain.Key);
        var known = await other.List();
        Assert.Equal(["a", "b"], known.Select(model => model.Name));
        Assert.Equivalent(Model("b", "2") with { Heads = [Head("cars", "4"), Head("imagenet", "3")] }, known[1], strict: true);
    }

    [Fact]
    public async Task A_name_belongs_to_one_content()
    {
        await Catalogue.Add(Model("a", "1"));
        await Catalogue.AddHead("a", Head("h", "2"));
        Assert.Single((await Catalogue.Add(Model("a", "1"))).Heads);
        Assert.Single((await Catalogue.AddHead("a", Head("h", "2"))).Heads);
        await Assert.ThrowsAsync<RegistryConflictException>(() => Catalogue.Add(Model("a", "5")));
        await Assert.ThrowsAsync<RegistryConflictException>(() => Catalogue.AddHead("a", Head("h", "5")));
        await Assert.ThrowsAsync<GrainNotFoundException>(() => Catalogue.AddHead("b", Head("h", "2")));
        await Assert.ThrowsAsync<ArgumentException>(() => Catalogue.Add(Model("../a", "1")));
        await Assert.ThrowsAsync<ArgumentException>(() => Catalogue.AddHead("a", Head("a/b", "1")));
        Assert.Equal("1", Assert.Single(await Catalogue.List()).Artifact.Sha256);
    }

    [Fact]
    public async Task Of_many_that_want_one_name_at_once_one_gets_it()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            try
            {
                await Catalogue.Add(Model("a", $"{number}"));
                return $"{number}";
            }
            catch (RegistryConflictException)
            {
                return null;
            }
        }));
        Assert.Equal(Assert.Single(tries, each => each is not null), Assert.Single(await Catalogue.List()).Artifact.Sha256);
    }

    private static RegisteredModel Model(string name, string sha256) => new()
    {
        Name = name,
        Artifact = new ArtifactReference($"models/{sha256}", sha256, 1),
        Naming = "openai",
        ElementTypes = ["float32"],
        Parameters = 1,
        Resolution = 224,
        PatchSize = 32,
        Features = 512,
        ImageTower = new(768, 12, 12),
        TextTower = new(512, 12, 8),
        ContextLength = 77,
        VocabularySize = 49408,
    };

    private static RegisteredHead Head(string name, string sha256) =>
        new(name, new ArtifactReference($"models/{sha256}", sha256, 1), 2, 1, sha256);
}
