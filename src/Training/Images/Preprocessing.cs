namespace Counterfactual.Training.Images;

/// <summary>
/// What is made of every image before a model sees it (CLIP's reference): the border is cut off, the shorter side resized by
/// antialiased bicubic interpolation in 8 bits as Pillow does it, and the central square kept, rounded as torchvision does.
/// Nothing is augmented and the EXIF orientation is left alone.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Side of the square in pixels, 1..4096.</summary>
    public int Size
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            field = value;
        }
    } = 224;

    /// <summary>Pixels to cut off each side first, 0..4096; ObjectNet's images have a red border of 2.</summary>
    public int Border
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            field = value;
        }
    }

    /// <summary>Bytes of a result: 3 x size x size.</summary>
    public int Bytes => 3 * Size * Size;
}
