using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Tests.Artifacts;

public sealed class ArtifactCleanerTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task The_last_checkpoints_of_a_failed_experiment_are_kept_for_its_retry_and_then_forgotten_and_removed()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Steps = 5, Fails = "never", Steplog = test.PathOf("steps") });
        Assert.Equal(ExperimentStatus.Failed, (await test.EndOfAsync()).Status);
        MakeOld(test);
        Assert.Equal(0, await CleanAsync(test, Week));
        Assert.Equal(2, test.ArtifactFiles().Count);
        await RetryAsync(test);
        Assert.Equal(1, File.ReadLines(test.PathOf("steps")).Count(step => step == "1"));

        MakeOld(test);
        Assert.Equal(2, await CleanAsync(test, TimeSpan.Zero));
        Assert.Empty(test.ArtifactFiles());
        Assert.Null((await test.ExperimentAsync()).CheckpointStep);
        await RetryAsync(test);
        Assert.Equal(2, File.ReadLines(test.PathOf("steps")).Count(step => step == "1"));
    }

    [Fact]
    public async Task Only_old_files_that_nothing_points_to_are_removed_and_only_those_of_experiments_that_are_known()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Steps = 4, Fails = "always" });
        await test.EndOfAsync();
        var own = Path.Combine(test.Home.Artifacts, "scripted", "1");
        string[] kept =
        [
            .. test.ArtifactFiles(),
            Write(own, "checkpoint-9-1-step-9.safetensors", isOld: false), Write(own, ".young-0.tmp", isOld: false),
            Write(own, "model.safetensors"), Write(own, "notes.json"), Write(own, "young.safetensors.damaged", isOld: false),
            Write(Path.Combine(test.Home.Artifacts, "scripted", "77"), "checkpoint-1-1-step-2.safetensors"),
            Write(Path.Combine(test.Home.Artifacts, "unknown", "1"), "checkpoint-1-1-step-2.safetensors"),
            Write(Path.Combine(test.Home.Artifacts, "scripted"), "checkpoint-1-1-step-2.safetensors"),
            Write(Path.Combine(test.Home.Artifacts, "models", "vit", "1"), "checkpoint-1-1-step-2.safetensors"),
        ];
        MakeOld(
            test, file => file.Contains("step-2", StringComparison.Ordinal) || file.Contains("step-4", StringComparison.Ordinal));
        foreach (var unneeded in (string[])
            ["checkpoint-8-1-step-8.safetensors", "model-8.safetensors", "predictions-8.json.gz", "gallery-0003-8.json"])
        {
            Write(own, unneeded);
        }

        Write(own, ".checkpoint-8-1-step-9.safetensors-0123.tmp");
        Write(own, "checkpoint-7-1-step-8.safetensors.damaged");

        var removed = await Task.WhenAll(CleanAsync(test, Week), CleanAsync(test, Week));

        Assert.InRange(removed.Sum(), 6, 12);
        Assert.Equal(kept.Order(), test.ArtifactFiles().Order());
    }

    [Fact]
    public async Task Nothing_is_lost_where_silos_clean_while_experiments_write_fail_and_are_cancelled()
    {
        await using var test = await TestSilo.StartAsync(
            TestSilo.Options with { Devices = new Silo.Devices.DeviceSelection.Cpu(2) });
        using var ended = new CancellationTokenSource();
        var cleaning = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                await CleanAsync(test, TimeSpan.Zero);
            }
        });
        await test.LaunchAsync(
            [.. Enumerable.Range(0, 6).Select(index => new ScriptedExperiment
            {
                Steps = 40,
                CheckpointEvery = 1,
                DieAt = 30 + index,
                Once = test.PathOf($"once-{index}"),
                Steplog = test.PathOf($"steps-{index}"),
            })]);
        for (var number = 1; number <= 6; number++)
        {
            Assert.Equal((ExperimentStatus.Completed, 2), ((await test.EndOfAsync(number)).Status,
                (await test.ExperimentAsync(number)).Attempts));
            Assert.Equal(1, File.ReadLines(test.PathOf($"steps-{number - 1}")).Count(step => step == "1"));
        }

        await ended.CancelAsync();
        await cleaning;
    }

    private static async Task RetryAsync(TestSilo test)
    {
        await test.Client.RetrySweepAsync("scripted", fromScratch: false);
        Assert.Equal(ExperimentStatus.Failed, (await test.EndOfAsync()).Status);
        await TestSilo.UntilAsync("the sweep ends", async () =>
            (await test.Client.GetSweepAsync("scripted")).Sweep.Status == SweepStatus.Failed);
    }

    private static async Task<int> CleanAsync(TestSilo test, TimeSpan keep)
    {
        var store = new FileArtifactStore(test.Home.Artifacts);
        return (await new ArtifactCleaner(store, test.Silo!.Grains.Checkpoints, keep).CleanAsync()).Count;
    }

    private static void MakeOld(TestSilo test, Func<string, bool>? which = null)
    {
        foreach (var file in test.ArtifactFiles().Where(file => which?.Invoke(file) ?? true))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromDays(1));
        }
    }

    private static string Write(string directory, string name, bool isOld = true)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, "content");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - (isOld ? TimeSpan.FromDays(8) : TimeSpan.FromMinutes(10)));
        return path;
    }
}
