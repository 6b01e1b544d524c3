using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 4: a linear gradient that goes from 0 to 1 between two opposite corners.</summary>
internal sealed class Gradient : Habitat
{
    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var (along, _) = Ramp.DrawOrientation(draws);
        var span = (Canvas.Side - 1) * (Math.Abs(along.X) + Math.Abs(along.Y));
        var ramp = new Ramp(along, span, atCentre: 0.5);
        var values = texture.Vectors;
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = ramp[k];
        }
    }
}
