using System.Text;

namespace Counterfactual.Silo.Reports;

/// <summary>The table of results for LaTeX: a plain <c>tabular</c> that needs no package.</summary>
internal static class LatexTable
{
    /// <summary>The text, to be used with <c>\input</c>. Best bold, second best underlined.</summary>
    public static string Write(ReportTable table)
    {
        StringBuilder text = new();
        text.Append("% Top-1 accuracy in percent; mean and sample standard deviation over seeds. Needs no package.\n");
        text.Append("{\\footnotesize\\setlength{\\tabcolsep}{3pt}%\n");
        text.Append("\\begin{tabular}{").Append(string.Concat(table.Columns.Select(column => column.IsAccuracy ? 'r' : 'l')))
            .Append("}\n\\hline\n");
        Line(text, table.Columns.Select(column => Escape(column.Title)));
        text.Append("\\hline\n");
        foreach (var row in table.Rows)
        {
            Line(text, row.Cells.Zip(table.Columns, Cell));
        }

        return text.Append("\\hline\n\\end{tabular}}\n").ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(" & ", cells).Append(" \\\\\n");

    private static string Cell(ReportCell cell, ReportColumn column)
    {
        var content = column.IsAccuracy ? Deviation(Escape(cell.Text)) : Escape(cell.Text);
        return cell.Rank switch
        {
            ReportRank.Best => $"\\textbf{{{content}}}",
            ReportRank.Second => $"\\underline{{{content}}}",
            _ => content,
        };
    }

    private static string Deviation(string text) =>
        text.Split(" ± ") is [var mean, var deviation] ? $"{mean}{{\\tiny$\\pm${deviation}}}" : text;

    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{character}",
                '\n' or '\r' => " ",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
