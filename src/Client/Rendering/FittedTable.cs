using Spectre.Console;
using Spectre.Console.Rendering;

namespace Counterfactual.Client.Rendering;

/// <summary>
/// A table that fits any width without wrapping: where there is no room, columns move together, then the least important ones
/// are left out, and then the first one is cut.
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
    /// <param name="optional">0 for a column that is always there; otherwise, the greatest are left out first.</param>
    /// <param name="alignRight">Whether it holds figures.</param>
    /// <param name="leastWidth">Room that it always takes, so that changing figures do not move the others.</param>
    public FittedTable Add(string header, IEnumerable<Cell> cells, int optional = 0, bool alignRight = false, int leastWidth = 0)
    {
        columns.Add(new(header, [.. cells], optional, alignRight, Headed ? Math.Max(leastWidth, Cell.WidthOf(header)) : leastWidth));
        return this;
    }

    /// <summary>Columns that all of it fills.</summary>
    public int Width => Total(Filled(), UsualGap);

    /// <summary>The table for a terminal of <paramref name="width"/> columns.</summary>
    public IRenderable Fit(int width)
    {
        var shown = Filled();
        var gap = Total(shown, UsualGap) <= width ? UsualGap : SmallestGap;
        while (Total(shown, gap) > width && shown.MaxBy(column => column.Optional) is { Optional: > 0 } least)
        {
            shown.Remove(least);
        }

        var table = new Table { Border = Headed ? TableBorder.Horizontal : TableBorder.None, ShowHeaders = Headed, UseSafeBorder = false };
        var first = FirstColumnWidth(shown, gap, width);
        foreach (var (index, column) in shown.Index())
        {
            table.AddColumn(new TableColumn(new Text(column.Header))
            {
                Alignment = column.AlignRight ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, index == shown.Count - 1 ? 0 : gap, 0),
                Width = index == 0 ? first : column.Width,
            });
        }

        for (var row = 0; row < columns.Max(column => column.Cells.Count); row++)
        {
            table.AddRow(shown.Select((column, index) => Draw(column.Cells[row], index == 0 ? first : column.Width)));
        }

        return table;
    }

    private List<Column> Filled() => columns.FindAll(column => !column.IsEmpty);

    private static int Total(List<Column> shown, int gap) => shown.Sum(column => column.Width) + (gap * (shown.Count - 1));

    private static int FirstColumnWidth(List<Column> shown, int gap, int width) =>
        Math.Clamp(width - (Total(shown, gap) - shown[0].Width), Math.Min(NarrowestFirstColumn, shown[0].Width), shown[0].Width);

    private static Text Draw(Cell cell, int width) => new(cell.Fit(width), cell.Style);

    private sealed record Column(string Header, IReadOnlyList<Cell> Cells, int Optional, bool AlignRight, int LeastWidth)
    {
        public int Width { get; } = Cells.Select(cell => Cell.WidthOf(cell.Text)).Append(LeastWidth).Max();

        public bool IsEmpty => Cells.Count > 0 && LeastWidth == 0 && Cells.All(cell => cell.Text.Length == 0);
    }
}
