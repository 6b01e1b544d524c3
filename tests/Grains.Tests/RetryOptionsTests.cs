using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Tests;

public sealed class RetryOptionsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(1000, 60)]
    public void Delays_double_up_to_the_longest(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryOptions.Default.DelayAfter(attempts));

    [Fact]
    public void Negative_delays_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryOptions { FirstDelay = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryOptions { LongestDelay = TimeSpan.FromTicks(-1) });
    }
}
