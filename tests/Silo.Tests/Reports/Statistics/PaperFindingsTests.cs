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
    public void Nothing_is_judged_from_one_seed() => Assert.Empty(PaperFindings.Of(ReportedModel.Of(Sweep(1, "[0]"))));

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
