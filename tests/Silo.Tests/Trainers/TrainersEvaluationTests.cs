using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Hosting;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Tests.Trainers;

/// <summary>Evaluations in parts and from kept weights, on real images, in real trainer processes.</summary>
public sealed class TrainersEvaluationTests(TrainersEvaluationTests.Shards shards) : IClassFixture<TrainersEvaluationTests.Shards>
{
    private static SiloOptions Options { get; } = TestSilo.Options with
    {
        Devices = new DeviceSelection.Cpu(2),
        Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("real-trainer") },
    };

    [Fact]
    public async Task A_spread_evaluation_gives_the_counts_of_one_that_is_not_though_a_trainer_is_killed()
    {
        await using var whole = await StartAsync(Options);
        var expected = await RunAsync(whole, Sweep("spread_images: 0"));

        await using var spread = await StartAsync(Options);
        await LaunchAsync(spread, Sweep("spread_images: 500"));
        RunningExperiment? part = null;
        await TestSilo.UntilAsync("a part is evaluated", async () =>
        {
            part = (await spread.Client.GetProgressAsync("tiny")).Running.FirstOrDefault(item =>
                ExperimentKey.Parse(item.Id).IsPart && item.Progress.Phase == ExperimentPhase.Evaluating);
            return part is not null;
        });
        Processes.Kill(part!.ProcessId);
        var found = await EndOfAsync(spread);

        Assert.Equal(Numbers(expected), Numbers(found));
        Assert.All(found.Experiments, experiment => Assert.Equal((1, 2), (experiment.Attempts, found.Experiments.Count)));
        Assert.Equal(found.Experiments.Count, found.Sweep.Counts.Total);
        foreach (var experiment in expected.Experiments)
        {
            Assert.Equal(
                Counts(await whole.Client.GetPredictionsAsync(experiment.Id)),
                Counts(await spread.Client.GetPredictionsAsync(experiment.Id)));
        }

        Assert.Contains("attempt 1", await spread.Client.GetExperimentLogAsync(part.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alphas_that_are_added_are_evaluated_without_training_again()
    {
        await using var test = await StartAsync(Options);
        await RunAsync(test, Sweep("spread_images: 0"));
        var extended = await RunAsync(test, Sweep("spread_images: 0").Replace("[0.5]", "curve", StringComparison.Ordinal));
        var curve = Assert.Single(extended.Experiments, experiment => experiment.Evaluations.Count == 21);
        Assert.Empty(await test.Client.GetMetricsAsync(curve.Id));
        Assert.True(curve.TrainingSeconds > 0);
        Assert.Equal(2, extended.Experiments.Count);

        await using var other = await StartAsync(Options);
        var atOnce = await RunAsync(other, Sweep("spread_images: 0").Replace("[0.5]", "curve", StringComparison.Ordinal));
        Assert.Equal(Numbers(atOnce), Numbers(extended));
    }

    [Fact]
    public async Task Damaged_weights_are_set_aside_and_the_model_is_trained_anew()
    {
        await using var test = await StartAsync(Options);
        var first = await RunAsync(test, Sweep("spread_images: 0"));
        var weights = Directory.GetFiles(test.Home.Artifacts, "model-*.safetensors", SearchOption.AllDirectories);
        File.WriteAllText(Assert.Single(weights), "damaged");

        var extended = await RunAsync(test, Sweep("spread_images: 0").Replace("[0.5]", "[0.25, 0.5]", StringComparison.Ordinal));
        var again = Assert.Single(extended.Experiments, experiment => experiment.Evaluations.Count == 3);
        Assert.NotEmpty(await test.Client.GetMetricsAsync(again.Id));
        Assert.Contains("the model is trained anew", await test.Client.GetExperimentLogAsync(again.Id), StringComparison.Ordinal);
        Assert.Equal(
            first.Experiments.Max(experiment => experiment.Evaluations[^1].TestSets[0].Correct),
            extended.Experiments.Max(experiment => experiment.Evaluations[^1].TestSets[0].Correct));
    }

    [Fact]
    public async Task A_part_whose_weights_are_damaged_fails_with_the_remedy_and_that_helps()
    {
        await using var test = await StartAsync(Options);
        await LaunchAsync(test, Sweep("spread_images: 100"));
        await TestSilo.UntilAsync("parts wait", async () => Trained(await test.Client.GetSweepAsync("tiny")).Status
            == ExperimentStatus.Evaluating);
        await test.Client.PauseSweepAsync("tiny");
        await TestSilo.UntilAsync(
            "nothing runs", async () => (await test.Client.GetProgressAsync("tiny")).Running.Count == 0);
        var weights = Directory.GetFiles(test.Home.Artifacts, "model-*.safetensors", SearchOption.AllDirectories);
        File.WriteAllText(Assert.Single(weights), "damaged");

        await test.Client.ResumeSweepAsync("tiny");
        await TestSilo.UntilAsync(
            "the sweep ends", async () => (await test.Client.GetProgressAsync("tiny")).Status == SweepStatus.Failed);
        var failed = Trained(await test.Client.GetSweepAsync("tiny"));
        Assert.Contains(
            "'counterfactual sweep retry tiny --errored-from-scratch' trains the model anew", failed.LastFailure!.Message,
            StringComparison.Ordinal);

        await test.Client.RetrySweepAsync("tiny", fromScratch: true);
        Assert.NotEmpty(Trained(await EndOfAsync(test)).Evaluations);

        static ExperimentDetails Trained(SweepDetails sweep) =>
            sweep.Experiments.Single(experiment => experiment.Row.StartsWith("vanilla", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Predictions_of_what_has_no_result_are_refused_in_words()
    {
        await using var test = await StartAsync(Options);
        await LaunchAsync(test, Sweep("spread_images: 0") + "\nresources: {device: cuda, memory: 100TB}");
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.GetPredictionsAsync("tiny/1"));
        Assert.Contains("tiny/1 has no result yet", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A silo in a home of its own, whose decoded images are shared with the other tests.</summary>
    private async Task<TestSilo> StartAsync(SiloOptions options)
    {
        var test = new TestSilo();
        if (Directory.Exists(test.Home.Cache))
        {
            Directory.Delete(test.Home.Cache);
        }

        Directory.CreateSymbolicLink(test.Home.Cache, shards.Path);
        await test.RestartAsync(options);
        return test;
    }

    private static string Sweep(string evaluation) => $$"""
        name: tiny
        model: miniature
        data: {study: miniature, train_images: 200, test_images: 400, curve_images: 0, validation_images: 100}
        training: {epochs: 2, batch_size: 50}
        evaluation: {{{evaluation}}}
        include: [{method: zero_shot}, {method: vanilla, alphas: [0.5]}]
        """;

    private static async Task<SweepDetails> RunAsync(TestSilo test, string text)
    {
        await LaunchAsync(test, text);
        return await EndOfAsync(test);
    }

    private static Task<SweepLaunched> LaunchAsync(TestSilo test, string text) =>
        test.Client.LaunchSweepAsync(new LaunchRequest { FileName = "/tiny.yaml", Text = text });

    private static async Task<SweepDetails> EndOfAsync(TestSilo test)
    {
        await TestSilo.UntilAsync(
            "the sweep ends", async () => (await test.Client.GetProgressAsync("tiny")).Status != SweepStatus.Running);
        var sweep = await test.Client.GetSweepAsync("tiny");
        Assert.Equal(SweepStatus.Completed, sweep.Sweep.Status);
        return sweep;
    }

    private static List<string> Numbers(SweepDetails sweep) =>
    [
        .. from experiment in sweep.Experiments
           orderby experiment.Row
           from evaluation in experiment.Evaluations
           from set in evaluation.TestSets
           select $"{experiment.Row} epoch {experiment.Epoch} {evaluation.Alpha} {set.Name} {set.Correct}/{set.Count}",
    ];

    private static List<string> Counts(PredictionReport report) =>
    [
        .. from model in report.Models
           from set in model.TestSets
           from label in set.Labels
           from predicted in label.Predictions
           select $"{model.Alpha} {set.Name} {report.NameOf(label)} {predicted}",
    ];

    /// <summary>Decoded images for all tests of the class.</summary>
    public sealed class Shards : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("counterfactual-shards-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
