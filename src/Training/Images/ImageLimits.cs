namespace Counterfactual.Training.Images;

/// <summary>How much an image may ask for before it is refused.</summary>
public sealed record ImageLimits
{
    /// <summary>The defaults.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>
    /// Width x height at most; positive. The default, 89,478,485, is where Pillow begins to warn of decompression bombs. No
    /// image of ImageNet or its variants comes near it.
    /// </summary>
    public long Pixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 89_478_485;

    /// <summary>
    /// Scans of a progressive JPEG at most; positive. Each costs a pass over the whole image, however few bytes it takes; common
    /// writers make about ten.
    /// </summary>
    public int Scans
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 100;
}
