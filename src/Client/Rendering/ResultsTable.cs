using Counterfactual.Silo.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;
using TableRow = Counterfactual.Silo.Api.Contracts.TableRow;

namespace Counterfactual.Client.Rendering;

/// <summary>
/// The paper's table: best bold, second best underlined, mean ± standard deviation over seeds. Where there is no room for
/// everything, standard deviations go first, except those of the two figures that matter most.
/// </summary>
internal static class ResultsTable
{
    private const string Deviation = " ± ";
    private const string BestMark = "¹";
    private const string SecondMark = "²";
    private static readonly Style Best = new(decoration: Decoration.Bold);
    private static readonly Style Second = new(decoration: Decoration.Underline);

    private enum Detail
    {
        AllDeviations,
        MainDeviations,
        NoDeviations,
    }

    /// <summary>The table with its legend.</summary>
    /// <param name="rows">A sweep's rows.</param>
    /// <param name="width">Columns that it may fill.</param>
    /// <param name="styled">Whether bold and underline can be seen; otherwise ¹ and ² mark best and second best.</param>
    public static IRenderable Of(IReadOnlyList<TableRow> rows, int width, bool styled)
    {
        var table = ReportTableBuilder.Build(rows);
        var drawn = Enum.GetValues<Detail>().Select(detail => (Detail: detail, Table: Draw(table, detail, styled))).ToList();
        var fitting = drawn.Where(candidate => candidate.Table.Width <= width).Append(drawn[^1]).First();
        return table.Columns.Any(column => column.IsAccuracy)
            ? new Rows(fitting.Table.Fit(width), new Text(new Cell(Legend(table, fitting.Detail, styled)).Fit(width)))
            : fitting.Table.Fit(width);
    }

    private static FittedTable Draw(ReportTable table, Detail detail, bool styled)
    {
        var drawn = new FittedTable();
        var main = MainColumns(table);
        foreach (var (index, column) in table.Columns.Index())
        {
            var withDeviation = detail == Detail.AllDeviations || (detail == Detail.MainDeviations && main.Contains(index));
            drawn.Add(
                column.Title,
                table.Rows.Select(row =>
                    column.IsAccuracy ? Accuracy(row.Cells[index], withDeviation, styled) : row.Cells[index].Text),
                optional: Importance(column, index),
                alignRight: column.IsAccuracy);
        }

        return drawn;
    }

    /// <summary>Method, masking and refill name a row, and accuracies are what it is for; other settings can go.</summary>
    private static int Importance(ReportColumn column, int index) => column.IsAccuracy || index < 3 ? 0 : index;

    /// <summary>In-distribution accuracy and the average out of distribution.</summary>
    private static HashSet<int> MainColumns(ReportTable table)
    {
        var accuracies = table.Columns.Index().Where(column => column.Item.IsAccuracy).Select(column => column.Index).ToList();
        return accuracies.Count == 0 ? [] : [accuracies[0], accuracies[^1]];
    }

    private static Cell Accuracy(ReportCell cell, bool withDeviation, bool styled)
    {
        var text = withDeviation ? cell.Text : cell.Text.Split(Deviation)[0];
        return (cell.Rank, styled) switch
        {
            (ReportRank.Best, true) => new Cell(text, Best),
            (ReportRank.Second, true) => new Cell(text, Second),
            (ReportRank.Best, false) => text + BestMark,
            (ReportRank.Second, false) => text + SecondMark,
            (_, true) => text,
            (_, false) => text + ' ',
        };
    }

    private static string Legend(ReportTable table, Detail detail, bool styled)
    {
        var hasDeviations = table.Rows.SelectMany(row => row.Cells)
            .Any(cell => cell.Text.Contains(Deviation, StringComparison.Ordinal));
        var figure = (hasDeviations, detail) switch
        {
            (false, _) => "top-1 %",
            (true, Detail.NoDeviations) => "top-1 %, mean over seeds",
            _ => "top-1 %, mean ± standard deviation over seeds",
        };
        return styled ? $"{figure}; best bold, second best underlined" : $"{figure}; {BestMark} best, {SecondMark} second best";
    }
}
