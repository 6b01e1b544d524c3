using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Training images held out for choosing the best epoch: of every class its share, drawn by seed. The share is rounded down, and
/// what is then missing is taken from the classes with the largest remainders, of equal ones the first.
/// </summary>
internal static class ValidationSplit
{
    /// <summary>Draws the images.</summary>
    /// <param name="pool">All images that may train.</param>
    /// <param name="images">How many to hold out, from 0 to fewer than there are.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <returns>Their numbers in the pool, ascending.</returns>
    /// <exception cref="ExperimentException">Nothing would be left to train on.</exception>
    public static int[] Draw(ImageSet pool, int images, long seed) =>
        images == 0 ? []
        : images >= pool.Count
        ? throw new ExperimentException($"data.validation_images holds out {images} of {pool.Count} training images")
        {
            Retryable = false,
        }
        : Draw([.. Enumerable.Range(0, pool.Count).Select(pool.Label)], images, seed);

    /// <summary>Draws the images.</summary>
    /// <param name="labels">The class of each image, from 0.</param>
    /// <param name="images">How many to hold out, from 0 to fewer than there are.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <returns>Their numbers, ascending.</returns>
    public static int[] Draw(int[] labels, int images, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(images);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(images, labels.Length);
        var classes = Enumerable.Range(0, labels.Length).GroupBy(number => labels[number])
            .OrderBy(members => members.Key).Select(members => (Class: members.Key, Members: members.ToArray())).ToList();
        var shares = classes.Select(one => Math.DivRem((long)images * one.Members.Length, labels.Length)).ToList();
        var missing = images - shares.Sum(share => share.Quotient);
        var rounded = Enumerable.Range(0, classes.Count).OrderByDescending(place => shares[place].Remainder)
            .Take((int)missing).ToHashSet();

        var drawn = new List<int>(images);
        for (var place = 0; place < classes.Count; place++)
        {
            var (number, members) = classes[place];
            var order = CounterRandom.For(seed, Purpose.ValidationSplit, number).Permutation(members.Length);
            drawn.AddRange(order.Take((int)shares[place].Quotient + (rounded.Contains(place) ? 1 : 0))
                .Select(index => members[index]));
        }

        drawn.Sort();
        return [.. drawn];
    }
}
