using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Grains.Tracing;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Telemetry;

namespace Counterfactual.Silo.Telemetry;

/// <summary>
/// Tells the silo the spans and measurements of one run, as messages of the trainer's protocol: a span when it begins and when
/// it ends, measurements gathered over a second. What is in the pipe outlives the trainer, so one that is killed loses nothing
/// that it had told, and its silo ends the spans that it left open.
/// </summary>
internal sealed class TrainerTelemetry : IDisposable
{
    private const int MillisecondsBetweenMessages = 1000;

    private readonly Action<TrainerMessage> send;
    private readonly Activity? attempt;
    private readonly ActivityListener? spans;
    private readonly MeterListener meters = new();
    private readonly Lock gate = new();
    private readonly Dictionary<(string Instrument, string? Attribute, string? Value), List<double>> measured = [];
    private long lastSent = Environment.TickCount64;

    /// <summary>Tells from now on.</summary>
    /// <param name="send">Sends a message to the silo.</param>
    /// <param name="trace">The attempt's span, as W3C traceparent; null to tell no spans.</param>
    internal TrainerTelemetry(Action<TrainerMessage> send, string? trace)
    {
        this.send = send;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TrainingMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        meters.Start();
        if (TraceParent.Read(trace) is { } identity)
        {
            attempt = StoredSpan.StandIn(SpanNames.Attempt, identity);
            spans = new ActivityListener
            {
                ShouldListenTo = source => source.Name == TrainingSpans.SourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStarted = span => send(Message(span, ended: null)),
                ActivityStopped = span => send(Message(span, span.StartTimeUtc + span.Duration)),
            };
            ActivitySource.AddActivityListener(spans);
        }
    }

    /// <summary>
    /// Marks the innermost open span as failed. An exception filter asks this, since it runs before the spans are left: a catch
    /// block would find them ended.
    /// </summary>
    /// <returns>True: whoever asks is to catch the failure.</returns>
    internal bool Marks(Exception failure)
    {
        if (Activity.Current is { } span && span != attempt)
        {
            span.SetStatus(ActivityStatusCode.Error, failure.Message);
            span.SetTag(TelemetryNames.ErrorType, failure.GetType().FullName);
        }

        return true;
    }

    /// <summary>Tells what was measured so far: steps behind a stored checkpoint count, even if this process is killed.</summary>
    internal void TellMeasured()
    {
        lock (gate)
        {
            SendMeasured();
        }
    }

    /// <summary>Ends the spans that a failure left open, and tells what is left.</summary>
    public void Dispose()
    {
        for (var open = Activity.Current; attempt is not null && open is not null && open != attempt; open = open.Parent)
        {
            open.Dispose();
        }

        spans?.Dispose();
        meters.Dispose();
        attempt?.Dispose();
        TellMeasured();
    }

    private static TrainerMessage.Span Message(Activity span, DateTime? ended) => new(
        span.SpanId.ToHexString(), span.ParentSpanId.ToHexString(), span.OperationName, span.StartTimeUtc, ended,
        [.. span.TagObjects.Select(tag => tag.Value is string text
            ? new SpanAttribute(tag.Key, text)
            : new SpanAttribute(tag.Key, Number: Convert.ToDouble(tag.Value, CultureInfo.InvariantCulture)))],
        span.Status == ActivityStatusCode.Error ? span.StatusDescription : null);

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = tags.IsEmpty ? (instrument.Name, null, null) : (instrument.Name, tags[0].Key, tags[0].Value?.ToString());
        lock (gate)
        {
            if (!measured.TryGetValue(key, out var values))
            {
                measured.Add(key, values = []);
            }

            if (instrument is Counter<long> && values.Count > 0)
            {
                values[0] += value;
            }
            else
            {
                values.Add(value);
            }

            if (Environment.TickCount64 - lastSent >= MillisecondsBetweenMessages)
            {
                SendMeasured();
            }
        }
    }

    private void SendMeasured()
    {
        lastSent = Environment.TickCount64;
        if (measured.Count > 0)
        {
            send(new TrainerMessage.Measured(
            [
                .. measured.Select(group =>
                    new TakenMeasurements(group.Key.Instrument, group.Value, group.Key.Attribute, group.Key.Value)),
            ]));
            measured.Clear();
        }
    }
}
