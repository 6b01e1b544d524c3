using System.Text.Json.Serialization;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>How the learning rate runs over the steps.</summary>
public enum LearningRateSchedule
{
    /// <summary>One cycle with cosine annealing and beta1 cycled 0.95, 0.85, 0.95 (PyTorch's OneCycleLR; the paper's).</summary>
    OneCycle,

    /// <summary>Linear warm-up, then cosine to zero.</summary>
    Cosine,
}

/// <summary>
/// In which numbers a model computes its losses. Its weights, gradients and optimiser are in single precision always.
/// </summary>
public enum Precision
{
    /// <summary>Single precision throughout.</summary>
    Float32,

    /// <summary>The encoder in bfloat16, head and losses in single precision (see <see cref="WorkingCopy"/>).</summary>
    Bfloat16,
}

/// <summary>Optimiser and schedule. The defaults are the miniature study's.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Passes over the training images; at least 1.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Images a step; at least 2 (a partner is needed).</summary>
    public int BatchSize { get; init; } = 50;

    /// <summary>Stop after this many steps, where given; at least 1. The schedule is laid over the shortened run.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Peak learning rate; positive.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's decoupled weight decay on every parameter; not negative. The linear probe uses 0.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>How the learning rate runs.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine;

    /// <summary>Share of the steps that warm up, in 0..1.</summary>
    public double WarmUp { get; init; } = 0.02;

    /// <summary>Largest gradient norm; positive.</summary>
    public double GradientNorm { get; init; } = 1;

    /// <summary>
    /// In which numbers a training step computes. Evaluation is in single precision always, and so is the linear probe.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Precision Precision { get; init; }

    /// <summary>The type of elements of <see cref="Precision"/>.</summary>
    internal ScalarType WorkingType => Precision == Precision.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>
    /// Steps after which a checkpoint is written besides those at the ends of epochs, at least 1; null for none. No number
    /// depends on it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CheckpointSteps { get; init; }
}
