using Counterfactual.Silo.Artifacts;
using Counterfactual.Tests;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The study with its artifacts in Azure Blob Storage.</summary>
[Collection(StudyCollection.Name)]
public sealed class BlobTests(UndisturbedStudy study) : IAsyncLifetime
{
    private const string Place = $"azblob://{AzuriteServer.Account}/artifacts/of/a-group";

    private AzuriteServer azurite = null!;

    public async Task InitializeAsync() => azurite = await AzuriteServer.StartAsync();

    public async Task DisposeAsync() => await azurite.DisposeAsync();

    [Fact]
    public async Task A_killed_trainer_goes_on_from_a_checkpoint_in_the_container_and_the_numbers_are_the_same()
    {
        await using var home = new TestHome();
        await using var silo = Start(home, "silo", "--devices", "cpu:2", "--artifacts", Place);
        await Eventually.HoldsAsync("the silo answers", () => silo.ErrorSoFar.Contains("silo of", StringComparison.Ordinal));
        (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        var victim = await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
        AssertKeyIsNotWith(ProcessTree.ChildrenOf(silo.Id));
        ProcessTree.Send(victim.ProcessId, Signal.Kill);
        (await ConsoleProcess.RunAsync(home, "sweep", "watch", StudyFile.Sweep)).Expect(0);

        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
        Assert.Equal(2, (await home.AskAsync(client => client.GetExperimentAsync(victim.Id))).Attempts);
        var log = (await ConsoleProcess.RunAsync(home, "experiment", "log", victim.Id)).Expect(0);
        Assert.Contains(", from checkpoint-", log.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(home.Path, "artifacts")));

        // What is left is what the database points to, or is too young to judge: nothing of it goes.
        var listed = (await ConsoleProcess.RunAsync(home, "artifact", "list", victim.Id)).Expect(0);
        Assert.Contains($"{victim.Id}/predictions-", listed.Output, StringComparison.Ordinal);
        var pruned = (await ConsoleProcess.RunAsync(home, "artifact", "prune")).Expect(0);
        Assert.Contains("0 files, 0.0 MB: removed", pruned.Output, StringComparison.Ordinal);
        var stored = await home.AskAsync(client => client.ListArtifactsAsync(victim.Id));
        Assert.All(stored, artifact => Assert.Equal((ArtifactKind.Whole, 64), (artifact.Kind, artifact.Sha256?.Length)));
        var shown = (await ConsoleProcess.RunAsync(home, "artifact", "show", stored[0].Name)).Expect(0);
        Assert.Contains(stored[0].Sha256!, shown.Output, StringComparison.Ordinal);
        var unknown = (await ConsoleProcess.RunAsync(home, "artifact", "show", "study/1/nothing")).Expect(2);
        Assert.Contains("there is no stored file 'study/1/nothing'", unknown.Error, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(home.Path, "logs"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(azurite.Key, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("azblob://study", "names no container")]
    [InlineData("azblob://other/artifacts", "AZURE_STORAGE_CONNECTION_STRING is for the account 'study'; expected 'other'")]
    [InlineData("https://study.blob.core.windows.net/artifacts", "expected a directory, azblob://ACCOUNT/CONTAINER")]
    public async Task A_place_that_cannot_be_used_is_refused_with_what_would_be_right(string place, string because)
    {
        await using var home = new TestHome();
        await using var silo = Start(home, "silo", "--artifacts", place);
        var refused = (await silo.WaitForExitAsync()).Expect(2);
        Assert.Contains(because, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(azurite.Key, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
    }

    private ConsoleProcess Start(TestHome home, params string[] arguments) => ConsoleProcess.StartProgram(
        ConsoleProcess.Program,
        [.. arguments, "--home", home.Path],
        new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = azurite.ConnectionString });

    private void AssertKeyIsNotWith(IReadOnlyList<int> processes)
    {
        Assert.NotEmpty(processes);
        foreach (var process in processes)
        {
            Assert.DoesNotContain(azurite.Key, File.ReadAllText($"/proc/{process}/environ"), StringComparison.Ordinal);
            Assert.DoesNotContain(azurite.Key, string.Join(' ', ProcessTree.CommandLineOf(process)), StringComparison.Ordinal);
        }
    }
}
