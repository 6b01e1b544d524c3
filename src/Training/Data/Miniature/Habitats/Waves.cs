using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>
/// Family 6: 0.5 + 0.5 sin((y' + 3.5 sin(2 pi x' / Q)) / P), P from 8 to 14 and Q from 14 to 28 pixels: broad bands, 2
/// pi P apart,
/// whose edges wave.
/// </summary>
internal sealed class Waves : Habitat
{
    private const float Amplitude = 3.5f;

    private static readonly Interval P = new(8, 14);
    private static readonly Interval Q = new(14, 28);

    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var (along, across) = Ramp.DrawOrientation(draws);
        var period = 2 * Math.PI * P.Draw(draws);
        var bands = new Ramp(across, period, draws.NextDouble());
        var edges = new Ramp(along, Q.Draw(draws), draws.NextDouble());
        var amplitude = Vector.Create((float)(Amplitude / period));
        var half = Vector.Create(0.5f);
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = half + (half * PortableMath.SinOfTurns(bands[k] + (amplitude * PortableMath.SinOfTurns(edges[k]))));
        }
    }
}
