using System.Diagnostics;
using System.Runtime.CompilerServices;
using Counterfactual.Grains.Tracing;

namespace Counterfactual.Grains.Hosting.Telemetry;

/// <summary>
/// A span whose identity and times are known beforehand: because it began in another process, or because its children were told
/// of before it ended. It is told of when it has ended, at once and as a whole.
/// </summary>
public sealed record StoredSpan
{
    /// <summary>Its name, one of a few.</summary>
    public required string Name { get; init; }

    /// <summary>Its trace and identity.</summary>
    public required TraceParent Identity { get; init; }

    /// <summary>The span above; null where there is none.</summary>
    public required TraceParent? Parent { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public required DateTime Ended { get; init; }

    /// <summary>Its attributes; those without a value are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Attributes { get; init; } = [];

    /// <summary>Another span that it has to do with, such as the attempt that it replaces.</summary>
    public TraceParent? Link { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>Tells of it; nothing happens where nobody listens.</summary>
    public void Tell(ActivitySource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.HasListeners())
        {
            return;
        }

        var above = new ActivityContext(
            ActivityTraceId.CreateFromString(Identity.TraceId),
            Parent is null ? default : ActivitySpanId.CreateFromString(Parent.SpanId),
            ActivityTraceFlags.Recorded,
            isRemote: true);
        // A span without a parent would be put below whatever goes on around.
        var around = Activity.Current;
        Activity.Current = null;
        try
        {
            Tell(source, above);
        }
        finally
        {
            Activity.Current = around;
        }
    }

    private void Tell(ActivitySource source, ActivityContext above)
    {
        using var activity = source.CreateActivity(
            Name, ActivityKind.Internal, above, Attributes.Where(attribute => attribute.Value is not null),
            Link is null ? null : [new ActivityLink(ContextOf(Link))]);
        if (activity is null)
        {
            return;
        }

        activity.SetStartTime(DateTime.SpecifyKind(Started, DateTimeKind.Utc));
        activity.Start();
        SpanIdOf(activity) = Identity.SpanId;
        if (Error is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, Error);
        }

        activity.SetEndTime(DateTime.SpecifyKind(Ended < Started ? Started : Ended, DateTimeKind.Utc));
    }

    /// <summary>
    /// Makes a span that is told of elsewhere the current one of this thread and what follows from it, until it is disposed
    /// of: what is begun meanwhile is below it. It is not told of itself.
    /// </summary>
    public static Activity StandIn(string name, TraceParent identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var activity = new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        var itself = ContextOf(identity);
        activity.SetParentId(itself.TraceId, itself.SpanId, itself.TraceFlags);
        activity.Start();
        SpanIdOf(activity) = identity.SpanId;
        return activity;
    }

    private static ActivityContext ContextOf(TraceParent span) => new(
        ActivityTraceId.CreateFromString(span.TraceId),
        ActivitySpanId.CreateFromString(span.SpanId),
        ActivityTraceFlags.Recorded);

    /// <summary>
    /// The runtime has no way to give a span an identity that was chosen beforehand. A test fails should a newer runtime keep
    /// it in another field.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);
}
