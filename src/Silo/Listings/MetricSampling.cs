using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Listings;

/// <summary>Fewer points of long series, so that a curve of them looks the same: peaks, dips and both ends survive.</summary>
internal static class MetricSampling
{
    /// <summary>The fewest points that a series can be reduced to: its ends.</summary>
    internal const int Fewest = 2;

    /// <summary>Reduces each series: of equal stretches of points, the lowest and the highest are kept.</summary>
    /// <param name="points">Points by name and step.</param>
    /// <param name="most">Points that may be left of each series; at least <see cref="Fewest"/>.</param>
    internal static IReadOnlyList<MetricPoint> Reduce(IReadOnlyList<MetricPoint> points, int most) =>
        [.. points.GroupBy(point => point.Name).SelectMany(series => Reduce([.. series], most))];

    private static MetricPoint[] Reduce(MetricPoint[] series, int most)
    {
        if (series.Length <= most)
        {
            return series;
        }

        // Both ends, and two of each stretch between them.
        var stretches = (most - 2) / 2;
        var between = series.Length - 2;
        return
        [
            series[0],
            .. Enumerable.Range(0, stretches).SelectMany(stretch => Extremes(series.AsSpan(Start(stretch)..Start(stretch + 1)))),
            series[^1],
        ];

        int Start(int stretch) => 1 + (int)((long)between * stretch / stretches);
    }

    /// <summary>The lowest and the highest point of a stretch, in the order of their steps; no number is the highest.</summary>
    private static MetricPoint[] Extremes(ReadOnlySpan<MetricPoint> stretch)
    {
        var (lowest, highest) = (0, 0);
        for (var index = 1; index < stretch.Length; index++)
        {
            lowest = Height(stretch[index]) < Height(stretch[lowest]) ? index : lowest;
            highest = Height(stretch[index]) > Height(stretch[highest]) ? index : highest;
        }

        return lowest == highest ? [stretch[lowest]] : [stretch[Math.Min(lowest, highest)], stretch[Math.Max(lowest, highest)]];
    }

    private static double Height(MetricPoint point) => double.IsNaN(point.Value) ? double.PositiveInfinity : point.Value;
}
