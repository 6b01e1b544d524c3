using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Silo.Reports.Html;

namespace Counterfactual.Silo.Reports;

/// <summary>Writes the files of a sweep's report.</summary>
public static class SweepReportFiles
{
    /// <summary>
    /// Writes <c>report.html</c>, <c>report.md</c>, <c>table.md</c>, <c>table.tex</c>, <c>results.csv</c>, <c>sweep.yaml</c> and
    /// the figures as SVG. Of each file a reader finds the old or the new one whole.
    /// </summary>
    /// <param name="directory">Where to; created where missing.</param>
    /// <param name="material">What the report is drawn from.</param>
    /// <returns>The files' names within the directory.</returns>
    public static IReadOnlyList<string> Write(string directory, ReportMaterial material)
    {
        ArgumentNullException.ThrowIfNull(material);
        var files = new ReportDirectory(directory);
        var table = ReportTableBuilder.Build(material.Sweep.Rows);
        files.Write("report.html", HtmlReport.Write(material));
        files.Write("report.md", MarkdownReport.Write(material));
        files.Write("table.md", MarkdownWriter.Of(table));
        files.Write("table.tex", LatexTable.Write(table));
        files.Write("results.csv", ResultsCsv.Write(material.Sweep));
        files.Write("sweep.yaml", material.Sweep.File);
        foreach (var figure in material.Figures)
        {
            files.Write(FigureFiles.PathOf(figure, "svg"), SvgFigure.File(figure));
        }

        return files.Written;
    }
}
