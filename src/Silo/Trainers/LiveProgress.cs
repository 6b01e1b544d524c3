using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Trainers;

/// <summary>What this silo's devices are doing and what happened on them lately; in memory only, safe for any thread.</summary>
internal sealed class LiveProgress
{
    private const int EventsKept = 4096;
    private const int EventsGiven = 200;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, RunningAttempt> running = new(StringComparer.Ordinal);
    private readonly Queue<(string Sweep, ProgressEvent Event)> events = new();
    private readonly Dictionary<string, (int Count, double Seconds)> completed = [];

    // Numbers go on ascending over restarts, so that a client that comes back after one misses nothing.
    private long lastNumber;

    // The newest event that is not known here (any more).
    private long forgotten;

    internal LiveProgress() => lastNumber = forgotten = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>Number of the newest event.</summary>
    internal long LastEvent
    {
        get
        {
            lock (gate)
            {
                return lastNumber;
            }
        }
    }

    /// <summary>Whether <see cref="Of"/> gives everything that happened in a sweep after an event.</summary>
    internal bool Knows(string sweep, long after)
    {
        lock (gate)
        {
            return after >= forgotten && after <= lastNumber
                && events.Count(item => item.Event.Number > after && item.Sweep == sweep) <= EventsGiven;
        }
    }

    /// <summary>Shows an attempt from now until it is disposed.</summary>
    internal RunningAttempt Begin(Assignment assignment, ExperimentSnapshot experiment, string device)
    {
        var attempt = new RunningAttempt(assignment, experiment, device, End);
        lock (gate)
        {
            running[device] = attempt;
        }

        return attempt;
    }

    /// <summary>Notes what happened to an attempt.</summary>
    internal void Note(RunningAttempt attempt, ProgressEventKind kind, string? message = null, Evaluation? evaluation = null)
    {
        lock (gate)
        {
            events.Enqueue((attempt.Sweep, attempt.ToEvent(++lastNumber, kind, message, evaluation)));
            if (events.Count > EventsKept)
            {
                forgotten = events.Dequeue().Event.Number;
            }

            if (kind == ProgressEventKind.Completed)
            {
                var (count, seconds) = completed.GetValueOrDefault(attempt.Sweep);
                completed[attempt.Sweep] = (count + 1, seconds + attempt.Seconds);
            }
        }
    }

    /// <summary>What a device runs, or null.</summary>
    internal RunningExperiment? OnDevice(string device)
    {
        lock (gate)
        {
            return running.GetValueOrDefault(device)?.ToContract();
        }
    }

    /// <summary>What the devices run.</summary>
    internal IReadOnlyList<RunningExperiment> Running()
    {
        lock (gate)
        {
            return [.. running.Values.Select(attempt => attempt.ToContract())];
        }
    }

    /// <summary>What is known of a sweep here.</summary>
    /// <param name="sweep">The sweep as the database has it.</param>
    /// <param name="after">Events after this number.</param>
    /// <param name="devices">Devices of all silos, at least 1.</param>
    /// <param name="elsewhere">What other silos run of any sweep.</param>
    internal SweepProgress Of(SweepSnapshot sweep, long after, int devices, IEnumerable<RunningExperiment> elsewhere)
    {
        lock (gate)
        {
            var now = running.Values.Where(attempt => attempt.Sweep == sweep.Id).Select(attempt => attempt.ToContract())
                .Concat(elsewhere.Where(other => ExperimentKey.Parse(other.Id).Sweep == sweep.Id)).ToList();
            return new SweepProgress
            {
                Id = sweep.Id,
                Status = sweep.Status,
                Counts = sweep.Counts,
                Running = now,
                Events = [.. events.Where(item => item.Event.Number > after && item.Sweep == sweep.Id).TakeLast(EventsGiven)
                    .Select(item => item.Event)],
                LastEvent = lastNumber,
                SecondsLeft = SecondsLeft(sweep, now, devices),
            };
        }
    }

    private double? SecondsLeft(SweepSnapshot sweep, List<RunningExperiment> now, int devices)
    {
        if (sweep.Status.HasEnded())
        {
            return 0;
        }

        var (count, seconds) = completed.GetValueOrDefault(sweep.Id);
        var estimates = now.Where(item => item.SecondsLeft is not null)
            .Select(item => item.Seconds + item.SecondsLeft!.Value).ToList();
        if (count + estimates.Count == 0)
        {
            return null;
        }

        var mean = (seconds + estimates.Sum()) / (count + estimates.Count);
        var left = now.Sum(item => item.SecondsLeft ?? mean) + (sweep.Counts.Queued * mean);
        var slots = Math.Max(1, Math.Min(devices, sweep.Counts.Open));

        // The last experiments do not share one device: nothing ends before the longest of them.
        return Math.Max(left / slots, now.Select(item => item.SecondsLeft ?? mean).DefaultIfEmpty(0).Max());
    }

    private void End(RunningAttempt attempt)
    {
        lock (gate)
        {
            if (running.GetValueOrDefault(attempt.Device) == attempt)
            {
                running.Remove(attempt.Device);
            }
        }
    }
}
