using Counterfactual.Torch;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class BestEpochTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private ExperimentSettings Unsteady => TinyStudy.Settings(study.Model) with
    {
        Method = TrainingMethod.Vanilla,
        Keep = KeptFiles.Model,
        Data = new() { TrainImages = 25, TestImages = 20, CurveImages = 0, ValidationImages = 40 },
        Training = new() { Epochs = 6, BatchSize = 8, LearningRate = 0.1, Schedule = LearningRateSchedule.OneCycle },
    };

    [FashionMnistFact]
    public void The_first_epoch_of_the_highest_accuracy_is_evaluated_with_the_weights_that_it_had()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var (outcome, observer, weightsAfterEpochs) = Run(Unsteady with { Seed = seed });
            var accuracies = observer.Metrics.Where(metric => metric.Name == "val.accuracy").ToList();
            Assert.Equal([3, 6, 9, 12, 15, 18], accuracies.Select(metric => metric.Step));
            Assert.All(accuracies, metric => Assert.Equal(Math.Round(metric.Value * 40), metric.Value * 40, 1e-9));
            var best = accuracies.MaxBy(metric => metric.Value);
            Assert.Equal(best.Step / 3, outcome.Epoch);

            using var scope = NewDisposeScope();
            using var kept = Safetensors.Open(outcome.ModelFile!);
            Assert.All(kept.Names, name => Assert.Equal(weightsAfterEpochs[outcome.Epoch - 1][name], kept[name].bytes.ToArray()));
        }
    }

    [FashionMnistFact]
    public void The_best_epoch_survives_stops_at_any_step()
    {
        var (whole, observer, _) = Run(Unsteady);
        Assert.True(whole.Epoch < 6, "these settings were meant to be best before their last epoch");
        var environment = study.NewRun();
        for (var stop = 2; stop <= 18; stop += 4)
        {
            var stopped = new RecordingObserver { StopAfterStep = stop };
            Assert.ThrowsAny<OperationCanceledException>(() =>
                ExperimentRunner.Run(Unsteady, environment, stopped, stopped.Stop));
            environment = environment with { ResumeFrom = stopped.Checkpoints.LastOrDefault()?.Path ?? environment.ResumeFrom };
        }

        var resumed = ExperimentRunner.Run(Unsteady, environment, new RecordingObserver(), CancellationToken.None);
        Assert.Equal(whole.Epoch, resumed.Epoch);
        Assert.Equal(
            whole.Evaluations[0].TestSets.Select(set => set.Correct), resumed.Evaluations[0].TestSets.Select(set => set.Correct));
        using var scope = NewDisposeScope();
        using var expected = Safetensors.Open(whole.ModelFile!);
        using var actual = Safetensors.Open(resumed.ModelFile!);
        Assert.All(expected.Names, name => Assert.True(expected[name].bytes.SequenceEqual(actual[name].bytes), name));
        Assert.NotEmpty(observer.Checkpoints);
    }

    private (ExperimentOutcome Outcome, RecordingObserver Observer, List<Dictionary<string, byte[]>> WeightsAfterEpochs) Run(
        ExperimentSettings settings)
    {
        var observer = new CopyingObserver();
        var outcome = ExperimentRunner.Run(settings, study.NewRun(), observer, CancellationToken.None);
        return (outcome, observer.Recording, observer.Weights);
    }

    /// <summary>Reads every checkpoint, of which the last two alone stay.</summary>
    private sealed class CopyingObserver : IExperimentObserver
    {
        public RecordingObserver Recording { get; } = new();

        public List<Dictionary<string, byte[]>> Weights { get; } = [];

        public void ShardReady(PreparedShard shard) => Recording.ShardReady(shard);

        public void Progress(ExperimentProgress progress) => Recording.Progress(progress);

        public void Metric(string name, int step, double value) => Recording.Metric(name, step, value);

        public void CheckpointWritten(WrittenCheckpoint checkpoint)
        {
            using var scope = NewDisposeScope();
            using var file = Safetensors.Open(checkpoint.Path);
            Weights.Add(file.Names.Where(name => name.StartsWith("model.", StringComparison.Ordinal))
                .ToDictionary(name => name["model.".Length..], name => file[name].bytes.ToArray()));
            Recording.CheckpointWritten(checkpoint);
        }
    }
}
