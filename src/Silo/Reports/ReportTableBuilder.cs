using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>Lays a sweep's aggregated rows out as the paper's table.</summary>
public static class ReportTableBuilder
{
    /// <summary>
    /// The table. Each model stands before its WiSE-FT points. Settings in which rows of one method differ get a column, and so
    /// does the number of completed experiments while some are not. Rows of experiments that were stopped early say so, and
    /// are compared with none.
    /// </summary>
    /// <param name="rows">A sweep's rows in table order.</param>
    public static ReportTable Build(IReadOnlyList<TableRow> rows)
    {
        IReadOnlyList<TableRow> ordered =
        [
            .. rows.GroupBy(row => row.Row)
                .SelectMany(row => row.OrderBy(point => point.StoppedEpoch).ThenBy(point => point.IsInterpolated())
                    .ThenBy(point => point.Alpha)),
        ];
        IReadOnlyList<string> testSets = [.. rows.SelectMany(row => row.TestSets).Select(testSet => testSet.Name).Distinct()];
        List<(ReportColumn Column, IReadOnlyList<ReportCell> Cells)> columns =
        [
            Words(ordered, "method", row => row.MethodName()),
            Words(ordered, "masking", row => row.Value("masking") is "none" ? "no masking" : row.Value("masking")),
            Words(ordered, "refill", row => row.Value("refill")),
            Words(ordered, "t or p", row => row.Value("threshold") ?? row.Value("rate")),
            .. ReportRows.Varied(ordered).Select(name => Words(ordered, name, row => row.Value(name))),
            .. testSets.Select(name => Accuracies(
                ordered, name, row => row.TestSets.FirstOrDefault(testSet => testSet.Name == name)?.Accuracy)),
        ];
        if (testSets.Count > 0)
        {
            columns.Add(Accuracies(ordered, "OOD avg", row => row.OodAverage));
        }

        if (ordered.Any(row => row.StoppedEpoch is not null))
        {
            columns.Add(Words(ordered, "stopped", row => row.StoppedEpoch is int epoch ? $"at epoch {epoch}" : null));
        }

        if (ordered.Any(row => !row.IsComplete()))
        {
            columns.Add(Words(ordered, "completed", row => $"{row.Completed} of {row.Experiments}"));
        }

        var cells = ordered.Select((row, index) =>
            new ReportRow([.. columns.Select(column => column.Cells[index])], row.IsComplete()));
        return new([.. columns.Select(column => column.Column)], [.. cells]);
    }

    private static (ReportColumn Column, IReadOnlyList<ReportCell> Cells) Words(
        IReadOnlyList<TableRow> rows, string title, Func<TableRow, string?> text) =>
        (new(title, false), [.. rows.Select(row => new ReportCell(text(row) ?? ""))]);

    private static (ReportColumn Column, IReadOnlyList<ReportCell> Cells) Accuracies(
        IReadOnlyList<TableRow> rows, string title, Func<TableRow, SeedStatistic?> accuracy)
    {
        double[] ranking = [.. rows
            .Where(row => row.IsComplete() && accuracy(row) is not null)
            .Select(row => accuracy(row)!.Mean)
            .Distinct()
            .OrderDescending()];
        var cells = rows.Select(row => new ReportCell(ReportText.Percent(accuracy(row)), Rank(row, accuracy(row), ranking)));
        return (new(title, true), [.. cells]);
    }

    private static ReportRank Rank(TableRow row, SeedStatistic? accuracy, double[] ranking) =>
        (row.IsComplete() && accuracy is not null && ranking.Length > 1 ? Array.IndexOf(ranking, accuracy.Mean) : -1) switch
        {
            0 => ReportRank.Best,
            1 => ReportRank.Second,
            _ => ReportRank.None,
        };
}
