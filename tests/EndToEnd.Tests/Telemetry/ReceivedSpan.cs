using Counterfactual.EndToEnd.Tests.Telemetry.Otlp;
using Google.Protobuf;

namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>A span as a collector gets it.</summary>
internal sealed class ReceivedSpan(Span span)
{
    public string Trace { get; } = Hex(span.TraceId);

    public string Id { get; } = Hex(span.SpanId);

    /// <summary>Empty for a root.</summary>
    public string Parent { get; } = Hex(span.ParentSpanId);

    public string Name => span.Name;

    public bool IsError => span.Status?.Code == StatusCode.Error;

    public string Message => span.Status?.Message ?? "";

    public IReadOnlyList<string> Links { get; } = [.. span.Links.Select(link => Hex(link.SpanId))];

    public ulong Nanoseconds => span.EndTimeUnixNano - span.StartTimeUnixNano;

    public string this[string attribute] =>
        span.Attributes.FirstOrDefault(found => found.Key == attribute)?.Value is { } value
            ? value.ValueCase == AnyValue.ValueOneofCase.StringValue ? value.StringValue : $"{value.IntValue + value.DoubleValue}"
            : "";

    public static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    public override string ToString() => $"{Name} {Id} below {Parent}{(IsError ? $", failed: {Message}" : "")}";
}

/// <summary>A line of a log as a collector gets it.</summary>
internal sealed record ReceivedLog(string Text, string Trace, string Span);
