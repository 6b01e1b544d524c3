using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Tests.Reports.Statistics;

public sealed class StudentTTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(4.0)]
    [InlineData(250.0)]
    public void Probabilities_are_those_of_the_closed_forms(double t)
    {
        Assert.Equal(1 - (2 / Math.PI * Math.Atan(t)), StudentT.TwoSided(t, 1), 1e-12);
        Assert.Equal(1 - (t / Math.Sqrt(2 + (t * t))), StudentT.TwoSided(-t, 2), 1e-12);
        var angle = Math.Atan(t / Math.Sqrt(3));
        Assert.Equal(1 - (2 / Math.PI * (angle + (Math.Sin(angle) * Math.Cos(angle)))), StudentT.TwoSided(t, 3), 1e-12);
    }

    [Theory]
    [InlineData(1, 12.70620)]
    [InlineData(2, 4.30265)]
    [InlineData(5, 2.57058)]
    [InlineData(30, 2.04227)]
    [InlineData(100_000_000, 1.95996)]
    public void Quantiles_are_those_of_the_tables(double degreesOfFreedom, double expected) =>
        Assert.Equal(expected, StudentT.Quantile(0.05, degreesOfFreedom), 1e-5);

    [Fact]
    public void Nothing_lies_beyond_infinity() => Assert.Equal(0, StudentT.TwoSided(double.NegativeInfinity, 2));

    [Fact]
    public void Holm_multiplies_the_smallest_by_all_and_the_largest_by_one()
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.02], HolmCorrection.Adjust([0.01, 0.04, 0.03, 0.005])
            .Select(value => Math.Round(value, 12)));
        Assert.Equal([1.0, 1.0], HolmCorrection.Adjust([0.6, 0.7]));
        Assert.Empty(HolmCorrection.Adjust([]));
    }
}
