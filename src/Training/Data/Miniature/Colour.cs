namespace Counterfactual.Training.Data.Miniature;

/// <summary>A colour by its red, green and blue parts, each 0 to 1.</summary>
internal readonly record struct Colour(float Red, float Green, float Blue)
{
    /// <summary>The colour of this hue (in turns; any number), saturation and value (0 to 1).</summary>
    public static Colour FromHsv(double hue, double saturation, double value)
    {
        var sixths = 6 * (hue - Math.Floor(hue));
        return new(Part(5), Part(3), Part(1));

        // Each part is the value, less a trapezoid of the hue that is the same for all three but for its place.
        float Part(double place)
        {
            var k = place + sixths;
            k -= k >= 6 ? 6 : 0;
            return (float)(value - (value * saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
        }
    }
}
