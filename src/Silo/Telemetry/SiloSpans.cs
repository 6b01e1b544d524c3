using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Grains.Tracing;

namespace Counterfactual.Silo.Telemetry;

/// <summary>The spans of a silo's own work: launches, claims that found something, reports.</summary>
internal static class SiloSpans
{
    /// <summary>Where the spans come from.</summary>
    internal const string SourceName = "Counterfactual.Silo";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens to spans.</summary>
    internal static bool AreTold => Source.HasListeners();

    /// <summary>A trace for a new sweep, as W3C traceparent.</summary>
    internal static string NewTrace() =>
        new TraceParent(ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString()).ToString();

    /// <summary>Tells of a launch that is done.</summary>
    internal static void Launched(SweepLaunched launched, DateTime started)
    {
        if (TraceParent.Read(launched.Trace) is { } sweep)
        {
            Tell(
                SpanNames.Launch, sweep, started,
                new(TelemetryNames.Sweep, launched.SweepId), new("counterfactual.launch.queued", launched.Queued));
        }
    }

    /// <summary>Tells of the claim by which a device got an attempt.</summary>
    internal static void Claimed(Assignment assignment, DateTime asked)
    {
        if (SweepTrace.Attempt(assignment.Trace, assignment.Lease.Experiment, assignment.Lease.Epoch) is { } attempt)
        {
            Tell(
                SpanNames.Claim, attempt, asked,
                new(TelemetryNames.Experiment, assignment.Lease.Experiment), new(TelemetryNames.Device, assignment.Lease.Device));
        }
    }

    /// <summary>Begins the writing of a sweep's report; null where nobody listens.</summary>
    internal static Activity? Report(SweepSnapshot sweep) =>
        ActivityContext.TryParse(sweep.Trace, null, isRemote: true, out var above)
        ? Source.StartActivity(SpanNames.Report, ActivityKind.Internal, above)?.SetTag(TelemetryNames.Sweep, sweep.Id)
        : null;

    private static void Tell(string name, TraceParent above, DateTime started, params KeyValuePair<string, object?>[] attributes)
    {
        if (AreTold)
        {
            new StoredSpan
            {
                Name = name,
                Identity = above with { SpanId = ActivitySpanId.CreateRandom().ToHexString() },
                Parent = above,
                Started = started,
                Ended = DateTime.UtcNow,
                Attributes = attributes,
            }.Tell(Source);
        }
    }
}
