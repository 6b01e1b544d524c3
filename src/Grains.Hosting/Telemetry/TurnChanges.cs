using System.Diagnostics;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Grains.Tracing;

namespace Counterfactual.Grains.Hosting.Telemetry;

/// <summary>
/// What a turn changed in sweeps and experiments. It is told as metrics and spans once the turn has committed, and follows
/// from the stored states alone: so counts agree with the database, whichever silo ran the turn.
/// </summary>
internal sealed class TurnChanges
{
    private readonly Dictionary<GrainId, (ExperimentStatus Status, bool IsAttempted)> experimentsBefore = [];
    private readonly Dictionary<GrainId, bool> sweepsEndedBefore = [];
    private readonly Dictionary<GrainId, object> written = [];

    /// <summary>Where spans of sweeps, experiments and attempts come from.</summary>
    public static ActivitySource Source { get; } = new(GrainMetrics.MeterName);

    /// <summary>Notes a state as the turn finds it.</summary>
    public void Read(GrainId id, object state)
    {
        switch (state)
        {
            case ExperimentState experiment:
                experimentsBefore[id] = (experiment.Status, IsAttempted(experiment));
                break;
            case SweepState sweep:
                sweepsEndedBefore[id] = sweep.Ended is not null;
                break;
        }
    }

    /// <summary>Notes a state that the turn changes; it may change further until the turn ends.</summary>
    public void Write(GrainId id, object state)
    {
        if (state is ExperimentState or SweepState)
        {
            written[id] = state;
        }
    }

    /// <summary>Tells of what changed.</summary>
    public void Tell()
    {
        foreach (var (id, state) in written)
        {
            switch (state)
            {
                case ExperimentState experiment when experimentsBefore.TryGetValue(id, out var before):
                    TellExperiment(id.Key, experiment, before.Status, before.IsAttempted);
                    break;
                case SweepState { Ended: { } ended } sweep when !sweepsEndedBefore.GetValueOrDefault(id):
                    TellSweepEnded(id.Key, sweep, ended);
                    break;
            }
        }
    }

    private static bool IsAttempted(ExperimentState experiment) =>
        experiment.History is [.., { Outcome: AttemptOutcome.Running }];

    private static void TellExperiment(string key, ExperimentState experiment, ExperimentStatus before, bool wasAttempted)
    {
        if (!wasAttempted && IsAttempted(experiment))
        {
            GrainMetrics.AttemptsStarted.Add(1);
            GrainMetrics.PickupDuration.Record((experiment.History[^1].Began - WaitedSince(experiment)).TotalSeconds);
        }

        if (wasAttempted && experiment.History is [.., { Ended: { } ended } attempt])
        {
            TellAttemptEnded(key, experiment, attempt, ended);
        }

        if (before.IsOpen() && !experiment.Status.IsOpen() && experiment.Ended is { } end)
        {
            TellExperimentEnded(key, experiment, end);
        }
    }

    private static DateTime WaitedSince(ExperimentState experiment) =>
        experiment.History is [.., { Ended: { } ended }, _] && ended > experiment.Queued ? ended : experiment.Queued;

    private static void TellAttemptEnded(string key, ExperimentState experiment, AttemptRecord attempt, DateTime ended)
    {
        var outcome = new KeyValuePair<string, object?>(TelemetryNames.Outcome, Word(attempt.Outcome));
        var cause = new KeyValuePair<string, object?>(TelemetryNames.ErrorType, Word(attempt.Failure?.Cause));
        GrainMetrics.AttemptDuration.Record((ended - attempt.Began).TotalSeconds, outcome);
        GrainMetrics.AttemptsEnded.Add(1, [outcome, .. GivenOf(cause)]);
        if (attempt.Failure is { Cause: FailureCause.LeaseExpired })
        {
            GrainMetrics.LeasesExpired.Add(1);
        }

        if (Source.HasListeners() && SweepTrace.Attempt(experiment.Trace, key, experiment.Epoch) is { } identity)
        {
            new StoredSpan
            {
                Name = SpanNames.Attempt,
                Identity = identity,
                Parent = SweepTrace.Experiment(experiment.Trace, key, experiment.Queued),
                Started = attempt.Began,
                Ended = ended,
                Attributes =
                [
                    new(TelemetryNames.Experiment, key), new(TelemetryNames.Attempt, attempt.Attempt),
                    new(TelemetryNames.Device, attempt.Device), new(TelemetryNames.LeaseEpoch, experiment.Epoch), outcome, cause,
                ],
                Link = experiment.Epoch > 1 ? SweepTrace.Attempt(experiment.Trace, key, experiment.Epoch - 1) : null,
                Error = attempt.Failure?.Message,
            }.Tell(Source);
        }
    }

    private static void TellExperimentEnded(string key, ExperimentState experiment, DateTime ended)
    {
        var status = new KeyValuePair<string, object?>(TelemetryNames.Status, Word(experiment.Status));
        var failure = experiment.Status == ExperimentStatus.Failed ? experiment.LastFailure : null;
        var cause = new KeyValuePair<string, object?>(TelemetryNames.ErrorType, Word(failure?.Cause));

        // A part of an evaluation is told as a span; what people count is the whole.
        if (!ExperimentKey.Parse(key).IsPart)
        {
            GrainMetrics.ExperimentsEnded.Add(1, [status, .. GivenOf(cause)]);
        }

        if (Source.HasListeners() && SweepTrace.Experiment(experiment.Trace, key, experiment.Queued) is { } identity
            && TraceParent.Read(experiment.Trace) is { } above)
        {
            new StoredSpan
            {
                Name = SpanNames.Experiment,
                Identity = identity,
                Parent = above,
                Started = experiment.Queued,
                Ended = ended,
                Attributes =
                [
                    new(TelemetryNames.Experiment, key), new(TelemetryNames.Row, experiment.Point?.Row),
                    new(TelemetryNames.Seed, experiment.Point?.Seed), new(TelemetryNames.Attempt, experiment.Attempts),
                    status, cause,
                ],
                Error = failure?.Message,
            }.Tell(Source);
        }
    }

    private static void TellSweepEnded(string id, SweepState sweep, DateTime ended)
    {
        var status = new KeyValuePair<string, object?>(TelemetryNames.Status, Word(sweep.Status));
        GrainMetrics.SweepsEnded.Add(1, status);
        if (SweepTrace.Sweep(sweep.Trace, sweep.Created, sweep.Began) is { } identity
            && TraceParent.Read(sweep.Trace) is { } first)
        {
            new StoredSpan
            {
                Name = SpanNames.Sweep,
                Identity = identity,
                Parent = identity == first ? null : first,
                Started = sweep.Began,
                Ended = ended,
                Attributes = [new(TelemetryNames.Sweep, id), status],
                Error = sweep.Status == SweepStatus.Failed ? "an experiment failed" : null,
            }.Tell(Source);
        }
    }

    private static ReadOnlySpan<KeyValuePair<string, object?>> GivenOf(KeyValuePair<string, object?> attribute) =>
        attribute.Value is null ? [] : new[] { attribute };

    /// <summary>A value as attributes write it: <c>lease_expired</c>.</summary>
    private static string? Word<T>(T? value) => value is null ? null : SnakeCase.ConvertName(value.ToString()!);

    private static System.Text.Json.JsonNamingPolicy SnakeCase => System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
}
