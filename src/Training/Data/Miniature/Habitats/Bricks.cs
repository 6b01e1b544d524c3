using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>
/// Family 5: axis-aligned bricks of height 6 to 10 pixels and twice that width, with joints of 1.5 pixels; every other row is
/// shifted by half a brick.
/// </summary>
internal sealed class Bricks : Habitat
{
    private const float Joint = 1.5f;

    private static readonly Interval Height = new(6, 10);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var height = Height.Draw(draws);
        var width = 2 * height;
        var columns = new Ramp((1, 0), width, draws.NextDouble());

        // A phase of two rows: which of them are the shifted ones is random too.
        var rows = new Ramp((0, 1), height, draws.Uniform(0, 2));
        var half = Vector.Create(0.5f);
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            var row = rows[k];
            var rowNumber = Vector.Floor(row);
            var halfRow = rowNumber * half;
            var column = columns[k] + halfRow - Vector.Floor(halfRow);
            var down = (row - rowNumber) * (float)height;
            var right = (column - Vector.Floor(column)) * (float)width;
            var joint = Vector.LessThan(Vector.Min(down, right), Vector.Create(Joint));
            values[k] = Vector.ConditionalSelect(joint, Vector<float>.One, Vector<float>.Zero);
        }
    }
}
