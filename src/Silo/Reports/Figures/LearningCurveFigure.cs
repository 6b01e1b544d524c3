using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Metrics over optimiser steps, a line a row, the mean over its seeds.</summary>
internal static class LearningCurveFigure
{
    /// <summary>The metrics that are drawn, with titles and factors.</summary>
    public static IReadOnlyList<LearningCurve> Drawn { get; } =
    [
        new("ood.accuracy", "learning-curve-ood", "OOD average while training", "OOD average (%)", 100),
        new("id.accuracy", "learning-curve-id", "ID accuracy while training", "ID accuracy (%)", 100),
        new("train.loss", "learning-curve-loss", "Training loss", "loss", 1),
    ];

    /// <summary>A figure for each metric of which there are at least two steps.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="metrics">Metric points by experiment.</param>
    public static IEnumerable<Figure> Of(SweepDetails sweep, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> metrics)
    {
        var labels = new RowLabels(sweep.Rows);
        foreach (var drawn in Drawn)
        {
            var curves = sweep.Rows.Where(row => !row.IsInterpolated())
                .Select(row => (Row: row, Points: Points(sweep, metrics, row, drawn)))
                .Where(curve => curve.Points.Count > 1)
                .ToList();
            if (curves.Count > 0)
            {
                yield return new()
                {
                    Name = drawn.FileName,
                    Title = drawn.Title,
                    Caption = "Mean over the seeds of a row"
                        + (drawn.Metric == "train.loss"
                            ? "; rows that distil have the weighted feature distance in their loss."
                            : ", on the first images of each test set."),
                    X = new Axis.Linear("optimiser steps", 0, curves.Max(curve => curve.Points[^1].X)),
                    Y = Axis.Linear.Around(drawn.Unit, curves.SelectMany(curve => curve.Points).Select(point => point.Y), 0.05),
                    Marks =
                    [
                        .. curves.Select(curve => new Mark.Curve(RowStyle.Colour(curve.Row), curve.Points)
                        {
                            Dash = RowStyle.Dash(curve.Row),
                            Label = labels.Of(curve.Row),
                        }),
                    ],
                };
            }
        }
    }

    private static IReadOnlyList<FigurePoint> Points(
        SweepDetails sweep, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> metrics, TableRow row, LearningCurve drawn) =>
    [
        .. sweep.Experiments.Where(experiment => experiment.Row == row.Row)
            .SelectMany(experiment => metrics.GetValueOrDefault(experiment.Id) ?? [])
            .Where(point => point.Name == drawn.Metric && double.IsFinite(point.Value))
            .GroupBy(point => point.Step)
            .OrderBy(step => step.Key)
            .Select(step => new FigurePoint(step.Key, drawn.Factor * step.Average(point => point.Value))),
    ];
}

/// <summary>A metric that is drawn over steps.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="FileName">Name of the figure's file.</param>
/// <param name="Title">The figure's title.</param>
/// <param name="Unit">What the vertical axis measures.</param>
/// <param name="Factor">From the metric to that unit.</param>
internal sealed record LearningCurve(string Metric, string FileName, string Title, string Unit, double Factor);
