using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class CheckpointKeeperTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_checkpoint_is_set_aside_and_one_that_cannot_be_read_now_stays_where_it_is(bool isDamaged)
    {
        var store = new FileArtifactStore(Path.Combine(directory, "artifacts"));
        var newest = Path.Combine(directory, "artifacts", "sweep", "1", "newest");
        var checkpoint = new Checkpoint(8, await PutAsync(store, "newest"))
        {
            Previous = new Checkpoint(4, await PutAsync(store, "older")),
        };
        if (isDamaged)
        {
            File.WriteAllText(newest, "wrong");
        }

        // As on a shared file system that is not there for a moment.
        using var held = isDamaged ? null : new FileStream(newest, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        List<string> warnings = [];
        var keeper = new CheckpointKeeper(
            new Assignment
            {
                Lease = new("sweep/1", 1, "silo/cpu:0", DateTime.UtcNow),
                Attempt = 1,
                Settings = "{}",
                Parameters = [],
                Checkpoint = checkpoint,
            },
            store);

        Assert.EndsWith("older", await keeper.FindAsync(warnings.Add, default), StringComparison.Ordinal);
        Assert.Equal((!isDamaged, isDamaged), (File.Exists(newest), File.Exists(newest + FileArtifactStore.Damaged)));
        Assert.Equal(isDamaged, Assert.Single(warnings).Contains("it was set aside", StringComparison.Ordinal));
        Assert.EndsWith("the one of step 4 is used", warnings[0], StringComparison.Ordinal);
    }

    private async Task<ArtifactReference> PutAsync(FileArtifactStore store, string name)
    {
        var file = Path.Combine(directory, "source");
        await File.WriteAllTextAsync(file, name);
        return await store.PutAsync($"sweep/1/{name}", file);
    }
}
