using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Accuracy in distribution against the average out of distribution, a point a row (the paper's figure 1).</summary>
internal static class TradeOffFigure
{
    private const int FewestForCloseUp = 4;

    /// <summary>
    /// All rows, and the masked ones from near where there are several; nothing where fewer than two rows are complete.
    /// </summary>
    public static IEnumerable<Figure> Of(IReadOnlyList<TableRow> rows)
    {
        var complete = rows.Where(row => row.IsComplete() && row.OodAverage is not null && InDistribution(row) is not null)
            .ToList();
        var models = complete.Where(row => !row.IsInterpolated()).ToList();
        if (models.Count < 2)
        {
            yield break;
        }

        var labels = new RowLabels(rows);
        var near = models.Where(row => row.Value("masking") is not null).ToList();
        var hasCloseUp = near.Count >= FewestForCloseUp && near.Count < models.Count;
        yield return Draw(
            "trade-off", "In-distribution against out-of-distribution accuracy",
            "Each point is a row of the table, the mean over its seeds; bars are one sample standard deviation. Upper right is "
                + $"better.{(hasCloseUp ? " The masked rows are named in the next figure." : "")}",
            models, row => hasCloseUp && RowStyle.IsMasked(row) ? null : labels.Of(row), labels);
        if (hasCloseUp)
        {
            yield return Draw(
                "trade-off-maskings", "The same, masking and refill from near",
                "The rows that differ in masking and refill, as in the figure before, on axes of their own. Bars are one sample "
                    + "standard deviation over seeds.",
                near, labels.Of, labels);
        }
    }

    /// <summary>The accuracy on the in-distribution test set.</summary>
    public static SeedStatistic? InDistribution(TableRow row) =>
        row.TestSets.FirstOrDefault(testSet => testSet.InDistribution)?.Accuracy;

    /// <summary>A row as a point, in percent.</summary>
    public static FigurePoint Point(TableRow row) => new(100 * InDistribution(row)!.Mean, 100 * row.OodAverage!.Mean)
    {
        XError = 100 * InDistribution(row)!.StandardDeviation,
        YError = 100 * row.OodAverage.StandardDeviation,
    };

    private static Figure Draw(
        string name, string title, string caption, IReadOnlyList<TableRow> rows, Func<TableRow, string?> label, RowLabels names)
    {
        var points = rows.Select(row => (Row: row, Point: Point(row) with
        {
            Label = label(row),
            Hint = $"{names.Of(row)}: ID {ReportText.Percent(InDistribution(row))}, OOD average "
                + $"{ReportText.Percent(row.OodAverage)}",
        })).ToList();
        return new()
        {
            Name = name,
            Title = title,
            Caption = caption,
            X = Axis.Linear.Around("ID accuracy (%)", points.SelectMany(it => Ends(it.Point.X, it.Point.XError)), 0.12),
            Y = Axis.Linear.Around("OOD average (%)", points.SelectMany(it => Ends(it.Point.Y, it.Point.YError)), 0.1),
            Legend = rows.Any(RowStyle.IsMasked) ? RowStyle.MarkerLegend : [],
            Marks =
            [
                .. points.Select(it => new Mark.Scatter(RowStyle.Colour(it.Row), RowStyle.Shape(it.Row), [it.Point])),
            ],
        };
    }

    private static double[] Ends(double middle, double? error) => [middle - (error ?? 0), middle + (error ?? 0)];
}
