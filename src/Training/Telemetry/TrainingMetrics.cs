using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Counterfactual.Training.Telemetry;

/// <summary>What is measured of experiments that run.</summary>
public static class TrainingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Counterfactual.Training";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram(
        "counterfactual.training.step.duration", "s", "Time of an optimiser step, its batch read before.",
        advice: Seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15));

    private static readonly Counter<long> ImagesTrained = Meter.CreateCounter<long>(
        "counterfactual.training.images", "{image}", "Images of optimiser steps.");

    private static readonly Counter<long> ImagesEvaluated = Meter.CreateCounter<long>(
        "counterfactual.evaluation.images", "{image}", "Images that a model's predictions were counted on.");

    private static readonly Counter<long> CacheLookups = Meter.CreateCounter<long>(
        "counterfactual.shard.cache.lookups", "{lookup}", "Shards asked of the cache: hits were there, misses had to be made.");

    private static readonly Counter<long> ShardImages = Meter.CreateCounter<long>(
        "counterfactual.shard.images", "{image}", "Images decoded or rendered into the cache.");

    private static readonly Histogram<double> ShardDuration = Meter.CreateHistogram(
        "counterfactual.shard.duration", "s", "Time to decode or render a shard into the cache.",
        advice: Seconds(0.1, 0.5, 1, 5, 15, 60, 300, 900));

    private static readonly Dictionary<string, Instrument> Instruments = new Instrument[]
    {
        StepDuration, ImagesTrained, ImagesEvaluated, CacheLookups, ShardImages, ShardDuration,
    }.ToDictionary(instrument => instrument.Name);

    /// <summary>Notes optimiser steps: where a device runs ahead, several that only together have a time.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="seconds">What they took together.</param>
    /// <param name="images">Images of each.</param>
    internal static void Stepped(int steps, double seconds, int images)
    {
        for (var step = 0; step < steps; step++)
        {
            StepDuration.Record(seconds / steps);
        }

        ImagesTrained.Add((long)steps * images);
    }

    /// <summary>Notes images on which predictions were counted.</summary>
    internal static void Evaluated(int images) => ImagesEvaluated.Add(images);

    /// <summary>Notes whether a shard was in the cache.</summary>
    internal static void LookedUp(bool hit) => CacheLookups.Add(
        1, new KeyValuePair<string, object?>("counterfactual.shard.cache.result", hit ? "hit" : "miss"));

    /// <summary>Notes a shard that was made.</summary>
    internal static void ShardMade(int images, long started)
    {
        ShardImages.Add(images);
        ShardDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Takes over what another process has measured; nothing happens where there is no such instrument.</summary>
    /// <param name="instrument">Name of the instrument.</param>
    /// <param name="value">What was measured, in the instrument's unit.</param>
    /// <param name="attributes">Its attributes.</param>
    public static void Take(string instrument, double value, in TagList attributes)
    {
        switch (Instruments.GetValueOrDefault(instrument))
        {
            case Counter<long> counter:
                counter.Add((long)value, attributes);
                break;
            case Histogram<double> histogram:
                histogram.Record(value, attributes);
                break;
        }
    }

    private static InstrumentAdvice<double> Seconds(params double[] boundaries) =>
        new() { HistogramBucketBoundaries = boundaries };
}
