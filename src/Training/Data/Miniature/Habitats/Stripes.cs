using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 0: a square wave of period 6 to 12 pixels.</summary>
internal sealed class Stripes : Habitat
{
    private static readonly Interval Period = new(6, 12);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var (along, _) = Ramp.DrawOrientation(draws);
        var ramp = new Ramp(along, Period.Draw(draws), draws.NextDouble());
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            var turns = ramp[k];
            var firstHalf = Vector.LessThan(turns - Vector.Floor(turns), Vector.Create(0.5f));
            values[k] = Vector.ConditionalSelect(firstHalf, Vector<float>.One, Vector<float>.Zero);
        }
    }
}
