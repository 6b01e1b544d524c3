using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>A quantity that grows linearly over the image: a coordinate along some direction, in units of some period.</summary>
internal readonly struct Ramp
{
    private readonly Vector<float> perX;
    private readonly Vector<float> perY;
    private readonly Vector<float> atCentre;

    /// <summary>A coordinate along a direction.</summary>
    /// <param name="direction">The direction's x and y parts, of length 1.</param>
    /// <param name="period">Pixels for which the quantity grows by 1.</param>
    /// <param name="atCentre">Its value at the image's centre.</param>
    public Ramp((double X, double Y) direction, double period, double atCentre)
    {
        perX = Vector.Create((float)(direction.X / period));
        perY = Vector.Create((float)(direction.Y / period));
        this.atCentre = Vector.Create((float)atCentre);
    }

    /// <summary>The values at a vector of pixels.</summary>
    public Vector<float> this[int vector] => (Canvas.X[vector] * perX) + (Canvas.Y[vector] * perY) + atCentre;

    /// <summary>Draws an orientation, uniform over half a turn: a direction and the one across it.</summary>
    public static ((double X, double Y) Along, (double X, double Y) Across) DrawOrientation(CounterRandom draws)
    {
        var (sin, cos) = PortableMath.SinCosOfTurns(draws.Uniform(0, 0.5));
        return ((cos, sin), (-sin, cos));
    }
}
