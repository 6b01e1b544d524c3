using System.Numerics;
using System.Runtime.InteropServices;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>One number for each pixel of an image, row by row.</summary>
/// <remarks>
/// The number of pixels (56 x 56) is a multiple of 4, 8 and 16, so whole vectors cover it on every machine and no loop has a
/// remainder to treat differently.
/// </remarks>
internal sealed class Plane
{
    /// <summary>The values pixel by pixel.</summary>
    public float[] Values { get; } = new float[Canvas.Pixels];

    /// <summary>The same values, a vector of neighbouring pixels at a time.</summary>
    public Span<Vector<float>> Vectors => MemoryMarshal.Cast<float, Vector<float>>(Values.AsSpan());
}
