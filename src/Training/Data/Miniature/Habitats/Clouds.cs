using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 3: 6 x 6 uniform values, interpolated bilinearly. It has no orientation.</summary>
internal sealed class Clouds : Habitat
{
    private const int Cells = 6;

    // Cell centres lie at (i + 0.5) 56 / 6 - 0.5; beyond the outermost their value goes on.
    private static readonly (int Cell, float Fraction)[] Places =
    [
        .. Enumerable.Range(0, Canvas.Side).Select(pixel =>
        {
            var place = Math.Clamp(((pixel + 0.5) * Cells / Canvas.Side) - 0.5, 0, Cells - 1);
            var cell = Math.Min((int)place, Cells - 2);
            return (cell, (float)(place - cell));
        }),
    ];

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        Span<float> cells = stackalloc float[Cells * Cells];
        foreach (ref var cell in cells)
        {
            cell = (float)draws.NextDouble();
        }

        Span<float> row = stackalloc float[Cells];
        for (var y = 0; y < Canvas.Side; y++)
        {
            var (above, down) = Places[y];
            for (var i = 0; i < Cells; i++)
            {
                var top = cells[(above * Cells) + i];
                row[i] = top + (down * (cells[((above + 1) * Cells) + i] - top));
            }

            var values = texture.Values.AsSpan(y * Canvas.Side, Canvas.Side);
            for (var x = 0; x < values.Length; x++)
            {
                var (left, right) = Places[x];
                values[x] = row[left] + (right * (row[left + 1] - row[left]));
            }
        }
    }
}
