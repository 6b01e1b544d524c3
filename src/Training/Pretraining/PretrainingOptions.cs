using Counterfactual.Training.Data.Miniature;

namespace Counterfactual.Training.Pretraining;

/// <summary>How the miniature study's pretrained model is made. The defaults make the one that ships.</summary>
public sealed record PretrainingOptions
{
    /// <summary>Optimiser steps; at least 1.</summary>
    public int Steps { get; init; } = 8500;

    /// <summary>Images a step; from 1 to <see cref="Images"/>.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// The first so many images of the pretraining set are used: 1..80,000, two renderings of each of 40,000 objects.
    /// </summary>
    public int Images { get; init; } = MiniatureSplit.Of(MiniatureSet.Pretraining).Images;

    /// <summary>Images of each test set that the finished model is measured on; 1..10,000.</summary>
    public int TestImages { get; init; } = 2000;

    /// <summary>Peak learning rate; positive.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's second decay; 0..1.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Weight decay of matrices; nothing else decays. Not negative.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Share of the steps that warm up, in 0..1; a cosine to zero follows.</summary>
    public double WarmUp { get; init; } = 0.03;

    /// <summary>Largest gradient norm; positive.</summary>
    public double GradientNorm { get; init; } = 1;

    /// <summary>
    /// Weight of the second task, to name the habitat: it keeps context in the features, as a web-trained model's features hold
    /// it. Not negative.
    /// </summary>
    public double HabitatWeight { get; init; } = 0.2;

    /// <summary>
    /// Standard deviation of the heads' first weights: 16 / 8, a logit scale over the root of the features' width. Positive.
    /// </summary>
    public double HeadDeviation { get; init; } = 16.0 / 8;

    /// <summary>Draws first values, order and colours.</summary>
    public int Seed { get; init; }

    /// <summary>Throws if the options contradict themselves.</summary>
    /// <exception cref="ArgumentException">The message names the option and what it may be.</exception>
    public void ThrowIfInvalid()
    {
        Require(Steps >= 1, $"steps {Steps}; expected at least 1");
        Require(
            Images >= 1 && Images <= MiniatureSplit.Of(MiniatureSet.Pretraining).Images,
            $"images {Images}; expected 1 to {MiniatureSplit.Of(MiniatureSet.Pretraining).Images}");
        Require(BatchSize >= 1 && BatchSize <= Images, $"batch size {BatchSize}; expected 1 to the {Images} images");
        Require(TestImages is >= 1
            and <= MiniatureData.MaxTestImages, $"test images {TestImages}; expected 1 to {MiniatureData.MaxTestImages}");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), $"learning rate {LearningRate}; expected a positive number");
        Require(Beta2 is > 0 and < 1, $"beta2 {Beta2}; expected a number between 0 and 1");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), $"weight decay {WeightDecay}; expected a number from 0");
        Require(WarmUp is >= 0 and <= 1, $"warm-up {WarmUp}; expected a share in 0..1");
        Require(GradientNorm > 0, $"gradient norm {GradientNorm}; expected a positive number");
        Require(
            HabitatWeight >= 0 && double.IsFinite(HabitatWeight), $"habitat weight {HabitatWeight}; expected a number from 0");
        Require(
            HeadDeviation > 0 && double.IsFinite(HeadDeviation), $"head deviation {HeadDeviation}; expected a positive number");

        static void Require(bool condition, string fault)
        {
            if (!condition)
            {
                throw new ArgumentException(fault);
            }
        }
    }
}
