using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 7: 0.5 + 0.5 sin of the distance from a random point of the image, of period 7 to 13 pixels.</summary>
internal sealed class Rings : Habitat
{
    private static readonly Interval Place = Interval.Around0(Canvas.Centre);
    private static readonly Interval Period = new(7, 13);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var centreX = Vector.Create((float)Place.Draw(draws));
        var centreY = Vector.Create((float)Place.Draw(draws));
        var perPixel = Vector.Create((float)(1 / Period.Draw(draws)));
        var phase = Vector.Create((float)draws.NextDouble());
        var half = Vector.Create(0.5f);
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            var (right, down) = (Canvas.X[k] - centreX, Canvas.Y[k] - centreY);
            var distance = Vector.SquareRoot((right * right) + (down * down));
            values[k] = half + (half * PortableMath.SinOfTurns((distance * perPixel) + phase));
        }
    }
}
