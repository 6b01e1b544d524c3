namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class ArtifactBindingTestsOnSqlite(SqliteStore store) : ArtifactBindingTests(store);

[Collection(PostgresCollection.Name)]
public sealed class ArtifactBindingTestsOnPostgres(PostgresStore store) : ArtifactBindingTests(store);

public abstract class ArtifactBindingTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Of_silos_that_bind_a_store_at_once_one_decides_and_all_are_told_its_artifacts()
    {
        GrainHost[] hosts = [Host, await StartHostAsync()];
        var bound = await Task.WhenAll(Enumerable.Range(0, 8).Select(silo => Task.Run(() =>
            hosts[silo % 2].Artifacts.BindAsync($"id-{silo}", $"place-{silo}"))));
        var first = Assert.Single(bound.Distinct());
        Assert.Equal(first.Id.Replace("id", "place", StringComparison.Ordinal), first.Place);
        Assert.Equal(first, await Host.Artifacts.BindAsync("other", "elsewhere"));
        Assert.Equal(("other", "elsewhere"), await Host.Artifacts.BindAsync("other", "elsewhere", again: true));
        Assert.Equal(("other", "elsewhere"), await Host.Artifacts.BindAsync(first.Id, first.Place));
    }
}
