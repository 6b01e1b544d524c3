using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;

namespace Counterfactual.Training.Tests.Experiments;

/// <summary>A pretrained model of a few thousand parameters, and a cache of shards that all tests of a class share.</summary>
public sealed class TinyStudy : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private int runs;

    public TinyStudy()
    {
        using var model = new ImageClassifier(
            ClipVisionOptions.Miniature with { PatchSize = 14, Width = 16, Layers = 2, OutputDimension = 8 }, classes: 10);
        ModelInitialization.Initialize(model, headDeviation: 2, seed: 7);
        Model = directory.File("tiny.safetensors");
        ModelFile.Save(Model, model);
    }

    public string Model { get; }

    public static IEnumerable<ExperimentSettings> Methods(string model)
    {
        var settings = Settings(model);
        yield return settings with { Method = TrainingMethod.LinearProbe };
        yield return settings with { Method = TrainingMethod.Vanilla, Alphas = [0.25, 0.5] };
        yield return settings with { Method = TrainingMethod.FeatureDistillation, Beta = 30 };
        yield return settings with
        {
            Method = TrainingMethod.Vanilla,
            Data = settings.Data with { ValidationImages = 30 },
            Training = settings.Training with { LearningRate = 0.1 },
        };
        var half = settings.Training with { Precision = Precision.Bfloat16 };
        yield return settings with { Method = TrainingMethod.Vanilla, Training = half };
        yield return settings with
        {
            Method = TrainingMethod.FeatureDistillation,
            Beta = 30,
            Masking = Masking.Object,
            Refill = Refill.Single,
            Threshold = 0.3,
            Training = half,
        };
        var softened = settings with { Method = TrainingMethod.LogitDistillation, Beta = 1, Temperature = 10 };
        yield return softened;
        yield return softened with { Masking = Masking.Object, Refill = Refill.Single, Threshold = 0.3 };
        yield return softened with { Masking = Masking.Random, Refill = Refill.None, Rate = 0.5 };
        foreach (var refill in Enum.GetValues<Refill>())
        {
            var distilled = settings with { Method = TrainingMethod.FeatureDistillation, Beta = 30, Refill = refill };
            yield return distilled with { Masking = Masking.Random, Rate = 0.5 };
            yield return distilled with { Masking = Masking.Object, Threshold = 0.3 };
            yield return distilled with { Masking = Masking.Context, Threshold = 0.3 };
        }
    }

    /// <summary>Two epochs of three steps on images of the study.</summary>
    public static ExperimentSettings Settings(string model) => new()
    {
        Method = TrainingMethod.ZeroShot,
        Model = new() { Checkpoint = model },
        Data = new() { TrainImages = 25, TestImages = 20, CurveImages = 10 },
        Training = new() { Epochs = 2, BatchSize = 8, LearningRate = 3e-3 },
    };

    public ExperimentEnvironment NewRun() => new()
    {
        CacheDirectory = directory.File("cache"),
        CheckpointDirectory = directory.File($"run-{Interlocked.Increment(ref runs)}"),
    };

    public string File(string name) => directory.File(name);

    public void Dispose() => directory.Dispose();
}
