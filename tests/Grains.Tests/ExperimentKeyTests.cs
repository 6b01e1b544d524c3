using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Tests;

public sealed class ExperimentKeyTests
{
    [Fact]
    public void A_key_is_read_as_it_is_written() =>
        Assert.Equal(new ExperimentKey("demo-2", 37), ExperimentKey.Parse(new ExperimentKey("demo-2", 37).ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("/3")]
    [InlineData("demo/")]
    [InlineData("demo/x")]
    [InlineData("demo/-1")]
    [InlineData("demo/99999999999")]
    public void Anything_else_is_refused(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => ExperimentKey.Parse(text)).Message, StringComparison.Ordinal);
}
