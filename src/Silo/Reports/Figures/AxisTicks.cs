using System.Globalization;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Round numbers to write along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>The numbers within the axis that are whole multiples of 1, 2 or 5 times a power of ten, with their texts.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="most">How many at most; at least 2.</param>
    public static IReadOnlyList<(double Value, string Text)> Of(Axis.Linear axis, int most)
    {
        var step = Step((axis.To - axis.From) / most);
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step)));
        var format = "0." + new string('0', decimals);
        var ticks = new List<(double, string)>();
        for (var number = Math.Ceiling(axis.From / step - 1e-9); number * step <= axis.To + (step * 1e-9); number++)
        {
            // Adding 0 takes the sign from a zero.
            var value = (number * step) + 0.0;
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
