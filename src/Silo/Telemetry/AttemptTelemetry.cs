using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Grains.Tracing;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Telemetry;

namespace Counterfactual.Silo.Telemetry;

/// <summary>Tells what a trainer says of its attempt: spans below the attempt's, and measurements of the device.</summary>
internal sealed class AttemptTelemetry : IDisposable
{
    private readonly string device;
    private readonly TraceParent? attempt;
    private readonly Dictionary<string, TrainerMessage.Span> open = [];

    /// <param name="assignment">What the attempt is to run.</param>
    internal AttemptTelemetry(Assignment assignment)
    {
        device = assignment.Lease.Device;
        attempt = SiloSpans.AreTold
            ? SweepTrace.Attempt(assignment.Trace, assignment.Lease.Experiment, assignment.Lease.Epoch)
            : null;
    }

    /// <summary>The attempt's span as W3C traceparent; null where nobody listens.</summary>
    internal string? Trace => attempt?.ToString();

    /// <summary>Makes the attempt's span the current one, so that logs tell of it; null where nobody listens.</summary>
    internal Activity? Enter() => attempt is null ? null : StoredSpan.StandIn(SpanNames.Attempt, attempt);

    /// <summary>Takes a message of spans or measurements; false where it is another.</summary>
    internal bool Takes(TrainerMessage message)
    {
        switch (message)
        {
            case TrainerMessage.Span span:
                Take(span);
                return true;
            case TrainerMessage.Measured measured:
                Take(measured);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends the spans that the trainer left open.</summary>
    public void Dispose()
    {
        foreach (var span in open.Values)
        {
            Tell(span, DateTime.UtcNow, "the trainer process ended before this was done");
        }

        open.Clear();
    }

    private void Take(TrainerMessage.Span span)
    {
        if (span.Ended is { } ended)
        {
            open.Remove(span.Id);
            Tell(span, ended, span.Error);
        }
        else
        {
            open[span.Id] = span;
        }
    }

    private void Take(TrainerMessage.Measured measured)
    {
        foreach (var (instrument, values, attribute, value) in measured.Of)
        {
            var attributes = new TagList { { TelemetryNames.Device, device } };
            if (attribute is not null)
            {
                attributes.Add(attribute, value);
            }

            foreach (var number in values)
            {
                TrainingMetrics.Take(instrument, number, attributes);
            }
        }
    }

    private void Tell(TrainerMessage.Span span, DateTime ended, string? error)
    {
        if (Below(span.Id) is { } identity && Below(span.Above) is { } above)
        {
            new StoredSpan
            {
                Name = span.Name,
                Identity = identity,
                Parent = above,
                Started = span.Started,
                Ended = ended,
                Attributes = [.. span.Attributes.Select(ToTag)],
                Error = error,
            }.Tell(TrainingSpans.Source);
        }
    }

    /// <summary>A span of the attempt's trace; null where what the trainer sent is no identity.</summary>
    private TraceParent? Below(string id) => attempt is null ? null : TraceParent.Read((attempt with { SpanId = id }).ToString());

    private static KeyValuePair<string, object?> ToTag(SpanAttribute attribute) => new(
        attribute.Name,
        attribute.Number is not { } number ? attribute.Text : double.IsInteger(number) ? (object)(long)number : number);
}
