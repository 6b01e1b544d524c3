using System.Diagnostics.Metrics;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Experiments;
using OpenTelemetry.Metrics;

namespace Counterfactual.Silo.Telemetry;

/// <summary>What is read rather than counted: how long the queue is, and what the silo's devices do.</summary>
internal sealed class SiloMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string MeterName = "Counterfactual.Silo";

    private readonly Meter meter = new(MeterName);
    private readonly QueueStatistics queue;
    private readonly LiveProgress live;
    private readonly string silo;
    private volatile QueueReading? reading;

    /// <param name="collector">What collects these and all other measurements.</param>
    /// <param name="queue">Counts what waits.</param>
    /// <param name="live">What the silo's devices do.</param>
    /// <param name="silo">Name of the silo.</param>
    internal SiloMetrics(MeterProvider collector, QueueStatistics queue, LiveProgress live, string silo)
    {
        Collector = collector;
        this.queue = queue;
        this.live = live;
        this.silo = silo;

        // Of the whole store, whichever silo tells.
        meter.CreateObservableGauge(
            "counterfactual.queue.depth", () => OfQueue(now => now.Waiting), "{experiment}",
            "Experiments that wait for a device, in the whole store.");
        meter.CreateObservableGauge(
            "counterfactual.queue.age", () => OfQueue(now => now.OldestSeconds), "s", "How long the oldest of them has waited.");
        meter.CreateObservableGauge(
            "counterfactual.experiment.running", () => OfQueue(now => now.Running), "{experiment}",
            "Experiments under a lease, in the whole store.");

        // Of this silo.
        meter.CreateObservableGauge(
            "counterfactual.device.active", () => OfDevices(_ => 1L), "{device}",
            "1 for each device of this silo that runs an experiment.");
        meter.CreateObservableGauge(
            "counterfactual.training.throughput", OfTraining, "{image}/s", "Training images a second over the last steps.");
    }

    /// <summary>What collects these and all other measurements.</summary>
    internal MeterProvider Collector { get; }

    /// <summary>Reads what only the database knows; nothing is known where it fails.</summary>
    internal async Task RefreshAsync(CancellationToken cancellation)
    {
        try
        {
            reading = await queue.ReadAsync(cancellation);
        }
#pragma warning disable CA1031 // Whatever is wrong with the database, measuring goes on and the silo ends in order.
        catch (Exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            reading = null;
        }
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> OfQueue<T>(Func<QueueReading, T> value)
        where T : struct => reading is { } now ? [new(value(now))] : [];

    private IEnumerable<Measurement<T>> OfDevices<T>(Func<RunningExperiment, T> value)
        where T : struct => live.Running().Select(running => Of(running, value(running)));

    private IEnumerable<Measurement<double>> OfTraining() => live.Running()
        .Where(running => running.Progress is { Phase: ExperimentPhase.Training, ImagesPerSecond: > 0 })
        .Select(running => Of(running, running.Progress.ImagesPerSecond));

    private Measurement<T> Of<T>(RunningExperiment running, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>(TelemetryNames.Device, $"{silo}/{running.Device}"));
}
