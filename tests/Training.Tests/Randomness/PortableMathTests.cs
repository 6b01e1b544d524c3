using System.Numerics;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Tests.Randomness;

public sealed class PortableMathTests
{
    [Fact]
    public void Sine_and_cosine_agree_with_the_library()
    {
        for (var turns = -3.0; turns <= 3; turns += 0.00137)
        {
            var (sin, cos) = PortableMath.SinCosOfTurns(turns);
            Assert.Equal(Math.Sin(2 * Math.PI * turns), sin, 5e-15);
            Assert.Equal(Math.Cos(2 * Math.PI * turns), cos, 5e-15);
        }
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0.25, 1, 0)]
    [InlineData(0.5, 0, -1)]
    [InlineData(0.75, -1, 0)]
    [InlineData(-0.25, -1, 0)]
    public void Quarter_turns_are_exact(double turns, double sin, double cos) =>
        Assert.Equal((sin, cos), PortableMath.SinCosOfTurns(turns));

    [Fact]
    public void The_sine_of_vectors_agrees_with_the_library()
    {
        for (var turns = -4f; turns <= 4; turns += 0.00731f)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * turns), PortableMath.SinOfTurns(Vector.Create(turns))[0], 3e-6);
        }
    }

    [Fact]
    public void The_exponential_agrees_with_the_library()
    {
        for (var x = -700.0; x <= 700; x += 0.917)
        {
            Assert.Equal(1, PortableMath.Exp(x) / Math.Exp(x), 5e-13);
        }

        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Exp(701));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Exp(double.NaN));
    }

    [Fact]
    public void The_logarithm_agrees_with_the_library()
    {
        for (var x = 1e-300; x < 1e300; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), PortableMath.Log(x), 3e-13);
        }

        Assert.Equal(0, PortableMath.Log(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Log(double.PositiveInfinity));
    }

    // The values that AS 241 publishes, and their mirror image.
    [Theory]
    [InlineData(0.25, -0.6744897501960817)]
    [InlineData(0.001, -3.090232306167814)]
    [InlineData(1e-20, -9.262340089798408)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.999, 3.090232306167814)]
    [InlineData(0.5, 0)]
    public void Quantiles_of_the_normal_distribution_are_the_published_ones(double probability, double quantile) =>
        Assert.Equal(quantile, NormalDistribution.Quantile(probability), 1e-13);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Quantiles_of_no_probability_are_refused(double probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(probability));
}
