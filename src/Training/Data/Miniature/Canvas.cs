using System.Numerics;
using System.Runtime.InteropServices;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>The size and the pixel coordinates of a rendered image.</summary>
internal static class Canvas
{
    /// <summary>Height and width in pixels.</summary>
    public const int Side = 56;

    /// <summary>Number of pixels.</summary>
    public const int Pixels = Side * Side;

    /// <summary>Number of bytes of an image: red, green and blue planes.</summary>
    public const int ImageBytes = 3 * Pixels;

    /// <summary>Coordinate, along either axis, of the centre.</summary>
    public const double Centre = (Side - 1) / 2.0;

    private static readonly float[] XValues = Coordinates(pixel => pixel % Side);
    private static readonly float[] YValues = Coordinates(pixel => pixel / Side);

    /// <summary>Each pixel's distance right of the centre.</summary>
    public static ReadOnlySpan<Vector<float>> X => MemoryMarshal.Cast<float, Vector<float>>(XValues);

    /// <summary>Each pixel's distance below the centre.</summary>
    public static ReadOnlySpan<Vector<float>> Y => MemoryMarshal.Cast<float, Vector<float>>(YValues);

    private static float[] Coordinates(Func<int, int> coordinate) =>
        [.. Enumerable.Range(0, Pixels).Select(pixel => (float)(coordinate(pixel) - Centre))];
}
