namespace Counterfactual.Client.Rendering;

/// <summary>A series of figures as a line of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>
    /// The last <paramref name="width"/> values between their least and their greatest; values that are no number are gaps.
    /// </summary>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        var last = values.Skip(values.Count - width).ToList();
        var finite = last.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return "";
        }

        var (least, range) = (finite.Min(), finite.Max() - finite.Min());
        return string.Concat(last.Select(value => double.IsFinite(value) ? Bar(range > 0 ? (value - least) / range : 0) : ' '));
    }

    private static char Bar(double share) => Bars[(int)Math.Round(share * (Bars.Length - 1))];
}
