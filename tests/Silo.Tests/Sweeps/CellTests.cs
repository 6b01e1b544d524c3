using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>What makes another cell of a point, and what only makes it be done in another way.</summary>
public sealed class CellTests
{
    private const string Masked = "name: x\nmethod: feature_distillation\nmasking: object\nrefill: single\n";

    [Theory]
    [InlineData("training: {checkpoint_steps: 5}")]
    [InlineData("keep: model")]
    [InlineData("gallery: 3")]
    [InlineData("evaluation: {spread_images: 100}")]
    public void A_setting_that_changes_no_number_is_given_to_the_same_cell(string setting)
    {
        var (plain, edited) = (PointOf(Masked), PointOf($"{Masked}{setting}\n"));
        Assert.Equal((plain.Cell, plain.Row), (edited.Cell, edited.Row));
        Assert.NotEqual(plain, plain.DoneAs(edited));
        Assert.NotEqual(plain.Settings, edited.Settings);
    }

    [Fact]
    public void What_a_device_must_offer_and_how_often_to_try_make_no_other_cell()
    {
        var (plain, edited) = (PointOf(Masked), PointOf($"{Masked}resources: {{device: cpu, memory: 2GiB}}\nretries: 9\n"));
        Assert.Equal((plain.Cell, plain.Settings), (edited.Cell, edited.Settings));
        Assert.NotEqual(plain.Needs, edited.Needs);
    }

    [Theory]
    [InlineData("training: {epochs: 2}")]
    [InlineData("training: {precision: bfloat16}")]
    [InlineData("threshold: 0.4")]
    public void A_setting_that_changes_numbers_makes_another_cell(string setting) =>
        Assert.NotEqual(PointOf(Masked).Cell, PointOf($"{Masked}{setting}\n").Cell);

    [Fact]
    public void A_linear_probe_computes_in_single_precision_whatever_the_file_says_of_others()
    {
        const string Both = "name: x\ngrid: {method: [linear_probe, vanilla]}\n";
        var (plain, edited) = (PointsOf(Both), PointsOf($"{Both}training: {{precision: bfloat16}}\n"));
        Assert.Equal(
            [true, false],
            plain.Zip(edited, (before, after) => (before.Cell, before.Settings) == (after.Cell, after.Settings)));
    }

    [Fact]
    public void Precision_is_no_setting_of_a_linear_probe()
    {
        var wrong = Assert.Throws<SweepFileException>(() => PointOf(
            "name: x\ninclude:\n  - {method: linear_probe, training.precision: bfloat16}\n"));
        Assert.Contains(
            "'training.precision' does not apply to linear_probe, whose encoder is not trained", wrong.Message,
            StringComparison.Ordinal);
    }

    private static ExperimentPoint PointOf(string text) => PointsOf(text).Single();

    private static IEnumerable<ExperimentPoint> PointsOf(string text) =>
        SweepFile.Parse(text, "x.yaml").Experiments.Select(experiment => experiment.Point);
}
