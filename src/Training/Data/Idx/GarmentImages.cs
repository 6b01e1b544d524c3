namespace Counterfactual.Training.Data.Idx;

/// <summary>The pictures and classes of one half (training or test) of Fashion-MNIST.</summary>
public sealed class GarmentImages
{
    /// <summary>Height and width of a picture in pixels.</summary>
    public const int Side = 28;

    /// <summary>Number of classes; a label is from 0 to one less.</summary>
    public const int Classes = 10;

    /// <summary>Names of the classes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    private readonly byte[] pixels;
    private readonly byte[] labels;

    /// <summary>Wraps pictures and labels.</summary>
    /// <param name="pixels">Grey values, 0 (nothing) to 255, count x 28 x 28.</param>
    /// <param name="labels">A class 0 to 9 for each picture.</param>
    /// <exception cref="InvalidDataException">The lengths do not fit, or a label is above 9.</exception>
    public GarmentImages(byte[] pixels, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.Length != labels.Length * Side * Side)
        {
            throw new InvalidDataException(
                $"{pixels.Length} bytes of pictures for {labels.Length} labels; expected {labels.Length * Side * Side}");
        }

        if (labels.AsSpan().IndexOfAnyInRange((byte)Classes, byte.MaxValue) is >= 0 and var wrong)
        {
            throw new InvalidDataException($"label {wrong} is {labels[wrong]}; expected 0 to {Classes - 1}");
        }

        this.pixels = pixels;
        this.labels = labels;
    }

    /// <summary>Number of pictures.</summary>
    public int Count => labels.Length;

    /// <summary>Grey values of a picture, row by row (28 x 28).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public ReadOnlySpan<byte> Image(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return pixels.AsSpan(number * Side * Side, Side * Side);
    }

    /// <summary>Class of a picture, 0 to 9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public int Label(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return labels[number];
    }
}
