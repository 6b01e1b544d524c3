namespace Counterfactual.Training.Data.Shards;

/// <summary>The shape of an image, stored channel by channel and row by row.</summary>
/// <param name="Channels">Number of channels; 3 are red, green and blue.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of an image.</summary>
    public int Bytes => Channels * Height * Width;

    /// <summary>Such as <c>3x56x56</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
