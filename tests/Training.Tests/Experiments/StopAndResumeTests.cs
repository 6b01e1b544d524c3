using System.Security.Cryptography;
using Counterfactual.Torch;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class StopAndResumeTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private const int Steps = 6;

    [FashionMnistFact]
    public void A_run_that_is_stopped_after_any_steps_and_resumed_ends_with_the_same_bits()
    {
        var random = new Random(20230313);
        foreach (var settings in TinyStudy.Methods(study.Model))
        {
            var uninterrupted = Run(settings, study.NewRun(), out var expected);
            var stops = Enumerable.Range(1, Steps).Where(_ => random.Next(2) == 0).Append(random.Next(1, Steps + 1))
                .Distinct().Order();

            var environment = study.NewRun();
            foreach (var stop in stops)
            {
                var stopped = new RecordingObserver { StopAfterStep = stop };
                Assert.ThrowsAny<OperationCanceledException>(
                    () => ExperimentRunner.Run(settings, environment, stopped, stopped.Stop));
                environment = environment with
                {
                    ResumeFrom = stopped.Checkpoints.LastOrDefault()?.Path ?? environment.ResumeFrom,
                };
            }

            var resumed = Run(settings, environment, out var actual);
            Assert.Equal(Accuracies(uninterrupted), Accuracies(resumed));
            AssertSameState(expected ?? environment.ResumeFrom!, actual ?? environment.ResumeFrom!);
        }
    }

    [FashionMnistFact]
    public void Learning_curves_are_measured_anew_after_a_checkpoint_at_an_epochs_end()
    {
        var settings = TinyStudy.Methods(study.Model).Skip(1).First();
        var environment = study.NewRun();
        var whole = new RecordingObserver();
        ExperimentRunner.Run(settings, environment, whole, CancellationToken.None);
        var endOfFirstEpoch = whole.Checkpoints[0];
        Assert.Equal(Steps / 2, endOfFirstEpoch.Step);

        var resumed = new RecordingObserver();
        ExperimentRunner.Run(settings, environment with { ResumeFrom = endOfFirstEpoch.Path }, resumed, CancellationToken.None);

        Assert.Equal(Curves(whole), Curves(resumed));
        Assert.Contains(resumed.Metrics, metric => metric is { Name: "ood.accuracy", Step: Steps / 2 });
    }

    [FashionMnistFact]
    public void Checkpoints_between_the_ends_of_epochs_change_neither_numbers_nor_identity()
    {
        var settings = TinyStudy.Methods(study.Model).Skip(1).First();
        var often = settings with { Training = settings.Training with { CheckpointSteps = 2 } };
        Assert.Equal(settings.Cell(), often.Cell());
        Assert.Equal(often.Training, ExperimentSettings.FromJson(often.ToCanonicalJson()).Training);
        var expected = Run(settings, study.NewRun(), out var last);

        var environment = study.NewRun();
        var observer = new RecordingObserver();
        var actual = ExperimentRunner.Run(often, environment, observer, CancellationToken.None);

        Assert.Equal([2, 3, 4, 6], observer.Checkpoints.Select(checkpoint => checkpoint.Step));
        Assert.Equal(Accuracies(expected), Accuracies(actual));
        AssertSameState(last!, observer.Checkpoints[^1].Path);
        Assert.Equal([4, 6], Directory.GetFiles(environment.CheckpointDirectory, "step-*.safetensors").Order()
            .Select(path => int.Parse(path[^20..^12])));
    }

    [FullDiskFact]
    public void A_checkpoint_that_finds_the_disk_full_ends_the_run_and_leaves_the_one_before()
    {
        var settings = FullDisk.Settings(study.Model);
        var expected = Run(settings, study.NewRun(), out var checkpoint);
        var environment = study.NewRun();

        var (said, kept) = FullDisk.RunInChild(
            study.Model, environment.CacheDirectory, environment.CheckpointDirectory, new FileInfo(checkpoint!).Length * 3 / 2);

        Assert.StartsWith("DiskFull: ", said, StringComparison.Ordinal);
        Assert.Contains("the checkpoint cannot be written: No space left on device", said, StringComparison.Ordinal);
        var resumed = Run(settings, study.NewRun() with { ResumeFrom = Assert.Single(kept) }, out _);
        Assert.Equal(Accuracies(expected), Accuracies(resumed));
    }

    [FashionMnistFact]
    public void A_run_that_does_not_go_on_after_an_epoch_evaluates_the_weights_of_that_epoch()
    {
        var settings = TinyStudy.Methods(study.Model).Skip(1).First() with { Alphas = [] };
        settings = settings with { Data = settings.Data with { CurveImages = settings.Data.TestImages } };
        var observer = new RecordingObserver { LastEpoch = 1 };
        var environment = study.NewRun();
        var outcome = ExperimentRunner.Run(settings, environment, observer, CancellationToken.None);

        Assert.Equal(1, outcome.Epoch);
        Assert.Equal(Steps / 2, observer.Progresses.Max(progress => progress.Step));
        var measured = Assert.Single(observer.Epochs);
        Assert.All(measured.Keys, name => Assert.True(EpochMetrics.Has(name), name));
        Assert.Contains(EpochMetrics.Validation, measured.Keys);
        foreach (var set in outcome.Evaluations.Single().TestSets)
        {
            Assert.Equal((double)set.Correct / set.Count, measured[EpochMetrics.OfTestSet(set.Name)]);
        }

        var again = new RecordingObserver { LastEpoch = 1 };
        var resumed = ExperimentRunner.Run(
            settings, environment with { ResumeFrom = observer.Checkpoints[^1].Path }, again, CancellationToken.None);
        Assert.Equal(Accuracies(outcome), Accuracies(resumed));
        Assert.Equal(measured, Assert.Single(again.Epochs));
    }

    [FashionMnistFact]
    public void A_damaged_checkpoint_is_refused_wherever_the_damage_is()
    {
        var settings = TinyStudy.Methods(study.Model).First();
        var environment = study.NewRun();
        var observer = new RecordingObserver();
        ExperimentRunner.Run(settings, environment, observer, CancellationToken.None);
        var good = File.ReadAllBytes(observer.Checkpoints[^1].Path);
        var damaged = study.File("damaged.safetensors");
        var random = new Random(5);
        for (var trial = 0; trial < 40; trial++)
        {
            var bytes = good.ToArray();
            if (trial % 4 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }
            else
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            File.WriteAllBytes(damaged, bytes);
            var error = Assert.Throws<ExperimentException>(() => ExperimentRunner.Run(
                settings, environment with { ResumeFrom = damaged }, new RecordingObserver(), CancellationToken.None));
            Assert.Contains(damaged, error.Message, StringComparison.Ordinal);
        }
    }

    [FashionMnistFact]
    public void Another_experiments_checkpoint_is_refused()
    {
        var settings = TinyStudy.Methods(study.Model).First();
        var environment = study.NewRun();
        var observer = new RecordingObserver();
        ExperimentRunner.Run(settings, environment, observer, CancellationToken.None);

        var error = Assert.Throws<ExperimentException>(() => ExperimentRunner.Run(
            settings with { Seed = 1 }, environment with { ResumeFrom = observer.Checkpoints[^1].Path }, new RecordingObserver(),
            CancellationToken.None));

        Assert.Contains("is of the experiment", error.Message, StringComparison.Ordinal);
    }

    [FashionMnistFact]
    public void A_checkpoint_has_the_checksum_that_is_reported()
    {
        var observer = new RecordingObserver();
        ExperimentRunner.Run(TinyStudy.Methods(study.Model).First(), study.NewRun(), observer, CancellationToken.None);
        Assert.NotEmpty(observer.Checkpoints);
        Assert.All(observer.Checkpoints.TakeLast(2), checkpoint =>
        {
            Assert.Equal(checkpoint.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(checkpoint.Path))));
            Assert.Equal(checkpoint.Bytes, new FileInfo(checkpoint.Path).Length);
        });
    }

    [FashionMnistFact]
    public void A_run_that_starts_over_writes_its_checkpoints_beside_those_of_the_run_before()
    {
        var settings = TinyStudy.Methods(study.Model).First();
        var environment = study.NewRun();
        var (first, second) = (new RecordingObserver(), new RecordingObserver());
        ExperimentRunner.Run(
            settings with { Training = settings.Training with { Epochs = 4 } }, environment, first, CancellationToken.None);
        ExperimentRunner.Run(settings, environment, second, CancellationToken.None);
        Assert.Equal([3, 6], second.Checkpoints.Select(checkpoint => checkpoint.Step));
        Assert.All(second.Checkpoints, checkpoint => Assert.True(File.Exists(checkpoint.Path)));
        Assert.Equal(4, Checkpoints(environment).Count);
    }

    [FashionMnistFact]
    public void A_long_run_keeps_its_last_two_checkpoints()
    {
        var settings = TinyStudy.Methods(study.Model).First();
        var environment = study.NewRun();
        var observer = new RecordingObserver();
        ExperimentRunner.Run(
            settings with { Training = settings.Training with { Epochs = 5 } }, environment, observer, CancellationToken.None);
        Assert.Equal(5, observer.Checkpoints.Count);
        Assert.Equal(observer.Checkpoints.TakeLast(2).Select(checkpoint => checkpoint.Path), Checkpoints(environment));
    }

    private static List<string> Checkpoints(ExperimentEnvironment environment) =>
        [.. Directory.GetFiles(environment.CheckpointDirectory, "step-*").Order()];

    private static ExperimentOutcome Run(
        ExperimentSettings settings, ExperimentEnvironment environment, out string? lastCheckpoint)
    {
        var observer = new RecordingObserver();
        var outcome = ExperimentRunner.Run(settings, environment, observer, CancellationToken.None);
        lastCheckpoint = observer.Checkpoints.LastOrDefault()?.Path;
        return outcome;
    }

    private static List<(double, string, int)> Accuracies(ExperimentOutcome outcome) =>
        [.. outcome.Evaluations.SelectMany(model => model.TestSets.Select(set => (model.Alpha, set.Name, set.Correct)))];

    private static List<(string, int, double)> Curves(RecordingObserver observer) =>
        [.. observer.Metrics.Where(metric => metric.Name.EndsWith("accuracy", StringComparison.Ordinal))];

    private static void AssertSameState(string expectedPath, string actualPath)
    {
        using var scope = NewDisposeScope();
        using var expected = Safetensors.Open(expectedPath);
        using var actual = Safetensors.Open(actualPath);
        Assert.Equal(Steps.ToString(System.Globalization.CultureInfo.InvariantCulture), actual.Metadata["step"]);
        Assert.Equal(expected.Names.Order(), actual.Names.Order());
        Assert.All(expected.Names, name => Assert.True(expected[name].bytes.SequenceEqual(actual[name].bytes), name));
    }
}
