namespace Counterfactual.Silo.Reports;

/// <summary>A sweep's results in the layout of the paper's table, for whoever draws it: console, Markdown, browser.</summary>
/// <param name="Columns">What stands in each column.</param>
/// <param name="Rows">One for each method, masking, refill and alpha.</param>
public sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows);

/// <summary>A column of the table.</summary>
/// <param name="Title">For example <c>masking</c> or <c>Sketch</c>.</param>
/// <param name="IsAccuracy">Whether it holds accuracies, set to the right.</param>
public sealed record ReportColumn(string Title, bool IsAccuracy);

/// <summary>A row of the table.</summary>
/// <param name="Cells">One for each column.</param>
/// <param name="IsComplete">Whether all its experiments completed; only such rows are compared with one another.</param>
public sealed record ReportRow(IReadOnlyList<ReportCell> Cells, bool IsComplete);

/// <summary>A cell of the table.</summary>
/// <param name="Text">Plain text; an accuracy is a percentage such as <c>95.9 ± 0.1</c>; empty where there is nothing.</param>
/// <param name="Rank">How it stands among its column.</param>
public sealed record ReportCell(string Text, ReportRank Rank = ReportRank.None);

/// <summary>How an accuracy stands among the complete rows.</summary>
public enum ReportRank
{
    /// <summary>Neither best nor second.</summary>
    None,

    /// <summary>The highest.</summary>
    Best,

    /// <summary>The next highest.</summary>
    Second,
}
