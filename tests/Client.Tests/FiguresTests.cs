using Counterfactual.Client.Rendering;

namespace Counterfactual.Client.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.0, "0:00")]
    [InlineData(30.6, "0:31")]
    [InlineData(125.0, "2:05")]
    [InlineData(3725.0, "1:02:05")]
    [InlineData(360000.0, "100:00:00")]
    [InlineData(null, "")]
    public void Durations_are_minutes_and_seconds_with_hours_where_there_are_any(double? seconds, string text) =>
        Assert.Equal(text, Figures.Duration(seconds));

    [Theory]
    [InlineData(0, "╌╌╌╌")]
    [InlineData(0.5, "━━╌╌")]
    [InlineData(1, "━━━━")]
    [InlineData(7, "━━━━")]
    [InlineData(double.NaN, "╌╌╌╌")]
    public void Bars_stay_within_their_bounds(double done, string bar) => Assert.Equal(bar, ProgressBar.Of(done, 4));

    [Fact]
    public void A_sparkline_spans_least_to_greatest_of_the_last_values() =>
        Assert.Equal("▁█▅", Sparkline.Of([99, 1, 3, 2], 3));

    [Fact]
    public void A_sparkline_of_equal_or_missing_values_is_flat()
    {
        Assert.Equal("▁▁", Sparkline.Of([5, 5], 8));
        Assert.Equal("", Sparkline.Of([double.NaN, double.PositiveInfinity], 8));
        Assert.Equal("", Sparkline.Of([], 8));
    }
}
