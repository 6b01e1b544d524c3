using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class ArtifactPointerTestsOnSqlite(SqliteStore store) : ArtifactPointerTests(store);

[Collection(PostgresCollection.Name)]
public sealed class ArtifactPointerTestsOnPostgres(PostgresStore store) : ArtifactPointerTests(store);

public abstract class ArtifactPointerTests(TestStore store) : HostTests(store)
{
    private const string Model = "sweep/1/model-1.safetensors";
    private const string Gallery = "sweep/1/gallery-0001-1.json";

    private static readonly ExperimentKey First = ExperimentKey.Parse("sweep/1");

    [Fact]
    public async Task A_file_is_needed_while_its_experiment_the_gallery_or_another_experiment_mentions_it()
    {
        await Host.LaunchAsync("sweep", [Study.Point("cell")]);
        var running = (await (await Host.DeviceAsync()).Claim())!;
        Assert.False(await IsNeededAsync(Model));
        await Host.Experiment(running).Report(running.Lease.Epoch, new() { Gallery = new(1, new(Gallery, "", 1)) });
        await Host.Experiment(running).Complete(
            running.Lease.Epoch, Study.Result with { Model = new(Model, "", 1), Predictions = [new("sweep/1/p", "", 1)] });
        await Host.LaunchAsync("other", [Study.Point("cell")]);
        Assert.True(await IsNeededAsync(Model));
        Assert.True(await IsNeededAsync(Gallery));
        Assert.True(await IsNeededAsync("sweep/1/p"));
        Assert.False(await IsNeededAsync("sweep/1/model-2.safetensors"));

        await Host.Experiment("sweep/1").Delete();
        Assert.True(await IsNeededAsync(Model));
        Assert.False(await IsNeededAsync(Gallery));
        await Host.Experiment("other/1").Delete();
        Assert.False(await IsNeededAsync(Model));
    }

    [Fact]
    public async Task Files_of_an_experiment_that_the_database_does_not_know_are_somebody_elses() =>
        Assert.True(await IsNeededAsync(Model));

    private Task<bool> IsNeededAsync(string artifact) => Host.Checkpoints.IsNeededAsync(First, artifact);
}
