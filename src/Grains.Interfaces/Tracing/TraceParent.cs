using System.Security.Cryptography;
using System.Text;

namespace Counterfactual.Grains.Tracing;

/// <summary>
/// A span of a trace, written as W3C Trace Context writes it: <c>00-TRACE-SPAN-01</c>. It is stored with what it traces, and the
/// spans below it have identities that follow from their names: so any process can tell of a span's children before the span
/// itself has ended, and a trace survives whoever writes it.
/// </summary>
/// <param name="TraceId">32 lower-case hexadecimal digits, not all zero.</param>
/// <param name="SpanId">16 lower-case hexadecimal digits, not all zero.</param>
public sealed record TraceParent(string TraceId, string SpanId)
{
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    /// <summary>Reads <c>00-TRACE-SPAN-FLAGS</c>; null where the text is anything else.</summary>
    public static TraceParent? Read(string? text) =>
        text?.Split('-') is ["00", var trace, var span, { Length: 2 }] && IsId(trace, TraceDigits) && IsId(span, SpanDigits)
            ? new TraceParent(trace, span)
            : null;

    /// <summary>The span below this one that has a name, which is unique there: the same whoever asks.</summary>
    public TraceParent Child(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{TraceId}-{SpanId}/{name}"));
        return this with { SpanId = Convert.ToHexStringLower(hash)[..SpanDigits] };
    }

    /// <inheritdoc/>
    public override string ToString() => $"00-{TraceId}-{SpanId}-01";

    private static bool IsId(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiHexDigitLower) && text.Any(digit => digit != '0');
}
