using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests.Trainers;

/// <summary>
/// Every way in which a trainer can end has a cause with a name, and costs neither the silo nor the next experiment.
/// </summary>
public sealed class TrainersFaultTests
{
    [Theory]
    [InlineData(nameof(ScriptedFault.LossNotFinite), FailureCause.LossNotFinite, 1, "step 3")]
    [InlineData(nameof(ScriptedFault.TensorTooLarge), FailureCause.OutOfMemory, 3, "memory")]
    [InlineData(nameof(ScriptedFault.NativeAllocationFails), FailureCause.OutOfMemory, 3, "memory ran out")]
    [InlineData(nameof(ScriptedFault.KernelKillsForMemory), FailureCause.OutOfMemory, 3, "memory ran out")]
    [InlineData(nameof(ScriptedFault.SegmentationFault), FailureCause.NativeCrash, 3, "SIGSEGV")]
    [InlineData(nameof(ScriptedFault.Abort), FailureCause.NativeCrash, 3, "SIGABRT")]
    [InlineData(nameof(ScriptedFault.DiskFull), FailureCause.DiskFull, 3, "No space left")]
    public async Task A_fault_fails_the_experiment_with_its_cause_and_the_device_goes_on(
        string fault, FailureCause cause, int attempts, string words)
    {
        await using var test = new TestSilo();
        var counter = test.PathOf("vmstat");
        await test.RestartAsync(
            TestSilo.Options with { Trainers = TestSilo.Options.Trainers with { MemoryKillCounters = [counter] } });
        await test.LaunchAsync(
            new ScriptedExperiment
            {
                Fault = Enum.Parse<ScriptedFault>(fault),
                FaultAt = 3,
                Gate = counter,
                Steplog = test.PathOf("steps"),
            },
            new ScriptedExperiment());

        var failed = await test.EndOfAsync();

        Assert.Equal(ExperimentStatus.Failed, failed.Status);
        Assert.Equal(cause, failed.LastFailure!.Cause);
        Assert.Contains(words, failed.LastFailure.Message, StringComparison.Ordinal);
        Assert.Equal(attempts, failed.Attempts);

        // The checkpoint of step 2 outlived each fault: no attempt but the first began before it.
        Assert.Equal(2, failed.CheckpointStep);
        Assert.Equal(1, File.ReadLines(test.PathOf("steps")).Count(step => step == "1"));
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(2)).Status);
    }

    [Fact]
    public void The_end_of_what_a_process_wrote_is_kept()
    {
        var words = new LastWords();
        words.Add(new byte[10_000]);
        words.Add("std::"u8);
        words.Add("bad_alloc"u8);
        Assert.EndsWith("std::bad_alloc", words.ToString(), StringComparison.Ordinal);
        Assert.Equal(4096, words.ToString().Length);
    }

    [Fact]
    public void The_kernels_counters_are_added_up_and_those_that_are_missing_count_nothing()
    {
        using var events = new Sweeps.TemporaryFile("low 0\noom 4\noom_kill 3\noom_group_kill 9\n"u8.ToArray());
        Assert.Equal(3, new KernelMemoryKills([events.Path, events.Path + "-absent"]).Count());
        Assert.True(new KernelMemoryKills(KernelMemoryKills.Files).Count() >= 0);
    }
}
