using System.Text;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports;

/// <summary>Writes a report as Markdown; figures are files beside it.</summary>
internal sealed class MarkdownWriter : IDocumentWriter
{
    private readonly StringBuilder _text = new();

    /// <summary>A table of results alone.</summary>
    public static string Of(ReportTable table)
    {
        MarkdownWriter document = new();
        document.Table(table);
        return document.ToString();
    }

    public void Heading(int level, string text) => Line($"{new string('#', level)} {Escape(text)}").Line();

    public void Paragraph(string text) => Line(Escape(text)).Line();

    public void List(IEnumerable<string> items)
    {
        foreach (var item in items)
        {
            Line($"- {Escape(item)}");
        }

        Line();
    }

    /// <summary>A table; the best accuracy of a column bold, the second best underlined.</summary>
    public void Table(ReportTable table)
    {
        TableLine(table.Columns.Select(column => Escape(column.Title)));
        TableLine(table.Columns.Select(column => column.IsAccuracy ? "---:" : "---"));
        foreach (var row in table.Rows)
        {
            TableLine(row.Cells.Select(Mark));
        }

        Line();
    }

    /// <summary>A table of plain text.</summary>
    public void Table(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        TableLine(titles.Select(Escape));
        TableLine(titles.Select(_ => "---"));
        foreach (var row in rows)
        {
            TableLine(row.Select(Escape));
        }

        Line();
    }

    /// <summary>Text as it is, fenced by more backticks than it has in a row.</summary>
    public void Code(string language, string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', Math.Max(3, longest + 1));
        Line(fence + language).Line(text.TrimEnd('\n', '\r')).Line(fence).Line();
    }

    public void Figure(Figure figure) =>
        Line($"![{Escape(figure.Title)}]({FigureFiles.PathOf(figure, "svg")})").Line()
            .Line($"{Escape(figure.Title)}. {Escape(figure.Caption)}").Line();

    public void Gallery(ReportGallery gallery) => Line($"{Escape(gallery.Title)}: see report.html.").Line();

    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";

    private static string Mark(ReportCell cell) => cell switch
    {
        { Rank: ReportRank.Best } => $"**{Escape(cell.Text)}**",
        { Rank: ReportRank.Second } => $"<u>{Escape(cell.Text)}</u>",
        _ => Escape(cell.Text),
    };

    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            if (character is '\\' or '|' or '*' or '_' or '`' or '<' or '>' or '[' or ']')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    private void TableLine(IEnumerable<string> cells) => Line($"| {string.Join(" | ", cells)} |");

    private MarkdownWriter Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }
}
