using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Hosting.Telemetry;
using OpenTelemetry;

namespace Counterfactual.Silo.Telemetry;

/// <summary>
/// Prints spans for people, one a line as they end: when it ended, how long it took, its name, set in by its level, its
/// attributes, and what went wrong. A span ends after those below it, so a tree is read from the bottom up.
/// </summary>
internal sealed class ConsoleSpanExporter(TextWriter output) : BaseExporter<Activity>
{
    private const string OwnPrefix = "counterfactual.";
    private const int IndentOfLevel = 2;

    /// <summary>Spans are told of in any order, and those above later: how deep each stands follows from its name.</summary>
    private static readonly Dictionary<string, int> Levels = new()
    {
        [SpanNames.Sweep] = 0,
        [SpanNames.Launch] = 1,
        [SpanNames.Report] = 1,
        [SpanNames.Experiment] = 1,
        [SpanNames.Attempt] = 2,
        ["checkpoint"] = 4,
        ["shard"] = 4,
    };

    private const int LevelOfOthers = 3;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            output.WriteLine(Line(span));
        }

        return ExportResult.Success;
    }

    /// <summary>A span as a line.</summary>
    internal static string Line(Activity span)
    {
        var ended = span.StartTimeUtc + span.Duration;
        var indent = new string(' ', IndentOfLevel * Levels.GetValueOrDefault(span.OperationName, LevelOfOthers));
        var attributes = string.Concat(span.TagObjects.Select(tag => string.Create(
            CultureInfo.InvariantCulture, $" {ShortName(tag.Key)}={tag.Value}")));
        var replaced = string.Concat(span.Links.Select(link => $" after={link.Context.SpanId}"));
        var error = span.Status == ActivityStatusCode.Error ? $" FAILED: {span.StatusDescription}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ended:HH:mm:ss.fff} {Time(span.Duration),9}  {indent}{span.OperationName}{attributes}{replaced}{error}")
            .ReplaceLineEndings(" ");
    }

    private static string ShortName(string attribute) =>
        attribute.StartsWith(OwnPrefix, StringComparison.Ordinal) ? attribute[OwnPrefix.Length..] : attribute;

    private static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms"),
        { TotalMinutes: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0} min"),
    };
}
