using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>
/// Family 9: 14 Gaussians of sigma 2 to 5 pixels at random places, summed and clamped to 1. It has no orientation.
/// </summary>
internal sealed class Blobs : Habitat
{
    private const int Count = 14;

    private static readonly Interval Place = new(0, Canvas.Side - 1);
    private static readonly Interval Sigma = new(2, 5);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        texture.Values.AsSpan().Clear();
        Span<float> right = stackalloc float[Canvas.Side];
        Span<float> down = stackalloc float[Canvas.Side];
        for (var blob = 0; blob < Count; blob++)
        {
            var sigma = Sigma.Draw(draws);
            Bell(Place.Draw(draws), sigma, right);
            Bell(Place.Draw(draws), sigma, down);
            Add(right, down, texture);
        }

        foreach (ref var values in texture.Vectors)
        {
            values = Vector.Min(values, Vector<float>.One);
        }
    }

    // exp(-(p - centre)^2 / (2 sigma^2)) for every p. The ratio of neighbours changes by a constant factor from one to the next.
    private static void Bell(double centre, double sigma, Span<float> values)
    {
        var steepness = 1 / (2 * sigma * sigma);
        var value = PortableMath.Exp(-steepness * centre * centre);
        var ratio = PortableMath.Exp(steepness * ((2 * centre) - 1));
        var ratioOfRatios = PortableMath.Exp(-2 * steepness);
        foreach (ref var bell in values)
        {
            bell = (float)value;
            value *= ratio;
            ratio *= ratioOfRatios;
        }
    }

    // A Gaussian of two dimensions is the product of two of one. A row is 14 vectors of four pixels.
    private static void Add(ReadOnlySpan<float> right, ReadOnlySpan<float> down, Plane texture)
    {
        var columns = MemoryMarshal.Cast<float, Vector128<float>>(right);
        var values = MemoryMarshal.Cast<float, Vector128<float>>(texture.Values.AsSpan());
        for (var y = 0; y < down.Length; y++)
        {
            var row = values.Slice(y * columns.Length, columns.Length);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] += columns[x] * down[y];
            }
        }
    }
}
