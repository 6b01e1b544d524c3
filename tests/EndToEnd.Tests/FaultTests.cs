namespace Counterfactual.EndToEnd.Tests;

/// <summary>Whatever is killed whenever, the sweep ends with the same numbers.</summary>
[Collection(StudyCollection.Name)]
public sealed class FaultTests(UndisturbedStudy study)
{
    [Fact]
    public async Task A_killed_trainer_costs_an_attempt_and_changes_no_number()
    {
        await using var home = new TestHome();
        await using var console = StartStudy(home);
        var victim = await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);

        var trainers = ProcessTree.ChildrenOf(console.Id);
        Assert.Equal(2, trainers.Count);
        Assert.All(trainers, trainer => Assert.Equal("trainer", ProcessTree.CommandLineOf(trainer)[^1]));
        Assert.Contains(victim.ProcessId, trainers);
        ProcessTree.Send(victim.ProcessId, Signal.Kill);

        var run = (await console.WaitForExitAsync()).Expect(0);
        Assert.Contains($"{victim.Id} ", run.Error);
        Assert.Contains("attempt 1 failed", run.Error);
        var details = await home.AskAsync(client => client.GetExperimentAsync(victim.Id));
        Assert.Equal(2, details.Attempts);
        Assert.Equal(study.Run.Output.Replace(study.Home.Path, home.Path, StringComparison.Ordinal), run.Output);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
    }

    [Fact]
    public async Task A_killed_silo_leaves_no_trainer_behind_and_the_same_command_goes_on()
    {
        await using var home = new TestHome();
        IReadOnlyList<int> trainers;
        await using (var console = StartStudy(home))
        {
            await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
            trainers = ProcessTree.ChildrenOf(console.Id);
            Assert.NotEmpty(trainers);
            console.Send(Signal.Kill);
            await console.WaitForExitAsync();
        }

        await Eventually.HoldsAsync("every trainer has ended", () => !trainers.Any(ProcessTree.IsRunning));
        await GoOnAsync(home);
    }

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task A_signal_stops_it_cleanly_and_the_same_command_goes_on(Signal signal)
    {
        await using var home = new TestHome();
        await using (var console = StartStudy(home))
        {
            await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
            var trainers = ProcessTree.ChildrenOf(console.Id);
            console.Send(signal);
            var run = (await console.WaitForExitAsync()).Expect(130);

            Assert.Empty(run.Output);
            Assert.Contains("The same command goes on", run.Error);
            Assert.DoesNotContain("   at ", run.Error);
            Assert.DoesNotContain(trainers, ProcessTree.IsRunning);
        }

        var stopped = await home.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep));
        Assert.DoesNotContain(stopped.Experiments, experiment => experiment.LastFailure is not null);
        await GoOnAsync(home);
        var done = await home.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep));
        Assert.All(done.Experiments, experiment => Assert.Equal(1, experiment.Attempts));
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var home = new TestHome();
        await using var console = StartStudy(home);
        await home.WaitForTrainingAsync(StudyFile.Sweep);
        var trainers = ProcessTree.ChildrenOf(console.Id);

        // Trainers that cannot act hold up a clean stop.
        foreach (var trainer in trainers)
        {
            ProcessTree.Send(trainer, Signal.Stop);
        }

        console.Send(Signal.Interrupt);
        await Eventually.HoldsAsync(
            "it says that it stops", () => console.ErrorSoFar.Contains("Stopping", StringComparison.Ordinal));
        console.Send(Signal.Interrupt);

        (await console.WaitForExitAsync()).Expect(130);
        await Eventually.HoldsAsync("every trainer has ended", () => !trainers.Any(ProcessTree.IsRunning));
    }

    private ConsoleProcess StartStudy(TestHome home) =>
        ConsoleProcess.Start(home, "sweep", "run", study.File.Path, "--devices", "cpu:2");

    private async Task GoOnAsync(TestHome home)
    {
        await using var console = StartStudy(home);
        var run = (await console.WaitForExitAsync()).Expect(0);
        Assert.Equal(study.Run.Output.Replace(study.Home.Path, home.Path, StringComparison.Ordinal), run.Output);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
    }
}
