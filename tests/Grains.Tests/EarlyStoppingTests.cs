using Counterfactual.Grains.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Grains.Tests;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(1, 3, new[] { 1, 3, 9, 27 })]
    [InlineData(2, 2, new[] { 2, 4, 8, 16, 32 })]
    [InlineData(5, 4, new[] { 5, 20 })]
    public void Rungs_are_at_the_grace_epochs_times_powers_of_the_factor(int grace, int factor, int[] epochs)
    {
        var stopping = new EarlyStopping { Metric = "m", GraceEpochs = grace, ReductionFactor = factor };
        var rungs = Enumerable.Range(1, 40).Where(epoch => stopping.RungAt(epoch) is not null);
        Assert.Equal(epochs, rungs);
        Assert.Equal(Enumerable.Range(1, epochs.Length), epochs.Select(epoch => stopping.RungAt(epoch)!.Value));
        Assert.Null(stopping.RungAt(int.MaxValue));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, false)]
    [InlineData(4, 0, true)]
    [InlineData(4, 1, false)]
    [InlineData(5, 1, true)]
    [InlineData(5, 2, false)]
    [InlineData(8, 2, true)]
    [InlineData(8, 3, false)]
    public void Of_those_at_a_rung_the_best_third_goes_on_and_at_least_the_best_of_all(int recorded, int better, bool goesOn) =>
        Assert.Equal(goesOn, new EarlyStopping { Metric = "m" }.GoesOn(recorded, better));

    [Fact]
    public void In_whatever_order_they_come_the_decision_is_that_of_sorting_all_that_came_so_far() =>
        Prop.ForAll(Gen.Choose(0, 9).ListOf(40).ToArbitrary(), Gen.Choose(2, 5).ToArbitrary(), (values, factor) =>
        {
            var stopping = new EarlyStopping { Metric = "m", ReductionFactor = factor };
            return Enumerable.Range(0, values.Count).All(before =>
            {
                var better = values.Take(before).Count(value => value > values[before]);
                var best = values.Take(before + 1).OrderDescending().Take(Math.Max(1, (before + 1) / factor)).Last();
                return stopping.GoesOn(before, better) == (values[before] >= best);
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", 1, 3)]
    [InlineData("m", 0, 3)]
    [InlineData("m", 1, 1)]
    public void Impossible_rules_are_refused(string metric, int grace, int factor) => Assert.Throws<ArgumentException>(
        new EarlyStopping { Metric = metric, GraceEpochs = grace, ReductionFactor = factor }.Validate);
}
