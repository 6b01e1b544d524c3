using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>Paints objects: from the sampled picture v and its outlines g to the colours of every pixel.</summary>
internal static class Styles
{
    private static readonly Interval AnyHue = new(0, 1);

    /// <summary>Paints an object in a style other than a sketch.</summary>
    /// <param name="style">The style.</param>
    /// <param name="draws">The stream of the image's colours.</param>
    /// <param name="values">The sampled picture v, 0 to 1.</param>
    /// <param name="colours">Receives red, green and blue, 0 to 1.</param>
    public static void Paint(Style style, CounterRandom draws, Plane values, ColourPlanes colours)
    {
        switch (style)
        {
            case Style.Natural:
                Shade(values, from: 0.2f, to: 1, DrawTint(draws), colours);
                break;
            case Style.Inverted:
                Shade(values, from: 1, to: 0.15f, DrawTint(draws), colours);
                break;
            case Style.Poster:
                Posterise(values, DrawPosterColour(draws), DrawPosterColour(draws), DrawPosterColour(draws), colours);
                break;
            case Style.Cartoon:
                Outline.Draw(values, steepness: 2, colours.Red);
                Shade(colours.Red, from: 0, to: 1, DrawCartoonColour(draws), colours);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(style), style, "a style that colours objects");
        }
    }

    /// <summary>Paints a whole image as a sketch: dark outlines on white.</summary>
    public static void PaintSketch(Plane values, ColourPlanes colours)
    {
        Outline.Draw(values, steepness: 2.5f, colours.Red);
        colours.Red.Values.CopyTo(colours.Green.Values, 0);
        colours.Red.Values.CopyTo(colours.Blue.Values, 0);
    }

    private static Colour DrawTint(CounterRandom draws) => DrawColour(draws, new(0, 0.5), new(1, 1));

    private static Colour DrawPosterColour(CounterRandom draws) => DrawColour(draws, new(0.4, 1), new(0.2, 1));

    private static Colour DrawCartoonColour(CounterRandom draws) => DrawColour(draws, new(0.6, 1), new(0.6, 1));

    private static Colour DrawColour(CounterRandom draws, Interval saturation, Interval value) =>
        Colour.FromHsv(AnyHue.Draw(draws), saturation.Draw(draws), value.Draw(draws));

    // The colour, times what goes from one number at v = 0 to another at v = 1.
    private static void Shade(Plane values, float from, float to, Colour colour, ColourPlanes colours)
    {
        var v = values.Vectors;
        var red = colours.Red.Vectors;
        var green = colours.Green.Vectors;
        var blue = colours.Blue.Vectors;
        for (var k = 0; k < v.Length; k++)
        {
            var shade = Vector.Create(from) + (v[k] * (to - from));
            red[k] = shade * colour.Red;
            green[k] = shade * colour.Green;
            blue[k] = shade * colour.Blue;
        }
    }

    private static void Posterise(Plane values, Colour dark, Colour middle, Colour light, ColourPlanes colours)
    {
        var v = values.Vectors;
        var red = colours.Red.Vectors;
        var green = colours.Green.Vectors;
        var blue = colours.Blue.Vectors;
        for (var k = 0; k < v.Length; k++)
        {
            var isDark = Vector.LessThan(v[k], Vector.Create(1f / 3));
            var isLight = Vector.GreaterThanOrEqual(v[k], Vector.Create(2f / 3));
            red[k] = Choose(isDark, isLight, dark.Red, middle.Red, light.Red);
            green[k] = Choose(isDark, isLight, dark.Green, middle.Green, light.Green);
            blue[k] = Choose(isDark, isLight, dark.Blue, middle.Blue, light.Blue);
        }
    }

    private static Vector<float> Choose(Vector<int> isDark, Vector<int> isLight, float dark, float middle, float light) =>
        Vector.ConditionalSelect(
            isDark, Vector.Create(dark), Vector.ConditionalSelect(isLight, Vector.Create(light), Vector.Create(middle)));
}
