using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Tests;

public sealed class ExperimentKeyTests
{
    [Fact]
    public void A_key_is_read_as_it_is_written() =>
        Assert.Equal(new ExperimentKey("demo-2", 37), ExperimentKey.Parse(new ExperimentKey("demo-2", 37).ToString()));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, ExperimentKey.MostParts)]
    [InlineData(2_097_151, 5)]
    public void A_part_knows_its_whole_and_has_a_number_of_its_own(int number, int part)
    {
        var whole = new ExperimentKey("demo", number);
        var key = whole.OfPart(part);
        Assert.Equal(($"demo/{number}.{part}", true, part, whole), (key.ToString(), key.IsPart, key.Part, key.Whole));
        Assert.Equal(key, ExperimentKey.Parse(key.ToString()));
        Assert.Equal((false, 0, whole), (whole.IsPart, whole.Part, whole.Whole));
        Assert.True(key.Number < 0);
    }

    [Theory]
    [InlineData("demo/3.")]
    [InlineData("demo/3.0")]
    [InlineData("demo/3.1024")]
    [InlineData("demo/.1")]
    [InlineData("demo/0.1")]
    [InlineData("demo/2097152.1")]
    [InlineData("demo/3.1.1")]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("/3")]
    [InlineData("demo/")]
    [InlineData("demo/x")]
    [InlineData("demo/-1")]
    [InlineData("demo/99999999999")]
    public void Anything_else_is_refused(string text) =>
        Assert.Contains(
            $"'{text}'", Assert.Throws<FormatException>(() => ExperimentKey.Parse(text)).Message, StringComparison.Ordinal);
}
