namespace Counterfactual.Silo.Telemetry;

/// <summary>Where a silo's traces, metrics and logs go.</summary>
public sealed record TelemetryOptions
{
    /// <summary>What people write for no telemetry.</summary>
    public const string Off = "off";

    private const string ConsoleWord = "console";
    private const string OtlpWord = "otlp";

    /// <summary>Whether spans are printed to standard error, one a line.</summary>
    public bool ToConsole { get; init; }

    /// <summary>Whether traces, metrics and logs are sent by OTLP, as the OTEL_* variables of the environment say.</summary>
    public bool ToCollector { get; init; }

    /// <summary>Where the collector is; null for what OTEL_EXPORTER_OTLP_ENDPOINT says, or else this machine.</summary>
    public Uri? Collector { get; init; }

    /// <summary>Whether anything goes anywhere. What <c>/metrics</c> shows is measured in any case.</summary>
    public bool IsOn => ToConsole || ToCollector;

    /// <summary>Reads <c>console</c>, <c>otlp</c>, <c>otlp=URL</c> or <c>off</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static TelemetryOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            Off => new(),
            ConsoleWord => new() { ToConsole = true },
            OtlpWord => new() { ToCollector = true },
            _ when text.Split('=', 2) is [OtlpWord, var url] && ReadUrl(url) is { } collector =>
                new() { ToCollector = true, Collector = collector },
            _ => throw new FormatException(
                $"'{text}' is no telemetry; expected console, otlp, otlp=URL such as otlp=http://collector:4317, or off"),
        };
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => this switch
    {
        { ToConsole: true } => ConsoleWord,
        { Collector: { } url } => $"{OtlpWord}={url}",
        { ToCollector: true } => OtlpWord,
        _ => Off,
    };

    private static Uri? ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
