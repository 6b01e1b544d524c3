using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Experiments;

/// <summary>Which images train, and in which order: a subset of the pool drawn by seed, in a new order every epoch.</summary>
/// <remarks>
/// Steps have whole batches; images left over at the end of an epoch are others in every epoch. Any batch can be had at once,
/// whatever was trained before.
/// </remarks>
internal sealed class TrainingOrder
{
    private readonly int seed;
    private readonly int batchSize;
    private readonly int[] subset;
    private int[] order = [];
    private int orderedEpoch = -1;

    /// <param name="settings">The experiment's settings.</param>
    /// <param name="poolImages">Images that may train.</param>
    /// <param name="heldOut">Numbers of those that must not.</param>
    public TrainingOrder(ExperimentSettings settings, int poolImages, int[] heldOut)
    {
        seed = settings.Seed;
        batchSize = settings.Training.BatchSize;
        var excluded = heldOut.ToHashSet();
        var images = settings.Data.ImageNet is null ? settings.Data.TrainImages : poolImages - heldOut.Length;
        if (images < batchSize)
        {
            throw new ExperimentException($"there are {images} training images; expected at least the {batchSize} of a batch")
            {
                Retryable = false,
            };
        }

        subset = [.. CounterRandom.For(seed, Purpose.Subset).Permutation(poolImages)
            .Where(number => !excluded.Contains(number)).Take(images)];
        StepsPerEpoch = images / batchSize;
        var all = checked(settings.Training.Epochs * StepsPerEpoch);
        Steps = Math.Min(settings.Training.MaxSteps ?? all, all);
    }

    /// <summary>Optimiser steps of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Optimiser steps in all.</summary>
    public int Steps { get; }

    /// <summary>Epochs that are begun.</summary>
    public int Epochs => (Steps + StepsPerEpoch - 1) / StepsPerEpoch;

    /// <summary>Numbers in the pool of the images that train.</summary>
    public IReadOnlyList<int> Subset => subset;

    /// <summary>The batch of a step.</summary>
    public TrainingBatch Batch(int step)
    {
        var (epoch, position) = Math.DivRem(step, StepsPerEpoch);
        if (epoch != orderedEpoch)
        {
            (order, orderedEpoch) = (CounterRandom.For(seed, Purpose.Shuffle, epoch).Permutation(subset.Length), epoch);
        }

        return new(epoch, position, order.AsSpan(position * batchSize, batchSize).ToArray(), subset);
    }
}

/// <summary>The images of a step.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Position">The batch's place in the epoch, from 0.</param>
/// <param name="Places">The images' places in the subset.</param>
/// <param name="Subset">Numbers in the pool of the images that train.</param>
internal sealed record TrainingBatch(int Epoch, int Position, int[] Places, int[] Subset)
{
    /// <summary>The images' numbers in the pool.</summary>
    public int[] Numbers => Array.ConvertAll(Places, place => Subset[place]);
}
