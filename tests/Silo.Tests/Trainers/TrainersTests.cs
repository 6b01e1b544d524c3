using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class TrainersTests
{
    [Fact]
    public async Task A_sweep_completes_and_its_results_metrics_shards_and_logs_are_there()
    {
        await using var test = await TestSilo.StartAsync(TestSilo.Options with { Devices = new DeviceSelection.Cpu(2) });
        await test.LaunchAsync(
            new ScriptedExperiment(), new ScriptedExperiment { Steps = 6 }, new ScriptedExperiment { Steps = 8 });
        for (var number = 1; number <= 3; number++)
        {
            var experiment = await test.EndOfAsync(number);
            Assert.Equal(ExperimentStatus.Completed, experiment.Status);
            Assert.Equal(1, experiment.Attempts);
            Assert.Equal((2 * number) + 2, experiment.Evaluations.Single().TestSets[0].Correct);
        }

        var metrics = await test.Client.GetMetricsAsync("scripted/2");
        Assert.Equal([1, 2, 3, 4, 5, 6], metrics.Select(point => point.Step));
        Assert.Equal("scripted/0", Assert.Single(await test.Client.ListShardsAsync()).Id);
        var log = await test.Client.GetExperimentLogAsync("scripted/1");
        Assert.Contains("script begins at step 0", log, StringComparison.Ordinal);
        Assert.Contains("attempt 1 ends: Completed", log, StringComparison.Ordinal);
        await TestSilo.UntilAsync("the sweep ends", async () =>
            (await test.Client.GetSweepAsync("scripted")).Sweep.Status == SweepStatus.Completed);
        Assert.Equal(0.06, (await test.Client.GetSweepAsync("scripted")).Rows[1].TestSets[0].Accuracy.Mean, 12);
        Assert.Equal(3, (await test.Client.ListDevicesAsync()).Sum(device => device.Completed));
        Assert.Empty(test.ArtifactFiles());
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_costs_the_log_and_not_the_experiment()
    {
        await using var test = await TestSilo.StartAsync();
        Directory.CreateDirectory(Path.Combine(test.Home.Logs, "experiments"));
        await File.WriteAllTextAsync(
            Path.Combine(test.Home.Logs, "experiments", "scripted"), "a file where the sweep's logs should go");
        await test.LaunchAsync(new ScriptedExperiment());
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(1)).Status);
    }

    [Fact]
    public async Task A_trainer_process_runs_one_experiment_after_the_other()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { WaitAt = 1, Gate = test.PathOf("gate") }, new ScriptedExperiment());
        var first = await test.RunningAsync();
        File.WriteAllText(test.PathOf("gate"), "");
        await test.EndOfAsync(2);
        Assert.Contains($"trainer process {first.ProcessId}", await test.Client.GetExperimentLogAsync("scripted/2"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_is_killed_is_replaced_and_the_experiment_goes_on_at_its_checkpoint()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment
        {
            Steps = 9,
            CheckpointEvery = 2,
            WaitAt = 5,
            Gate = test.PathOf("gate"),
            Steplog = test.PathOf("steps"),
        });
        var running = await test.RunningAsync(step: 5);
        await TestSilo.UntilAsync("checkpoint 4 is stored", async () => (await test.ExperimentAsync()).CheckpointStep == 4);
        Processes.Kill(running.ProcessId);
        File.WriteAllText(test.PathOf("gate"), "");
        var experiment = await test.EndOfAsync();
        Assert.Equal(ExperimentStatus.Completed, experiment.Status);
        Assert.Equal(2, experiment.Attempts);
        Assert.Equal(FailureCause.ProcessDied, experiment.LastFailure!.Cause);
        Assert.Contains("SIGKILL", experiment.LastFailure.Message, StringComparison.Ordinal);
        Assert.Equal(9, experiment.Evaluations.Single().TestSets[0].Correct);
        Assert.Equal([1, 2, 3, 4, 5, 5, 6, 7, 8, 9], File.ReadLines(test.PathOf("steps")).Select(int.Parse));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], (await test.Client.GetMetricsAsync("scripted/1")).Select(point => point.Step));
    }

    [Fact]
    public async Task A_trainer_that_kills_itself_in_every_attempt_fails_the_experiment_and_not_the_next()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { DieAt = 1 }, new ScriptedExperiment());
        var experiment = await test.EndOfAsync();
        Assert.Equal(ExperimentStatus.Failed, experiment.Status);
        Assert.Equal(3, experiment.Attempts);
        Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(2)).Status);
    }

    [Fact]
    public async Task A_trainer_that_hangs_is_killed_and_the_experiment_attempted_again()
    {
        var options = TestSilo.Options with { Trainers = TestSilo.Options.Trainers with { Hang = TimeSpan.FromSeconds(3) } };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment { HangAt = 3, Once = test.PathOf("once") });
        var experiment = await test.EndOfAsync();
        Assert.Equal(ExperimentStatus.Completed, experiment.Status);
        Assert.Equal(FailureCause.Hang, experiment.LastFailure!.Cause);
    }

    [Fact]
    public async Task A_trainer_that_says_the_same_step_again_and_again_has_hung()
    {
        var options = TestSilo.Options with { Trainers = TestSilo.Options.Trainers with { Hang = TimeSpan.FromSeconds(3) } };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment { WaitAt = 2, Gate = test.PathOf("gate") });
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Failed, FailureCause.Hang), (experiment.Status, experiment.LastFailure!.Cause));
        Assert.Contains("no progress for 3 s", experiment.LastFailure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_works_without_a_step_is_left_alone()
    {
        var options = TestSilo.Options with { Trainers = TestSilo.Options.Trainers with { Hang = TimeSpan.FromSeconds(3) } };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(
            new ScriptedExperiment { WaitAt = 2, Gate = test.PathOf("gate"), WorksAtWait = true });
        await TestSilo.UntilAsync(
            "it has worked for longer than a step may take",
            async () => (await test.Client.GetProgressAsync("scripted")).Running.Any(running => running.Seconds > 7));
        File.WriteAllText(test.PathOf("gate"), "");
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Completed, 1), (experiment.Status, experiment.Attempts));
    }

    [Fact]
    public async Task An_error_that_the_trainer_understands_is_kept_and_shown()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Fails = "the loss is NaN at step 4" });
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Failed, 3), (experiment.Status, experiment.Attempts));
        Assert.Equal(new ExperimentFailure(FailureCause.TrainerError, "the loss is NaN at step 4"), experiment.LastFailure);
        var events = (await test.Client.GetProgressAsync("scripted")).Events;
        Assert.Equal(3, events.Count(item => item.Kind == ProgressEventKind.AttemptFailed));
        Assert.Empty((await test.Client.GetProgressAsync("scripted", events[^1].Number)).Events);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"type":"unknown"}""")]
    [InlineData("""{"type":"progress","now":{"phase":"Nowhere"}}""")]
    [InlineData("""{"type":"checkpoint","written":{"path":"/etc/passwd","step":1,"sha256":"","bytes":1}}""")]
    [InlineData("""{"type":"completed"}""")]
    public async Task A_trainer_that_says_nonsense_fails_its_attempt(string line)
    {
        var options = TestSilo.Options with
        {
            Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("says", line) },
        };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment());
        var experiment = await test.EndOfAsync();
        Assert.Equal(ExperimentStatus.Failed, experiment.Status);
        Assert.Equal(FailureCause.TrainerError, experiment.LastFailure!.Cause);
        Assert.True(File.Exists("/etc/passwd"));
    }

    [Fact]
    public async Task A_trainer_that_never_ends_its_line_fails_its_attempt_and_costs_no_memory()
    {
        var options = TestSilo.Options with
        {
            Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("never-ends-its-line") },
        };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment());
        var experiment = await test.EndOfAsync();
        Assert.Contains("more than 1048576 bytes", experiment.LastFailure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_does_not_read_a_command_longer_than_a_pipe_has_hung()
    {
        const int longerThanAPipe = 200_000;
        var options = TestSilo.Options with
        {
            Trainers = TestSilo.Options.Trainers with
            {
                Program = TestProcess.With("never-reads"),
                Hang = TimeSpan.FromSeconds(1),
            },
        };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment { Fails = new string('x', longerThanAPipe) });
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Failed, FailureCause.Hang), (experiment.Status, experiment.LastFailure!.Cause));
    }

    [Fact]
    public async Task A_trainer_program_that_ends_at_once_fails_the_experiment_with_its_exit_code()
    {
        var options = TestSilo.Options with
        {
            Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("ends-at-once") },
        };
        await using var test = await TestSilo.StartAsync(options);
        await test.LaunchAsync(new ScriptedExperiment());
        var experiment = await test.EndOfAsync();
        Assert.Equal(FailureCause.ProcessDied, experiment.LastFailure!.Cause);
        Assert.Contains("exit code 3", experiment.LastFailure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_sweep_stops_its_trainers_also_where_they_do_not_listen(bool deaf)
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(
            new ScriptedExperiment { WaitAt = 2, Gate = test.PathOf("never"), Deaf = deaf }, new ScriptedExperiment());
        var running = await test.RunningAsync(step: 2);
        await test.Client.CancelSweepAsync("scripted");
        await TestSilo.UntilAsync(
            "nothing runs", async () => (await test.Client.GetProgressAsync("scripted")).Running.Count == 0);
        Assert.Equal(ExperimentStatus.Cancelled, (await test.ExperimentAsync()).Status);
        Assert.Equal(ExperimentStatus.Cancelled, (await test.ExperimentAsync(2)).Status);
        Assert.Equal(SweepStatus.Cancelled, (await test.Client.GetSweepAsync("scripted")).Sweep.Status);
        await TestSilo.UntilAsync(
            "a deaf trainer is gone, another stays", () => Task.FromResult(Processes.IsRunning(running.ProcessId) != deaf));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_set_aside_and_the_one_before_is_used()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment
        {
            Steps = 8,
            CheckpointEvery = 2,
            WaitAt = 7,
            Gate = test.PathOf("gate"),
            Steplog = test.PathOf("steps"),
        });
        await test.RunningAsync(step: 7);
        await TestSilo.UntilAsync("checkpoint 6 is stored", async () => (await test.ExperimentAsync()).CheckpointStep == 6);
        var kept = test.ArtifactFiles();
        Assert.Equal(2, kept.Count);
        var running = await test.RunningAsync();
        File.WriteAllText(kept.Single(path => path.Contains("step-6", StringComparison.Ordinal)), "7");
        Processes.Kill(running.ProcessId);
        File.WriteAllText(test.PathOf("gate"), "");
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Completed, 2), (experiment.Status, experiment.Attempts));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 5, 6, 7, 8], File.ReadLines(test.PathOf("steps")).Select(int.Parse));
        Assert.Contains("is damaged", await test.Client.GetExperimentLogAsync("scripted/1"), StringComparison.Ordinal);
        Assert.Contains(".damaged", Assert.Single(test.ArtifactFiles()), StringComparison.Ordinal);
        Assert.Contains((await test.Client.GetProgressAsync("scripted")).Events, item => item.Kind == ProgressEventKind.Warning);
    }
}
