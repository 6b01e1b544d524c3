using System.Net;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Tests.Api;

/// <summary>What people do to sweeps and experiments, over the socket, with real trainer processes.</summary>
public sealed class SweepVerbApiTests
{
    [Fact]
    public async Task A_paused_sweep_checkpoints_what_runs_and_goes_on_from_there_when_it_is_resumed()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(Waiting(test), new ScriptedExperiment());
        await test.RunningAsync(step: 3);

        await test.Client.PauseSweepAsync("scripted");
        await TestSilo.UntilAsync(
            "it is handed back", async () => (await test.ExperimentAsync()).Status == ExperimentStatus.Queued);
        Assert.Equal(SweepStatus.Paused, await StatusAsync(test));
        Assert.Equal(3, (await test.ExperimentAsync()).CheckpointStep);
        Assert.Empty((await test.Client.GetProgressAsync("scripted")).Running);

        File.WriteAllText(test.PathOf("gate"), "");
        await test.Client.ResumeSweepAsync("scripted");
        Assert.Equal(
            (ExperimentStatus.Completed, 1), ((await test.EndOfAsync()).Status, (await test.ExperimentAsync()).Attempts));
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(2)).Status);
        Assert.Equal([1, 2, 3, 4, 5], File.ReadLines(test.PathOf("steps")).Select(int.Parse));
    }

    [Fact]
    public async Task A_paused_experiment_has_the_time_that_its_checkpoint_takes()
    {
        var trainers = TestSilo.Options.Trainers with { StopGrace = TimeSpan.FromMilliseconds(50) };
        await using var test = await TestSilo.StartAsync(TestSilo.Options with { Trainers = trainers });
        await test.LaunchAsync(Waiting(test) with { StopMilliseconds = 1000 });
        var running = await test.RunningAsync(step: 3);

        await test.Client.PauseSweepAsync("scripted");
        await TestSilo.UntilAsync(
            "it is handed back", async () => (await test.ExperimentAsync()).Status == ExperimentStatus.Queued);
        Assert.Equal(3, (await test.ExperimentAsync()).CheckpointStep);
        Assert.True(Processes.IsRunning(running.ProcessId));
    }

    [Fact]
    public async Task A_stopped_sweep_finishes_what_runs_and_starts_nothing_new()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(Waiting(test), new ScriptedExperiment());
        await test.RunningAsync(step: 3);

        await test.Client.StopSweepAsync("scripted");
        Assert.Equal(SweepStatus.Stopping, await StatusAsync(test));
        Assert.Equal(ExperimentStatus.Cancelled, (await test.ExperimentAsync(2)).Status);
        File.WriteAllText(test.PathOf("gate"), "");
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync()).Status);
        await TestSilo.UntilAsync("the sweep ends", async () => await StatusAsync(test) == SweepStatus.Cancelled);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task A_retry_goes_on_from_the_checkpoint_or_from_scratch(bool fromScratch, int firstSteps)
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Fails = "the data is bad", Steplog = test.PathOf("steps") });
        Assert.Equal(ExperimentStatus.Failed, (await test.EndOfAsync()).Status);
        await TestSilo.UntilAsync("the sweep ends", async () => await StatusAsync(test) == SweepStatus.Failed);

        await test.Client.RetrySweepAsync("scripted", fromScratch);
        Assert.Equal((ExperimentStatus.Failed, 3), ((await test.EndOfAsync()).Status, (await test.ExperimentAsync()).Attempts));
        Assert.Equal(firstSteps, File.ReadLines(test.PathOf("steps")).Count(step => step == "1"));
    }

    [Fact]
    public async Task A_deleted_result_is_run_again_and_what_runs_cannot_be_deleted()
    {
        await using var test = await TestSilo.StartAsync();
        var scripts = new[] { new ScriptedExperiment(), Waiting(test) };
        await test.LaunchAsync(scripts);
        await test.EndOfAsync(1);
        await test.RunningAsync(step: 3);
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.DeleteExperimentAsync("scripted/2"));
        Assert.Equal((HttpStatusCode.Conflict, "experiment scripted/2 is running; expected one that has ended"), (refused.Status,
            refused.Message));

        await test.Client.DeleteExperimentAsync("scripted/1");
        var deleted = await test.ExperimentAsync(1);
        Assert.Equal((ExperimentStatus.Cancelled, 0), (deleted.Status, deleted.Evaluations.Count));
        File.WriteAllText(test.PathOf("gate"), "");
        await test.LaunchAsync(scripts);
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(1)).Status);
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(2)).Status);
        await TestSilo.UntilAsync("the sweep ends", async () => await StatusAsync(test) == SweepStatus.Completed);
    }

    [Fact]
    public async Task Whatever_is_asked_of_a_sweep_or_an_experiment_that_is_not_there_is_answered_with_what_there_is()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment());
        await test.EndOfAsync();
        foreach (var verb in (Func<string, Task>[])
            [
                id => test.Client.PauseSweepAsync(id), id => test.Client.ResumeSweepAsync(id),
                id => test.Client.StopSweepAsync(id),
                id => test.Client.CancelSweepAsync(id), id => test.Client.RetrySweepAsync(id, fromScratch: false),
            ])
        {
            var refused = await Assert.ThrowsAsync<SiloRequestException>(() => verb("scripted/1"));
            Assert.Equal(
                (HttpStatusCode.NotFound, "no sweep 'scripted/1'; there are scripted"), (refused.Status, refused.Message));
        }

        var absent = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.DeleteExperimentAsync("scripted/7"));
        Assert.Equal("no experiment 'scripted/7'; there are scripted/1", absent.Message);
    }

    /// <summary>Takes three steps, and two more once the gate is open.</summary>
    private static ScriptedExperiment Waiting(TestSilo test) => new()
    {
        Steps = 5,
        CheckpointEvery = 10,
        WaitAt = 3,
        Gate = test.PathOf("gate"),
        Steplog = test.PathOf("steps"),
    };

    private static async Task<SweepStatus> StatusAsync(TestSilo test) =>
        (await test.Client.GetSweepAsync("scripted")).Sweep.Status;
}
