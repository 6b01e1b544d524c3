namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>What must hold of the spans that a collector got of one sweep.</summary>
internal static class ReceivedTrace
{
    /// <summary>Every span but a shard's, which is only there where it was not in the cache, with what it may be below.</summary>
    private static readonly Dictionary<string, string[]> Above = new()
    {
        ["sweep"] = [],
        ["launch"] = ["sweep"],
        ["experiment"] = ["sweep"],
        ["report"] = ["sweep"],
        ["attempt"] = ["experiment"],
        ["claim"] = ["attempt"],
        ["prepare"] = ["attempt"],
        ["epoch"] = ["attempt"],
        ["validate"] = ["attempt"],
        ["evaluate"] = ["attempt"],
        ["checkpoint"] = ["epoch"],
    };

    /// <summary>All spans, which are of one trace and each told of once.</summary>
    public static IReadOnlyList<ReceivedSpan> Of(OtlpReceiver receiver)
    {
        var spans = receiver.Spans.ToList();
        Assert.Single(spans.Select(span => span.Trace).Distinct());
        Assert.Equal(spans.Count, spans.Select(span => span.Id).Distinct().Count());
        return spans;
    }

    /// <summary>Every kind of span is there, and no other.</summary>
    public static void RequireEveryKind(IEnumerable<ReceivedSpan> spans) =>
        Assert.Equal(Above.Keys.Order(), spans.Select(span => span.Name).Where(name => name != "shard").Distinct().Order());

    /// <summary>Each span is below what it belongs to, among all that the collector got.</summary>
    public static void RequireParents(IEnumerable<ReceivedSpan> spans, OtlpReceiver receiver)
    {
        var byId = receiver.Spans.ToDictionary(span => span.Id);
        Assert.All(spans.Where(span => span.Name != "shard"), span =>
        {
            if (Above[span.Name] is { Length: > 0 } names)
            {
                Assert.True(byId.TryGetValue(span.Parent, out var parent), $"{span}: nothing above it");
                Assert.Contains(parent.Name, names);
            }
            else
            {
                Assert.Equal("", span.Parent);
            }
        });
    }
}
