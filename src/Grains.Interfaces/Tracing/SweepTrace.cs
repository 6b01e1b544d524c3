using System.Globalization;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Tracing;

/// <summary>
/// The spans of a sweep's trace whose identities are the same for whoever tells of them.
/// <code>
///   sweep               from launch to end; launched again after that: a further one below the first
///     experiment        from queue to end; run again: a further one
///       attempt         from lease to end, on whatever silo; one for each epoch of the lease
///       experiment      a part of its evaluation
/// </code>
/// </summary>
public static class SweepTrace
{
    /// <summary>The span of an experiment, or null where its sweep has no trace.</summary>
    /// <param name="trace">What is stored with the experiment: <see cref="ExperimentState.Trace"/>.</param>
    /// <param name="experiment">Key of the experiment.</param>
    /// <param name="queued">When it was queued, which tells apart the times that it is run.</param>
    public static TraceParent? Experiment(string? trace, string experiment, DateTime queued) => Child(
        trace, string.Create(CultureInfo.InvariantCulture, $"experiment {experiment} {Milliseconds(queued)}"));

    /// <summary>The span of an attempt, or null where its sweep has no trace.</summary>
    /// <param name="trace">What is stored with the experiment: <see cref="ExperimentState.Trace"/>.</param>
    /// <param name="experiment">Key of the experiment.</param>
    /// <param name="epoch">Epoch of the attempt's lease; that of the attempt before is one less.</param>
    public static TraceParent? Attempt(string? trace, string experiment, long epoch) => Child(
        trace, string.Create(CultureInfo.InvariantCulture, $"attempt {experiment} {epoch}"));

    /// <summary>The span of a sweep, from a launch to its end, or null where it has no trace.</summary>
    /// <param name="trace">What is stored with the sweep; its own span is the first.</param>
    /// <param name="created">When it was first launched.</param>
    /// <param name="began">When it was launched this time.</param>
    public static TraceParent? Sweep(string? trace, DateTime created, DateTime began) =>
        created == began && TraceParent.Read(trace) is { } first
            ? first
            : Child(trace, string.Create(CultureInfo.InvariantCulture, $"sweep {Milliseconds(began)}"));

    private static long Milliseconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    private static TraceParent? Child(string? trace, string name) =>
        TraceParent.Read(trace)?.Child(name);
}
