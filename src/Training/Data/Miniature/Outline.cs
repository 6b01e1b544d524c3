namespace Counterfactual.Training.Data.Miniature;

/// <summary>Finds the outlines of a sampled picture.</summary>
internal static class Outline
{
    /// <summary>Draws 1 - min(1, steepness g), g the magnitude of the gradient by central differences.</summary>
    /// <remarks>Beyond the image's edge the outermost pixel goes on.</remarks>
    /// <param name="values">The sampled picture v, 0 to 1.</param>
    /// <param name="steepness">How much gradient, per pixel, makes a line black.</param>
    /// <param name="drawing">Receives 0 (line) to 1 (none).</param>
    public static void Draw(Plane values, float steepness, Plane drawing)
    {
        var v = values.Values.AsSpan();
        var pixel = 0;
        for (var y = 0; y < Canvas.Side; y++)
        {
            var above = v.Slice(Math.Max(y - 1, 0) * Canvas.Side, Canvas.Side);
            var row = v.Slice(y * Canvas.Side, Canvas.Side);
            var below = v.Slice(Math.Min(y + 1, Canvas.Side - 1) * Canvas.Side, Canvas.Side);
            for (var x = 0; x < Canvas.Side; x++)
            {
                var acrossX = (row[Math.Min(x + 1, Canvas.Side - 1)] - row[Math.Max(x - 1, 0)]) / 2;
                var acrossY = (below[x] - above[x]) / 2;
                var gradient = MathF.Sqrt((acrossX * acrossX) + (acrossY * acrossY));
                drawing.Values[pixel++] = 1 - Math.Min(1, steepness * gradient);
            }
        }
    }
}
