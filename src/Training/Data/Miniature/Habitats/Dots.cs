using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 2: discs on a square grid of period 8 to 13 pixels, of radius 0.3 of the period.</summary>
internal sealed class Dots : Habitat
{
    private const float Radius = 0.3f;

    private static readonly Interval Period = new(8, 13);

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
            var (a, b) = (first[k], second[k]);
            a -= Vector.Floor(a) + half;
            b -= Vector.Floor(b) + half;
            var inside = Vector.LessThan((a * a) + (b * b), Vector.Create(Radius * Radius));
            values[k] = Vector.ConditionalSelect(inside, Vector<float>.One, Vector<float>.Zero);
        }
    }
}
