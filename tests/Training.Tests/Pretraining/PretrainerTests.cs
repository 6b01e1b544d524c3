using Counterfactual.Training.Experiments;
using Counterfactual.Training.Pretraining;
using Counterfactual.Training.Tests.Data;

namespace Counterfactual.Training.Tests.Pretraining;

public sealed class PretrainerTests : IDisposable
{
    private static readonly PretrainingOptions Few = new() { Steps = 12, BatchSize = 8, Images = 40, TestImages = 10 };

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [FashionMnistFact]
    public void The_same_options_give_the_same_file_and_it_is_a_model_to_start_from()
    {
        var first = Run(Few, "first");
        var second = Run(Few, "second");
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.NotEqual(first.Sha256, Run(Few with { Seed = 1 }, "third").Sha256);

        var outcome = ExperimentRunner.Run(
            new()
            {
                Method = TrainingMethod.ZeroShot,
                Model = new() { Checkpoint = first.Path },
                Data = new() { TestImages = 10 },
            },
            Environment("zero-shot"), new Tests.Experiments.RecordingObserver(), CancellationToken.None);
        Assert.Equal(first.Accuracy.TestSets, outcome.Evaluations[0].TestSets);
    }

    [FashionMnistFact]
    public void The_loss_falls()
    {
        var losses = new List<double>();
        Pretrainer.Run(
            Few with { Steps = 200, BatchSize = 20 }, Environment("falls"), new Losses(losses), CancellationToken.None);
        Assert.Equal(2, losses.Count);
        Assert.True(losses[1] < losses[0] - 0.2, $"{losses[0]} to {losses[1]}");
    }

    [FashionMnistFact]
    public void It_can_be_stopped()
    {
        Assert.ThrowsAny<OperationCanceledException>(
            () => Pretrainer.Run(Few, Environment("stopped"), new Losses([]), new CancellationToken(canceled: true)));
        Assert.False(File.Exists(directory.File("stopped/miniature.safetensors")));
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        foreach (var options in new[]
        {
            Few with { Steps = 0 }, Few with { BatchSize = 41 }, Few with { Images = 80_001 }, Few with { WarmUp = 2 },
            Few with { LearningRate = double.NaN }, Few with { HabitatWeight = -1 },
        })
        {
            Assert.Throws<ArgumentException>(() =>
                Pretrainer.Run(options, Environment("refused"), new Losses([]), CancellationToken.None));
        }
    }

    private PretrainedModel Run(PretrainingOptions options, string name) =>
        Pretrainer.Run(options, Environment(name), new Losses([]), CancellationToken.None);

    private ExperimentEnvironment Environment(string name) =>
        new() { CacheDirectory = directory.File("cache"), CheckpointDirectory = directory.File(name) };

    private sealed class Losses(List<double> losses) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value) => losses.Add(value.Loss);
    }
}
