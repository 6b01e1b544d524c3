using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// What is promised of sweeps: each ends exactly once after a launch, when its last experiment has, with the right outcome.
/// </summary>
internal sealed class SweepPromises
{
    private readonly Dictionary<string, Expected> sweeps = [];

    public IEnumerable<string> All => sweeps.Keys;

    /// <summary>Whether every sweep was last seen ended.</summary>
    public bool HaveEnded => sweeps.Values.All(sweep => sweep.Ended is not null);

    /// <summary>The sweep was launched, perhaps again: where it was paused, it still is.</summary>
    public void Launched(string sweep, int priority, int? maxConcurrent) => sweeps[sweep] = new()
    {
        Priority = priority,
        MaxConcurrent = maxConcurrent,
        Mode = sweeps.TryGetValue(sweep, out var before) && before.IsPaused ? SweepStatus.Paused : SweepStatus.Running,
    };

    public int PriorityOf(string sweep) => sweeps[sweep].Priority;

    public SweepStatus ModeOf(string sweep) => sweeps[sweep].Mode;

    /// <summary>Whether another experiment of the sweep, or part of one, may start beside those that run.</summary>
    public bool MayStart(string sweep, int running) =>
        sweeps[sweep].Mode != SweepStatus.Paused && !(running >= sweeps[sweep].MaxConcurrent);

    public void SetMode(string sweep, SweepStatus mode)
    {
        if (sweeps[sweep].Ended is null)
        {
            sweeps[sweep].Mode = mode;
        }
    }

    /// <summary>The sweep goes on after a retry.</summary>
    public void Reopened(string sweep)
    {
        var old = sweeps[sweep];
        sweeps[sweep] = new()
        {
            Priority = old.Priority,
            MaxConcurrent = old.MaxConcurrent,
            Mode = old.IsPaused ? SweepStatus.Paused : SweepStatus.Running,
        };
    }

    public void Cancelled(string sweep) => sweeps[sweep].IsCancelled = sweeps[sweep].Ended is null;

    /// <summary>Compares a sweep with what it is to be.</summary>
    /// <param name="actual">The sweep.</param>
    /// <param name="experiments">Every experiment that it ever had.</param>
    public void Hold(SweepSnapshot actual, IReadOnlyCollection<ExpectedExperiment> experiments)
    {
        var expected = sweeps[actual.Id];
        int Count(ExperimentStatus status) => experiments.Count(experiment => experiment.IsAsked && experiment.Status == status);
        var counts = new ExperimentCounts(
            Count(ExperimentStatus.Queued), Count(ExperimentStatus.Running) + Count(ExperimentStatus.Evaluating),
            Count(ExperimentStatus.Completed),
            Count(ExperimentStatus.Failed), Count(ExperimentStatus.Cancelled));
        Promises.Require(actual.Counts == counts, $"sweep {actual.Id} counts {actual.Counts}; expected {counts}");
        if (expected.Ended is not null)
        {
            Promises.Require(
                (actual.Ended, actual.Status) == (expected.Ended, expected.Status),
                $"sweep {actual.Id} ended as {expected.Status} at {expected.Ended:O} and again as "
                    + $"{actual.Status} at {actual.Ended:O}");
        }
        else if (actual.Ended is null)
        {
            Promises.Require(
                actual.Status == expected.Mode,
                $"sweep {actual.Id} has not ended, and is {actual.Status}; expected {expected.Mode}");
        }
        else
        {
            Promises.Require(counts.Open == 0, $"sweep {actual.Id} ended as {actual.Status} with {counts.Open} open experiments");
            var outcome = expected.IsCancelled ? SweepStatus.Cancelled
                : counts.Failed > 0 ? SweepStatus.Failed
                : counts.Completed < counts.Total ? SweepStatus.Cancelled
                : SweepStatus.Completed;
            Promises.Require(actual.Status == outcome, $"sweep {actual.Id} ended as {actual.Status}; expected {outcome}");
            (expected.Ended, expected.Status) = (actual.Ended, actual.Status);
        }
    }

    private sealed class Expected
    {
        public required int Priority { get; init; }

        public required int? MaxConcurrent { get; init; }

        public SweepStatus Mode { get; set; }

        public bool IsPaused => Ended is null && Mode == SweepStatus.Paused;

        public bool IsCancelled { get; set; }

        public DateTime? Ended { get; set; }

        public SweepStatus Status { get; set; }
    }
}
