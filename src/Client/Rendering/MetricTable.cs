using System.Globalization;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each metric of an experiment: its course, from the first point to the last.</summary>
internal static class MetricTable
{
    public static FittedTable Of(IReadOnlyList<MetricPoint> metrics)
    {
        var series = metrics.GroupBy(point => point.Name).Select(points => points.OrderBy(point => point.Step).ToList()).ToList();
        return new FittedTable()
            .Add("metric", series.Select(points => new Cell(points[0].Name)))
            .Add("points", series.Select(points => new Cell(points.Count.ToString(CultureInfo.InvariantCulture))), optional: 2,
                alignRight: true)
            .Add("first", series.Select(points => Number(points[0].Value)), optional: 1, alignRight: true)
            .Add("lowest", series.Select(points => Number(points.Min(point => point.Value))), optional: 3, alignRight: true)
            .Add("highest", series.Select(points => Number(points.Max(point => point.Value))), optional: 3, alignRight: true)
            .Add("last", series.Select(points => Number(points[^1].Value)), alignRight: true)
            .Add("at step", series.Select(points => new Cell(points[^1].Step.ToString(CultureInfo.InvariantCulture))),
                optional: 1, alignRight: true);
    }

    private static Cell Number(double value) => new(value.ToString("G5", CultureInfo.InvariantCulture));
}
