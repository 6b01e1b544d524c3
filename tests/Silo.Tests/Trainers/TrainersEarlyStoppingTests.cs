using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class TrainersEarlyStoppingTests
{
    private static readonly AttemptRules Halving = new()
    {
        EarlyStopping = new() { Metric = "validation.accuracy", ReductionFactor = 2 },
    };

    [Fact]
    public async Task The_worse_ones_are_stopped_with_the_weights_they_have_and_the_better_ones_finish()
    {
        await using var test = await TestSilo.StartAsync();
        await TestSilo.LaunchAsync(
            test.Silo!, Halving, Script(0.5, 0.6, 0.7), Script(0.4, 0.9, 0.9), Script(0.6, 0.5, 0.9), Script(0.7, 0.8, 0.9));

        Assert.Equal((null, 4), await StopOfAsync(test, 1));
        Assert.Equal((new EarlyStop(1, 1), 1), await StopOfAsync(test, 2));
        Assert.Equal((new EarlyStop(2, 2), 2), await StopOfAsync(test, 3));
        Assert.Equal((null, 4), await StopOfAsync(test, 4));
        await TestSilo.UntilAsync("the sweep ends", async () =>
            (await test.Client.GetSweepAsync("scripted")).Sweep.Status == SweepStatus.Completed);
        Assert.Contains(
            "rung 1 at the end of epoch 1, validation.accuracy 0.4: is stopped",
            await test.Client.GetExperimentLogAsync("scripted/2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_dies_after_a_decision_is_followed_by_one_that_hears_the_same()
    {
        await using var test = await TestSilo.StartAsync();
        var first = Script(0.5, 0.6, 0.7) with { DieAt = 2, Once = test.PathOf("once") };
        await TestSilo.LaunchAsync(test.Silo!, Halving, first, Script(0.9, 0.9, 0.9), Script(0.8, 0.1, 0.1));

        Assert.Equal((null, 4), await StopOfAsync(test, 1));
        Assert.Equal(2, (await test.ExperimentAsync(1)).Attempts);
        var decisions = await test.Silo!.Grains.Queries.Rungs("scripted");
        Assert.Equal(1, decisions.Count(decision => decision is { Number: 1, Rung: 1 }));
    }

    [Fact]
    public async Task A_metric_that_is_not_measured_fails_the_experiment_with_those_that_are()
    {
        await using var test = await TestSilo.StartAsync();
        var rules = new AttemptRules { EarlyStopping = new() { Metric = "id.accuracy" } };
        await TestSilo.LaunchAsync(test.Silo!, rules, Script(0.5, 0.6, 0.7));
        var failed = await test.EndOfAsync();
        Assert.Equal((FailureCause.InvalidRequest, 1), (failed.LastFailure!.Cause, failed.Attempts));
        Assert.Contains("measured: validation.accuracy", failed.LastFailure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_can_ask_for_patience_or_impatience_with_silent_trainers()
    {
        await using var test = await TestSilo.StartAsync();
        await TestSilo.LaunchAsync(
            test.Silo!, new AttemptRules { HangTimeout = TimeSpan.FromSeconds(2) },
            new ScriptedExperiment { HangAt = 3, Once = test.PathOf("once") });
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Completed, FailureCause.Hang), (experiment.Status, experiment.LastFailure!.Cause));
        Assert.Contains("2 s", experiment.LastFailure.Message, StringComparison.Ordinal);
    }

    private static ScriptedExperiment Script(params double[] accuracies) =>
        new() { Steps = 4, CheckpointEvery = 1, Accuracies = accuracies };

    private static async Task<(EarlyStop? Stopped, int Steps)> StopOfAsync(TestSilo test, int number)
    {
        var experiment = await test.EndOfAsync(number);
        Assert.Equal(ExperimentStatus.Completed, experiment.Status);
        return (experiment.Stopped, experiment.Evaluations.Single().TestSets[0].Correct);
    }
}
