using Counterfactual.Silo.Telemetry;

namespace Counterfactual.Silo.Tests.Telemetry;

public sealed class TelemetryOptionsTests
{
    [Theory]
    [InlineData("off", false, false, null)]
    [InlineData("console", true, false, null)]
    [InlineData("otlp", false, true, null)]
    [InlineData("otlp=http://collector:4317", false, true, "http://collector:4317/")]
    [InlineData("otlp=https://collector/path?a=b", false, true, "https://collector/path?a=b")]
    public void What_is_written_is_read_and_written_again(string text, bool console, bool collector, string? url)
    {
        var options = TelemetryOptions.Parse(text);
        Assert.Equal((console, collector, url), (options.ToConsole, options.ToCollector, options.Collector?.ToString()));
        Assert.Equal(options, TelemetryOptions.Parse(options.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Console")]
    [InlineData("otlp=")]
    [InlineData("otlp=collector:4317")]
    [InlineData("otlp=ftp://collector")]
    [InlineData("console=http://collector")]
    public void Anything_else_is_refused_with_what_would_be_right(string text)
    {
        var wrong = Assert.Throws<FormatException>(() => TelemetryOptions.Parse(text));
        Assert.Contains("expected console, otlp, otlp=URL", wrong.Message, StringComparison.Ordinal);
    }
}
