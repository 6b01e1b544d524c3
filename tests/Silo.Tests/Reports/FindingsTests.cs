using Counterfactual.Silo.Reports;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Tests.Reports;

public sealed class FindingsTests
{
    [Fact]
    public void The_miniature_table_says_what_its_numbers_show() => Assert.Equal(
        [
            "Vanilla fine-tuning against zero-shot: ID +24.8 ± 0.2 (95.9 against 71.1), "
                + "OOD average -14.7 ± 0.2 (48.9 against 63.6).",
            "Feature distillation without masking against vanilla fine-tuning: ID -4.2 ± 0.0 (91.7 against 95.9), OOD average "
                + "+13.5 ± 0.0 (62.4 against 48.9).",
            "Feature distillation, masking against no masking: 7 of 9 combinations higher in OOD average, 4 in ID, by more than "
                + "the spread over seeds. OOD average: object single +1.5 ± 0.1, context single +1.1 ± 0.0, object multi +1.1 ± "
                + "0.1, object none +0.9 ± 0.1, random none +0.8 ± 0.0, random single +0.6 ± 0.0, random multi +0.1 ± 0.0, "
                + "context none -0.1 ± 0.0, context multi -0.3 ± 0.0.",
            "Feature distillation, single-fill against only removing: OOD average random -0.1 ± 0.0, context +1.2 ± 0.0, "
                + "object +0.6 ± 0.0.",
            "Feature distillation, multi-fill against only removing: OOD average random -0.7 ± 0.0, context -0.2 ± 0.0, "
                + "object +0.2 ± 0.0.",
            "Feature distillation, single-fill against multi-fill: OOD average random +0.5 ± 0.0, context +1.5 ± 0.0, object "
                + "+0.4 ± 0.0; ID random -0.4 ± 0.0, context -1.8 ± 0.0, object +0.5 ± 0.0.",
            "Feature distillation, object masks against random masks, by refill: OOD average none +0.1 ± 0.1, single +0.9 ± 0.1, "
                + "multi +1.0 ± 0.1.",
            "Feature distillation, object masks against context masks, by refill: OOD average none +1.0 ± 0.1, "
                + "single +0.4 ± 0.1, multi +1.4 ± 0.1.",
            "The best WiSE-FT point in OOD average is alpha 0.25: 63.9, at 88.0 in ID.",
        ],
        Findings.Of(MiniatureTable.Sweep));

    [Fact]
    public void Nothing_is_said_of_rows_that_are_not_complete() =>
        Assert.Empty(Findings.Of(MiniatureTable.Sweep with
        {
            Rows = [.. MiniatureTable.Sweep.Rows.Select(row => row with { Experiments = row.Experiments + 1 })],
        }));

    [Fact]
    public void Rows_are_compared_at_equal_beta_only()
    {
        var sweep = SampleSweep.Of(
            "name: x\ngrid: {masking: [none, object], beta: [10, 20]}\n",
            (planned, experiment) => experiment.Completed((1, Accuracies(planned.Settings))));

        Assert.Equal(
            [
                "Feature distillation, beta 10, masking against no masking: 1 of 1 combinations higher in OOD average, 0 in ID. "
                    + "OOD average: object none +5.0.",
                "Feature distillation, beta 20, masking against no masking: 0 of 1 combinations higher in OOD average, 0 in ID. "
                    + "OOD average: object none -1.0.",
            ],
            Findings.Of(sweep));

        static double[] Accuracies(ExperimentSettings settings) => (settings.Masking, settings.Beta) switch
        {
            (Masking.None, 10) => [90, 50, 50, 50, 50, 50],
            (Masking.Object, 10) => [90, 55, 55, 55, 55, 55],
            (Masking.None, _) => [80, 60, 60, 60, 60, 60],
            _ => [80, 59, 59, 59, 59, 59],
        };
    }

    [Fact]
    public void Rows_of_several_thresholds_are_not_taken_for_one()
    {
        var sweep = SampleSweep.Of(
            "name: x\ngrid: {masking: [object], refill: [single], threshold: [0.1, 0.2]}\ninclude: [{masking: none}]\n",
            (_, experiment) => experiment.Completed((1, [90, 50, 50, 50, 50, 50])));
        Assert.Empty(Findings.Of(sweep));
    }
}
