using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>
/// The line of models between the zero-shot and the fine-tuned one (WiSE-FT, Wortsman et al. 2022), and the front of all rows.
/// </summary>
internal static class WiseFtFigure
{
    private static readonly SeriesColour[] _colours =
        [SeriesColour.Vermilion, SeriesColour.Blue, SeriesColour.Green, SeriesColour.Purple, SeriesColour.Orange,
            SeriesColour.Sky];

    /// <summary>The figure, or nothing where no row was interpolated.</summary>
    public static IEnumerable<Figure> Of(IReadOnlyList<TableRow> rows)
    {
        var complete = rows.Where(row => row.IsComplete() && row.OodAverage is not null
            && TradeOffFigure.InDistribution(row) is not null).ToList();
        var curves = complete.GroupBy(row => row.Row).Where(group => group.Any(row => row.IsInterpolated())).ToList();
        if (curves.Count == 0)
        {
            yield break;
        }

        var labels = new RowLabels(rows);
        var zeroShot = complete.FirstOrDefault(row => row.Alpha == 0);
        var others = complete.Where(row => !curves.Any(curve => curve.Key == row.Row) && row != zeroShot).ToList();
        List<Mark> marks =
        [
            new Mark.Curve(SeriesColour.Neutral, ParetoFront.Of(complete.Select(TradeOffFigure.Point)))
            {
                Dash = LineDash.Dashed,
                Thickness = 1.2,
            },
            new Mark.Scatter(SeriesColour.Neutral, MarkerShape.Diamond,
                [.. others.Select(row => TradeOffFigure.Point(row) with { Hint = labels.Of(row), XError = null, YError = null })])
                {
                    Hollow = true,
                },
        ];
        foreach (var (curve, colour) in curves.Zip(_colours.Concat(Enumerable.Repeat(SeriesColour.Neutral, curves.Count))))
        {
            TableRow[] points = [.. (zeroShot is null ? [] : new[] { zeroShot }).Concat(curve).OrderBy(row => row.Alpha)];
            marks.Add(new Mark.Curve(colour, [.. points.Select(TradeOffFigure.Point)]));
            marks.Add(new Mark.Scatter(
                colour, MarkerShape.Circle, [.. points.Where(row => row != zeroShot).Select(row => TradeOffFigure.Point(row) with
                {
                    Label = row.IsInterpolated() && points.Length > 8 && !IsMultiple(row.Alpha!.Value, 0.25)
                        ? null
                        : row.IsInterpolated() ? Alpha(row) : labels.Of(row),
                    Hint = $"{labels.Of(row)}: ID {ReportText.Percent(TradeOffFigure.InDistribution(row))}, OOD average "
                        + $"{ReportText.Percent(row.OodAverage)}",
                })]));
        }

        if (zeroShot is not null)
        {
            marks.Add(new Mark.Scatter(
                SeriesColour.Neutral, MarkerShape.Diamond, [TradeOffFigure.Point(zeroShot) with { Label = "zero-shot" }]));
        }

        yield return new()
        {
            Name = "wise-ft",
            Title = "Interpolated weights and the Pareto front",
            Caption = "Lines join the zero-shot model (alpha 0) to a fine-tuned one (alpha 1) through models of interpolated "
                + "weights. Hollow markers are the other rows of the table; the dashed line joins all rows that no other row "
                + "beats in both directions.",
            X = Axis.Linear.Around("ID accuracy (%)", complete.Select(row => TradeOffFigure.Point(row).X)),
            Y = Axis.Linear.Around("OOD average (%)", complete.Select(row => TradeOffFigure.Point(row).Y)),
            Legend = [new("Pareto front of all rows", SeriesColour.Neutral, Dash: LineDash.Dashed)],
            Marks = marks,
        };
    }

    private static string Alpha(TableRow row) => string.Create(CultureInfo.InvariantCulture, $"α = {row.Alpha}");

    private static bool IsMultiple(double alpha, double step) => Math.Abs((alpha / step) - Math.Round(alpha / step)) < 1e-9;
}
