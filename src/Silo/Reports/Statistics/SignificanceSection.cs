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

    /// <summary>Writes the section; nothing where no two rows share several seeds.</summary>
    public static void Write(IDocumentWriter document, ReportMaterial material)
    {
        var models = material.Models.Where(model => !model.Row.IsInterpolated()).ToList();
        var labels = new RowLabels(material.Sweep.Rows);
        var judged = PaperFindings.Of(models);
        WriteFindings(document, judged);
        WritePairs(document, models, labels);
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
                + "other direction; undecided: neither. ± is the 95 % confidence interval, p the corrected p-value.");
            document.Table(
                ["finding", "this sweep", "because"],
                findings.Select(finding => (IReadOnlyList<string>)
                    [finding.Claim, finding.Verdict.ToString().ToLowerInvariant(), finding.Reason + "."]));
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

    private static void WritePairs(IDocumentWriter document, List<ReportedModel> models, RowLabels labels)
    {
        if (models.Count is < 2 or > SignificanceMatrix.MostRows)
        {
            return;
        }

        var ood = new SignificanceMatrix(models, ReportedFigure.Ood, labels);
        var id = new SignificanceMatrix(models, ReportedFigure.Id, labels);
        if (ood.Results.Count == 0)
        {
            return;
        }

        document.Heading(2, "Significance");
        document.Paragraph(Method + (ood.Results.Concat(id.Results).All(result => result.IsPairedByImage) ? "" : Unpaired));
        foreach (var (figure, matrix) in new[] { ("OOD average", ood), ("ID accuracy", id) })
        {
            document.Heading(3, figure);
            document.Paragraph(
                $"The lead of each row, in points, over the rows below it, by their numbers; * significant at level "
                + $"{ContrastResult.Level.ToString(CultureInfo.InvariantCulture)} after Holm's correction for the "
                + $"{matrix.Results.Count} pairs: {matrix.Results.Count(result => result.IsSignificant)} are. Rows without "
                + "several seeds are compared only with rows that have them.");
            document.Table(matrix.Titles, matrix.Rows);
        }
    }
}
