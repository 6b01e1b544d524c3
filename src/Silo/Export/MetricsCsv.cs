using System.Globalization;
using System.Text;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Export;

/// <summary>Metric points as comma-separated values.</summary>
public static class MetricsCsv
{
    /// <summary>A line a point: name, step, value; a value that is no number is <c>NaN</c>.</summary>
    public static string Write(IReadOnlyList<MetricPoint> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        StringBuilder text = new();
        Csv.Line(text, ["name", "step", "value"]);
        foreach (var point in metrics)
        {
            Csv.Line(text, Fields(point));
        }

        return text.ToString();
    }

    /// <summary>The point's fields: name, step, value.</summary>
    internal static string[] Fields(MetricPoint point) =>
        [point.Name, point.Step.ToString(CultureInfo.InvariantCulture), point.Value.ToString("R", CultureInfo.InvariantCulture)];
}
