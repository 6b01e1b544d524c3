using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Counterfactual.Grains.Hosting.Telemetry;

/// <summary>What is measured of turns, and of what committed turns did.</summary>
public static class GrainMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Counterfactual.Grains";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>From the call to the commit, with all retries.</summary>
    internal static readonly Histogram<double> TurnDuration = Meter.CreateHistogram(
        "counterfactual.turn.duration", "s", "Time of a turn from its call to its commit, by grain and method.",
        advice: Seconds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30));

    /// <summary>Turns run again.</summary>
    internal static readonly Counter<long> TurnRetries = Meter.CreateCounter<long>(
        "counterfactual.turn.retries", "{retry}", "Turns run again since the database could not order them or was away.");

    /// <summary>Errors of the database.</summary>
    internal static readonly Counter<long> StoreErrors = Meter.CreateCounter<long>(
        "counterfactual.store.errors", "{error}", "Errors of the database, those that led to a retry included, by code.");

    /// <summary>Attempts that began.</summary>
    internal static readonly Counter<long> AttemptsStarted = Meter.CreateCounter<long>(
        "counterfactual.attempt.started", "{attempt}", "Attempts that got a lease.");

    /// <summary>Attempts that ended.</summary>
    internal static readonly Counter<long> AttemptsEnded = Meter.CreateCounter<long>(
        "counterfactual.attempt.ended", "{attempt}", "Attempts that ended, by outcome, and by cause where they failed.");

    /// <summary>How long attempts took.</summary>
    internal static readonly Histogram<double> AttemptDuration = Meter.CreateHistogram(
        "counterfactual.attempt.duration", "s", "Time of an attempt from its lease to its end, by outcome.",
        advice: Seconds(1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600));

    /// <summary>Leases that ran out.</summary>
    internal static readonly Counter<long> LeasesExpired = Meter.CreateCounter<long>(
        "counterfactual.lease.expired", "{lease}", "Leases that ran out because whoever held them stopped renewing.");

    /// <summary>How long experiments wait for a device.</summary>
    internal static readonly Histogram<double> PickupDuration = Meter.CreateHistogram(
        "counterfactual.experiment.pickup.duration", "s",
        "Time from when an experiment was queued, or its attempt before ended, until a device took it.",
        advice: Seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30, 300, 3600));

    /// <summary>Experiments that ended.</summary>
    internal static readonly Counter<long> ExperimentsEnded = Meter.CreateCounter<long>(
        "counterfactual.experiment.ended", "{experiment}",
        "Experiments that completed, failed for good or were cancelled, by status, and by cause where they failed.");

    /// <summary>Sweeps that ended.</summary>
    internal static readonly Counter<long> SweepsEnded = Meter.CreateCounter<long>(
        "counterfactual.sweep.ended", "{sweep}", "Sweeps that ended, by status.");

    /// <summary>Has what is zero until something happens shown from the beginning, so that its first time is a rise.</summary>
    public static void ShowZeros()
    {
        foreach (var counter in (Counter<long>[])
            [TurnRetries, StoreErrors, AttemptsStarted, AttemptsEnded, LeasesExpired, ExperimentsEnded, SweepsEnded])
        {
            counter.Add(0);
        }
    }

    /// <summary>Notes a turn that committed.</summary>
    internal static void TurnCommitted(long started, string? grain, string method)
    {
        if (TurnDuration.Enabled)
        {
            TurnDuration.Record(
                Stopwatch.GetElapsedTime(started).TotalSeconds,
                new(TelemetryNames.Grain, grain ?? "none"), new(TelemetryNames.Method, method));
        }
    }

    /// <summary>Notes a turn that is run again.</summary>
    internal static void TurnRetried(Exception cause)
    {
        TurnRetries.Add(1);
        if (cause is DbException error)
        {
            StoreFailed(error);
        }
    }

    /// <summary>Notes an error of the database.</summary>
    internal static void StoreFailed(DbException error) => StoreErrors.Add(
        1, new KeyValuePair<string, object?>(TelemetryNames.ErrorType, error.SqlState ?? error.GetType().Name));

    private static InstrumentAdvice<double> Seconds(params double[] boundaries) =>
        new() { HistogramBucketBoundaries = boundaries };
}
