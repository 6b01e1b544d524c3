namespace Counterfactual.Training.Data.Miniature;

/// <summary>Which miniature study: everything about its images that can be chosen.</summary>
public sealed record MiniatureData
{
    /// <summary>Most images in a test set.</summary>
    public const int MaxTestImages = 10_000;

    /// <summary>
    /// Strength of the spurious link: the probability, 0 to 1, that an image of the training distribution shows its class's own
    /// habitat; otherwise the habitat is drawn from all ten.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public double Rho
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Rho), value, "rho is a probability from 0 to 1");
    } = 0.95;

    /// <summary>How many images of each test set are used: its first ones, 1 to 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 10,000.</exception>
    public int TestImages
    {
        get;
        init => field = value is >= 1 and <= MaxTestImages
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TestImages), value, "test images are 1 to 10000");
    } = 2_000;

    /// <summary>Seed of every image; experiments of a sweep share it, whatever seeds of their own they have.</summary>
    public long Seed { get; init; }

    /// <summary>How many images a shard holds, 1 to 100,000; the last shard of a set may hold fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 100,000.</exception>
    public int ImagesPerShard
    {
        get;
        init => field = value is >= 1 and <= 100_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ImagesPerShard), value, "images per shard are 1 to 100000");
    } = 2_000;
}
