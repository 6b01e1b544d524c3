using Counterfactual.Training.Images;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>How a shard is decoded.</summary>
public sealed record ShardDecodeOptions
{
    /// <summary>What is made of each image.</summary>
    public Preprocessing Preprocessing { get; init; } = new();

    /// <summary>How much an image may ask for.</summary>
    public ImageLimits Limits { get; init; } = ImageLimits.Default;

    /// <summary>What to do about images that cannot be decoded.</summary>
    public BadImagePolicy OnBadImage { get; init; } = BadImagePolicy.Fail;

    /// <summary>Threads that decode; at least 1. The result does not depend on it.</summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>Called after each image, by the thread that decoded it; null for nobody.</summary>
    public Action? Decoded { get; init; }
}
