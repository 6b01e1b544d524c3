using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class OutcomeKeeperTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_whose_weights_are_damaged_names_the_command_that_helps_and_leaves_them_to_people(bool isDamaged)
    {
        var store = new FileArtifactStore(Path.Combine(directory, "artifacts"));
        var source = Path.Combine(directory, "source");
        await File.WriteAllTextAsync(source, "weights");
        var weights = await store.PutAsync("sweep/1/model", source);
        var stored = Path.Combine(directory, "artifacts", "sweep", "1", "model");
        if (isDamaged)
        {
            await File.WriteAllTextAsync(stored, "damaged");
        }

        // As on a shared file system that is not there for a moment.
        using var held = isDamaged ? null : new FileStream(stored, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var keeper = new OutcomeKeeper(
            new Assignment
            {
                Lease = new("sweep/1.2", 1, "silo/cpu:0", DateTime.UtcNow),
                Attempt = 1,
                Settings = "{}",
                Parameters = [],
                FineTuned = weights,
                Part = new("ID", 0, 1, 100),
            },
            store,
            new(Path.Combine(directory, "work")));

        var refused = await Assert.ThrowsAsync<DamagedArtifactException>(() => keeper.FindFineTunedAsync(Assert.Fail, default));

        Assert.Contains(
            "'counterfactual sweep retry sweep --errored-from-scratch' trains the model anew", refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(
            !isDamaged, refused.Message.Contains("'counterfactual sweep retry sweep' goes on", StringComparison.Ordinal));
        Assert.True(File.Exists(stored));
    }
}
