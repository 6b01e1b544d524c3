using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Tests.Artifacts;

[Collection(AzuriteCollection.Name)]
public sealed class BlobPruneTests(AzuriteCollection.Fixture azurite)
{
    [Fact]
    public async Task Only_what_is_old_and_what_nothing_points_to_is_removed_from_a_container()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Steps = 4, Fails = "always" });
        await test.EndOfAsync();
        var store = await new BlobContainer(azurite.Server).OpenAsync(test.PathOf("copies"));

        // The files that the database points to, in the container as well.
        var needed = (await new FileArtifactStore(test.Home.Artifacts).ListAsync().ToListAsync()).ConvertAll(file => file.Name);
        Assert.NotEmpty(needed);
        string[] garbage = ["scripted/1/checkpoint-8-1-step-8.safetensors", "scripted/1/checkpoint-9-1-step-2.safetensors"];
        string[] unknown =
            ["scripted/77/checkpoint-1-1-step-2.safetensors", "other/1/checkpoint-1-1-step-2.safetensors", "notes"];
        foreach (var name in (string[])[.. needed, .. garbage, .. unknown])
        {
            await File.WriteAllTextAsync(test.PathOf("source"), name);
            await store.PutAsync(name, test.PathOf("source"));
        }

        await store.SetAsideAsync(garbage[1]);
        Assert.Empty(await Cleaner(TimeSpan.Zero).CleanAsync());
        Assert.Equal(garbage, (await Cleaner(TimeSpan.FromHours(2)).FindGarbageAsync()).Select(listed => listed.Name).Order());
        Assert.Equal(garbage, (await Cleaner(TimeSpan.FromHours(2)).CleanAsync()).Select(listed => listed.Name).Order());
        var left = (await store.ListAsync().ToListAsync()).Select(listed => listed.Name);
        Assert.Equal(((string[])[.. needed, .. unknown]).Order(), left.Order());

        ArtifactCleaner Cleaner(TimeSpan ahead) =>
            new(store, test.Silo!.Grains.Checkpoints, keep: TimeSpan.FromMinutes(1), new ClockAhead(ahead));
    }

    private sealed class ClockAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
