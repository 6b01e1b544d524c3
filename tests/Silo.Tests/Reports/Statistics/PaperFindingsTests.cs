using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Tests.Reports.Statistics;

public sealed class PaperFindingsTests
{
    [Fact]
    public void Of_the_miniature_each_finding_has_its_verdict()
    {
        var (group, findings) = Assert.Single(PaperFindings.Of(ReportedModel.Of(MiniatureTable.Sweep)));
        Assert.Equal(10, group.Models.Count);
        Assert.Equal(
            [FindingVerdict.Undecided, FindingVerdict.Undecided, FindingVerdict.Undecided, FindingVerdict.Undecided],
            findings.Select(finding => finding.Verdict));
        Assert.Equal([18, 1, 2, 2], findings.Select(finding => finding.Contrasts.Count));
        Assert.All(findings.SelectMany(finding => finding.Contrasts), test =>
            Assert.Equal(0, test.Contrast.Terms.Sum(term => term.Weight), 12));
    }

    [Fact]
    public void Clear_differences_support_or_contradict_a_finding()
    {
        Assert.Equal([
            FindingVerdict.Supported, FindingVerdict.Supported, FindingVerdict.Supported, FindingVerdict.Supported], Verdicts(1));
        Assert.Equal([FindingVerdict.Contradicted, FindingVerdict.Contradicted, FindingVerdict.Contradicted,
            FindingVerdict.Contradicted], Verdicts(-1));
    }

    [Fact]
    public void From_one_seed_each_finding_says_what_it_needs()
    {
        var findings = Assert.Single(PaperFindings.Of(ReportedModel.Of(Sweep(1, "[0]")))).Findings;
        Assert.Equal(4, findings.Count);
        Assert.All(findings, finding =>
        {
            Assert.Equal("not tested", finding.Says);
            Assert.StartsWith("needs complete rows ", finding.Reason, StringComparison.Ordinal);
            Assert.EndsWith("that share two seeds or more", finding.Reason, StringComparison.Ordinal);
            Assert.Empty(finding.Contrasts);
        });
    }

    [Fact]
    public void A_finding_whose_rows_are_missing_is_named_beside_those_that_are_judged()
    {
        var sweep = Sweep(1, "[0, 1, 2]");
        var models = ReportedModel.Of(sweep).Where(model => model.Mask is not ("none none" or "object none"
            or "random none" or "context none")).ToList();
        Assert.Equal(
            ["not tested", "not tested", "supported", "supported"],
            PaperFindings.Of(models)[0].Findings.Select(finding => finding.Says));
    }

    [Fact]
    public void One_row_alone_is_held_against_nothing() =>
        Assert.Empty(PaperFindings.Of([.. ReportedModel.Of(Sweep(1, "[0, 1, 2]")).Take(1)]));

    [Fact]
    public void The_test_is_named_also_where_there_are_too_many_rows_for_a_table_of_pairs()
    {
        var text = MarkdownReport.Write(SampleSweep.Material(SampleSweep.Of(
            """
            name: x
            method: feature_distillation
            grid: {masking: [none, random], beta: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]}
            seeds: [0, 1]
            """,
            (planned, experiment) => experiment.Completed((1, [70, 60, 60, 60, 60, 60 + planned.Settings.Seed])))));
        var method = text.IndexOf("## How differences are tested", StringComparison.Ordinal);
        Assert.InRange(method, 0, text.IndexOf("## The paper's findings", StringComparison.Ordinal));
        Assert.Contains("Pairs of rows are left out: there are 26 rows", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_a_verdict_are_those_of_the_rows()
    {
        var findings = PaperFindings.Of(ReportedModel.Of(Sweep(1, "[0, 1, 2]")))[0].Findings;
        Assert.Equal(0.08, findings[1].Contrasts[0].Estimate, 9);
        Assert.Equal([0.08, 0.08], findings[2].Contrasts.Select(test => Math.Round(test.Estimate, 9)));
        Assert.Equal([0.06, 0.06], findings[3].Contrasts.Select(test => Math.Round(test.Estimate, 9)));
        Assert.StartsWith("of 9 combinations 9 are significantly better", findings[0].Reason, StringComparison.Ordinal);
    }

    private static FindingVerdict[] Verdicts(int sign) =>
        [.. PaperFindings.Of(ReportedModel.Of(Sweep(sign, "[0, 1, 2]")))[0].Findings.Select(finding => finding.Verdict)];

    /// <summary>Rows that differ by several points in, or against, the direction of every finding.</summary>
    private static SweepDetails Sweep(int sign, string seeds) => SampleSweep.Of(
        $$"""
        name: x
        grid: {masking: [random, context, object], refill: [none, single, multi]}
        include: [{masking: none}]
        seeds: {{seeds}}
        """,
        (planned, experiment) =>
        {
            var (masking, refill) = (planned.Settings.Masking.ToString(), planned.Settings.Refill.ToString());
            var masked = masking == "None" ? 0 : 1;
            var ood = 60
                + (sign * ((8 * masked) + (masking == "Object" ? 6 : 0) + (refill == "Single" ? 12 : refill == "Multi" ? 4 : 0)));
            var id = 70 + (sign * ((8 * masked) + (refill == "Multi" ? 8 : 0)));
            return experiment.Completed((1, [id, ood, ood, ood, ood, ood]));
        });
}
