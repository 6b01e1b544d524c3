using System.Globalization;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>
/// The part of a report that says which differences are significant, and what that means for the paper's findings.
/// </summary>
internal static class SignificanceSection
{
    private const string Method =
        "Each difference is tested with seeds and test images as crossed random effects: its variance is that of its mean over "
        + "seeds, plus that of its mean over the images of each test set, rows paired on both; the ratio to its root is compared "
        + "with Student's t (two-sided, Satterthwaite's degrees of freedom). So a difference counts only if other seeds and "
        + "other images of the same kind would be expected to show it. Nothing is said of other pretrained models: there is one.";

    private const string Unpaired =
        " Where it was not kept which images a model predicted right, rows are taken as independent on images, which makes the "
        + "test more cautious, not less.";

    private static readonly (string Title, ReportedFigure Figure)[] _figures =
        [("OOD average", ReportedFigure.Ood), ("ID accuracy", ReportedFigure.Id)];

    /// <summary>Writes the section; nothing where there is nothing to compare.</summary>
    public static void Write(IDocumentWriter document, ReportMaterial material)
    {
        var models = material.Models.Where(model => !model.Row.IsInterpolated()).ToList();
        var labels = new RowLabels(material.Sweep.Rows);
        var judged = PaperFindings.Of(models);
        var matrices = models.Count > SignificanceMatrix.MostRows
            ? []
            : _figures.Select(figure => (figure.Title, Matrix: new SignificanceMatrix(models, figure.Figure, labels)))
                .Where(figure => figure.Matrix.Results.Count > 0).ToList();
        WriteMethod(document, [
            .. judged.SelectMany(group => group.Findings).SelectMany(finding => finding.Contrasts),
            .. matrices.SelectMany(figure => figure.Matrix.Results)]);
        WriteFindings(document, judged);
        WritePairs(document, models.Count, matrices);
    }

    private static void WriteMethod(IDocumentWriter document, IReadOnlyList<ContrastResult> tests)
    {
        if (tests.Count > 0)
        {
            document.Heading(2, "How differences are tested");
            document.Paragraph(Method + (tests.All(test => test.IsPairedByImage) ? "" : Unpaired));
        }
    }

    private static void WriteFindings(
        IDocumentWriter document, IReadOnlyList<(DistillationGroup Group, IReadOnlyList<PaperFinding> Findings)> judged)
    {
        foreach (var (group, findings) in judged)
        {
            var tests = findings.SelectMany(finding => finding.Contrasts).ToList();
            document.Heading(2, judged.Count == 1 ? "The paper's findings" : $"The paper's findings: {group.Name}");
            document.Paragraph(
                "Xiao et al. (CVPR 2023) report four findings on ImageNet. Supported: everything that the claim says is "
                + $"significant in its direction at level {ContrastResult.Level.ToString(CultureInfo.InvariantCulture)} after "
                + $"Holm's correction for the {tests.Count} tests of this section; contradicted: something is significant in the "
                + "other direction; undecided: neither; not tested: rows are missing. ± is the 95 % "
                + "confidence interval, p the corrected p-value.");
            document.Table(
                ["finding", "this sweep", "because"],
                findings.Select(finding => (IReadOnlyList<string>)[finding.Claim, finding.Says, finding.Reason + "."]));
            if (tests.Count == 0)
            {
                continue;
            }

            document.Table(
                ["comparison", "points", "95 % interval", "p", "p (Holm)"],
                tests.Select(test => (IReadOnlyList<string>)
                [
                    test.Contrast.Name, ReportText.Points(test.Estimate),
                    $"{ReportText.Points(test.Estimate - test.Margin)} to {ReportText.Points(test.Estimate + test.Margin)}",
                    ContrastResult.PText(test.Probability)[2..].TrimStart('=', ' '),
                    ContrastResult.PText(test.Adjusted)[2..].TrimStart('=', ' '),
                ]));
        }
    }

    private static void WritePairs(
        IDocumentWriter document, int rows, List<(string Title, SignificanceMatrix Matrix)> matrices)
    {
        var isTooLarge = rows > SignificanceMatrix.MostRows;
        if (isTooLarge || matrices.Count > 0)
        {
            document.Heading(2, "Significance");
        }

        if (isTooLarge)
        {
            document.Paragraph(
                $"Pairs of rows are left out: there are {rows} rows, and a table of pairs is drawn of "
                + $"{SignificanceMatrix.MostRows} at most.");
        }

        foreach (var (title, matrix) in matrices)
        {
            document.Heading(3, title);
            document.Paragraph(
                $"The lead of each row, in points, over the rows below it, by their numbers; * significant at level "
                + $"{ContrastResult.Level.ToString(CultureInfo.InvariantCulture)} after Holm's correction for the "
                + $"{matrix.Results.Count} pairs: {matrix.Results.Count(result => result.IsSignificant)} are. Rows without "
                + "several seeds are compared only with rows that have them.");
            document.Table(matrix.Titles, matrix.Rows);
        }
    }
}
