using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>The two colours of a habitat, and the object composed over it.</summary>
/// <param name="First">Where the texture is 0.</param>
/// <param name="Second">Where the texture is 1.</param>
internal readonly record struct Background(Colour First, Colour Second)
{
    private static readonly Interval FirstValue = new(0.25, 0.75);
    private static readonly Interval ValueDifference = new(0.15, 0.4);
    private static readonly Interval Saturation = new(0.3, 0.8);
    private static readonly Interval HueDifference = Interval.Around0(0.08);

    /// <summary>Draws the colours: of similar hue, one darker than the other.</summary>
    public static Background Draw(double hue, CounterRandom draws)
    {
        var firstValue = FirstValue.Draw(draws);
        var difference = ValueDifference.Draw(draws);
        var secondValue = firstValue < 0.5 ? firstValue + difference : firstValue - difference;
        var first = Colour.FromHsv(hue, Saturation.Draw(draws), firstValue);
        var second = Colour.FromHsv(hue + HueDifference.Draw(draws), Saturation.Draw(draws), secondValue);
        return new(first, second);
    }

    /// <summary>Lays the object over the habitat, with opacity min(1, 5 v).</summary>
    /// <param name="texture">The habitat's texture t, 0 to 1.</param>
    /// <param name="values">The object's sampled picture v, 0 to 1.</param>
    /// <param name="colours">The object's colours; receives the image's.</param>
    public void Compose(Plane texture, Plane values, ColourPlanes colours)
    {
        Compose(texture, values, First.Red, Second.Red, colours.Red);
        Compose(texture, values, First.Green, Second.Green, colours.Green);
        Compose(texture, values, First.Blue, Second.Blue, colours.Blue);
    }

    private static void Compose(Plane texture, Plane values, float first, float second, Plane channel)
    {
        var t = texture.Vectors;
        var v = values.Vectors;
        var colours = channel.Vectors;
        for (var k = 0; k < colours.Length; k++)
        {
            var behind = ((Vector<float>.One - t[k]) * first) + (t[k] * second);
            var opacity = Vector.Min(Vector<float>.One, v[k] * 5f);
            colours[k] = (behind * (Vector<float>.One - opacity)) + (colours[k] * opacity);
        }
    }
}
