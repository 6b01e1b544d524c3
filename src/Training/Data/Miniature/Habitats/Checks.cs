using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 1: the sign of a product of two sines, one along and one across, of period 10 to 20 pixels.</summary>
internal sealed class Checks : Habitat
{
    private static readonly Interval Period = new(10, 20);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var (along, across) = Ramp.DrawOrientation(draws);
        var period = Period.Draw(draws);
        var first = new Ramp(along, period, draws.NextDouble());
        var second = new Ramp(across, period, draws.NextDouble());
        var half = Vector.Create(0.5f);
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            // A sine is positive in the first half of its turn.
            var (a, b) = (first[k], second[k]);
            var differ = Vector.Xor(Vector.LessThan(a - Vector.Floor(a), half), Vector.LessThan(b - Vector.Floor(b), half));
            values[k] = Vector.ConditionalSelect(differ, Vector<float>.Zero, Vector<float>.One);
        }
    }
}
