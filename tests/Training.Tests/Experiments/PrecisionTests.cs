using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class PrecisionTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    // A rounding to bfloat16 is off by 0.4 % at most; a loss is a mean of many.
    private const double Tolerance = 0.02;

    [FashionMnistFact]
    public void The_first_50_losses_in_bfloat16_are_those_in_single_precision_within_its_tolerance()
    {
        var (single, half) = (Losses(Precision.Float32), Losses(Precision.Bfloat16));

        Assert.Equal(50, single.Count);
        Assert.NotEqual(single, half);
        Assert.All(single.Zip(half), pair => Assert.InRange(pair.Second / pair.First, 1 - Tolerance, 1 + Tolerance));
    }

    [FashionMnistFact]
    public void Weights_and_gradients_stay_in_single_precision()
    {
        var observer = new RecordingObserver();
        ExperimentRunner.Run(
            Settings(Precision.Bfloat16) with { Keep = KeptFiles.Model }, study.NewRun(), observer, CancellationToken.None);

        using var checkpoint = Torch.Safetensors.Open(observer.Checkpoints[^1].Path);
        Assert.DoesNotContain(checkpoint.Entries.Values, entry => entry.DType == ScalarType.BFloat16);
    }

    private List<double> Losses(Precision precision)
    {
        var observer = new RecordingObserver();
        ExperimentRunner.Run(Settings(precision), study.NewRun(), observer, CancellationToken.None);
        return [.. observer.Progresses.Where(now => now.Phase == ExperimentPhase.Training).Select(now => now.Loss!.Value)];
    }

    private ExperimentSettings Settings(Precision precision)
    {
        var settings = TinyStudy.Settings(study.Model);
        return settings with
        {
            Method = TrainingMethod.FeatureDistillation,
            Masking = Masking.Object,
            Refill = Refill.Single,
            Threshold = 0.3,
            Beta = 30,
            Gallery = 0,
            Data = settings.Data with { CurveImages = 0, TrainImages = 80 },
            Training = new() { Epochs = 5, BatchSize = 8, LearningRate = 3e-4, Precision = precision },
        };
    }
}
