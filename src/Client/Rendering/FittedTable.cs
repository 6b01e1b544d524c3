using Spectre.Console;
using Spectre.Console.Rendering;

namespace Counterfactual.Client.Rendering;

/// <summary>
/// A table that fits any width without wrapping: where there is no room, columns move together, then the least important ones
/// are left out, then the first one is cut, and at last the others are left out from the right.
/// </summary>
internal sealed class FittedTable
{
    private const int UsualGap = 2;
    private const int SmallestGap = 1;
    private const int NarrowestFirstColumn = 8;

    private readonly List<Column> columns = [];

    /// <summary>Whether headers are shown, between rules.</summary>
    public bool Headed { get; init; } = true;

    /// <summary>Adds a column.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="cells">Its cells, one a row.</param>
    /// <param name="optional">0 for a column that stays as long as possible; otherwise, the greatest are left out first.</param>
    /// <param name="alignRight">Whether it holds figures.</param>
    /// <param name="leastWidth">Room that it always takes, so that changing figures do not move the others.</param>
    public FittedTable Add(string header, IEnumerable<Cell> cells, int optional = 0, bool alignRight = false, int leastWidth = 0)
    {
        List<Cell> all = [.. cells];
        var width = all.Select(cell => Cell.WidthOf(cell.Text)).Append(Headed ? Cell.WidthOf(header) : 0)
            .Append(leastWidth).Max();
        var isFilled = leastWidth > 0 || all.Count == 0 || all.Exists(cell => cell.Text.Length > 0);
        columns.Add(new(header, all, optional, alignRight, width, isFilled));
        return this;
    }

    /// <summary>Columns that all of it fills.</summary>
    public int Width => Total(Filled(), UsualGap);

    /// <summary>The table for a terminal of <paramref name="width"/> columns.</summary>
    public IRenderable Fit(int width)
    {
        var shown = Filled();
        var gap = Total(shown, UsualGap) <= width ? UsualGap : SmallestGap;
        while (shown.Count > 1 && Total(shown, gap) > width && LeastImportant(shown) is { Optional: > 0 } optional)
        {
            shown.Remove(optional);
        }

        while (shown.Count > 1 && Narrowest(shown, gap) > width)
        {
            shown.RemoveAt(shown.Count - 1);
        }

        var room = width - (Total(shown, gap) - shown[0].Width);
        shown[0] = shown[0] with { Width = Math.Min(shown[0].Width, room) };
        var rule = new Text(new string('─', Total(shown, gap)));
        var rows = Enumerable.Range(0, shown[0].Cells.Count).Select(row => Line(shown, gap, column => column.Cells[row]));
        return Headed
            ? new Rows([rule, Line(shown, gap, column => column.Header), rule, .. rows, rule])
            : new Rows(rows);
    }

    private List<Column> Filled() =>
        columns.Exists(column => column.IsFilled) ? columns.FindAll(column => column.IsFilled) : [.. columns];

    private static int Total(List<Column> shown, int gap) => shown.Sum(column => column.Width) + (gap * (shown.Count - 1));

    private static int Narrowest(List<Column> shown, int gap) =>
        Total(shown, gap) - shown[0].Width + Math.Min(NarrowestFirstColumn, shown[0].Width);

    private static Column LeastImportant(List<Column> shown) => shown.Skip(1).MaxBy(column => column.Optional)!;

    private static Paragraph Line(List<Column> shown, int gap, Func<Column, Cell> cellOf)
    {
        var line = new Paragraph();
        foreach (var (index, column) in shown.Index())
        {
            var cell = cellOf(column);
            var text = cell.Fit(column.Width);
            var space = new string(' ', column.Width - Cell.WidthOf(text));
            line.Append(index == 0 ? "" : new string(' ', gap));
            line.Append(column.AlignRight ? space : "");
            line.Append(text, cell.Style);
            line.Append(column.AlignRight ? "" : space);
        }

        return line;
    }

    /// <summary>A column; its width is in columns of the terminal.</summary>
    private sealed record Column(
        string Header, IReadOnlyList<Cell> Cells, int Optional, bool AlignRight, int Width, bool IsFilled);
}
