using System.Globalization;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Round numbers to write along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>
    /// The numbers within the axis that are whole multiples of 1, 2 or 5 times a power of ten, with their texts.
    /// </summary>
    /// <param name="axis">The axis.</param>
    /// <param name="most">How many at most; at least 2.</param>
    public static IReadOnlyList<(double Value, string Text)> Of(Axis.Linear axis, int most)
    {
        var step = Step((axis.To - axis.From) / most);
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step)));
        var format = "0." + new string('0', decimals);
        var ticks = new List<(double, string)>();
        var first = Math.Ceiling((axis.From / step) - 1e-9);

        // A step can be lost in the rounding of numbers far from zero: the count ends the loop whatever they are.
        for (var count = 0; count <= most && (first + count) * step <= axis.To + (step * 1e-9); count++)
        {
            // Adding 0 takes the sign from a zero.
            var value = ((first + count) * step) + 0.0;
            ticks.Add((value, value.ToString(format, CultureInfo.InvariantCulture)));
        }

        return ticks;
    }

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= least * (1 - 1e-9));
    }
}
