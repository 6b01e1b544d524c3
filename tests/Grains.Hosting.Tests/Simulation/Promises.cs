using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// The standing promises, held against everything that was asked and answered: each experiment ends exactly once, never has
/// two live leases, its epochs strictly increase, no report of an old epoch changes anything, attempts are counted right, and
/// nothing is lost. Every method throws <see cref="BrokenPromiseException"/> where a promise is broken.
/// </summary>
internal sealed partial class Promises(VirtualTime time)
{
    private readonly Dictionary<string, ExpectedExperiment> experiments = [];

    public SweepPromises Sweeps { get; } = new();

    private readonly Dictionary<string, RungPromises> rungs = [];

    public IEnumerable<ExpectedExperiment> Open => experiments.Values.Where(experiment => experiment.IsOpen);

    public IEnumerable<ExpectedExperiment> Of(string sweep) =>
        experiments.Values.Where(experiment => experiment.Sweep == sweep);

    /// <param name="request">What was asked for.</param>
    /// <param name="answer">What the sweep says it did.</param>
    /// <param name="table">The sweep's table afterwards.</param>
    public void Launched(SweepLaunch request, SweepLaunched answer, IReadOnlyList<ExperimentSnapshot> table)
    {
        Require(
            table.Select(row => row.Point.Cell).SequenceEqual(request.Points.Select(point => point.Cell)),
            $"the table of {answer.SweepId} does not have the points asked for");
        var runsStoppedAgain = RungsOf(answer.SweepId).Launched(request.Rules.EarlyStopping);
        var known = Of(answer.SweepId).Where(experiment => experiment.Whole is null).ToDictionary(experiment => experiment.Cell);
        var results = experiments.Values
            .Where(experiment =>
                experiment is { Status: ExperimentStatus.Completed, IsReused: false, IsStopped: false, Whole: null })
            .ToLookup(experiment => experiment.Cell);
        var asked = request.Points.ToDictionary(point => point.Cell);
        var (kept, reused) = (0, 0);
        foreach (var row in table)
        {
            if (known.Remove(row.Point.Cell, out var experiment))
            {
                Require(experiment.Id == row.Id, $"{experiment.Id} is now called {row.Id}");
                var isRunAgain = experiment.Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled
                    || (runsStoppedAgain && experiment.IsStopped);
                kept += experiment.Status == ExperimentStatus.Completed && !isRunAgain ? 1 : 0;
                if (isRunAgain)
                {
                    experiment.Queue(request.MaxAttempts, time.Now);
                }

                experiment.Amend(asked[row.Point.Cell], request.MaxAttempts);
            }
            else
            {
                experiment = new ExpectedExperiment(row.Id, row.Point);
                Require(experiments.TryAdd(row.Id, experiment), $"{row.Id} was used twice");
                experiment.Queue(request.MaxAttempts, time.Now);
                if (!request.Fresh && results[row.Point.Cell].FirstOrDefault(same => same.Id == row.ReusedFrom) is { } original)
                {
                    (experiment.Status, experiment.ResultMark, experiment.IsReused) =
                        (ExperimentStatus.Completed, original.ResultMark, true);
                    experiment.ResultCorrect = original.ResultCorrect;
                    reused++;
                }

                Require(
                    experiment.IsReused == (!request.Fresh && results.Contains(row.Point.Cell)),
                    $"{row.Id} reuses '{row.ReusedFrom}' though {results[row.Point.Cell].Count()} results of its cell are there");
            }

            experiment.IsAsked = true;
            Hold(row);
        }

        var removed = known.Values.Count(experiment => experiment.IsAsked);
        foreach (var experiment in known.Values)
        {
            experiment.IsAsked = false;
            experiment.Cancel();
        }

        Sweeps.Launched(answer.SweepId, request.Priority, request.MaxConcurrent);
        var mode = Sweeps.ModeOf(answer.SweepId);
        Require(answer.Status == mode || answer.Status.HasEnded(), $"the launch left {answer}; expected {mode}");
        var expected = new SweepLaunched(
            answer.SweepId, table.Count - kept - reused, kept, reused, removed, Status: answer.Status);
        Require(answer == expected, $"the launch says {answer}; expected {expected}");
    }

    public void Cancelled(string experiment) => experiments[experiment].Cancel();

    public void SweepCancelled(string sweep)
    {
        foreach (var experiment in Of(sweep))
        {
            experiment.Cancel();
        }

        Sweeps.Cancelled(sweep);
    }

    /// <summary>What waits is withdrawn; what runs is to be finished, by whomever.</summary>
    public void Stopped(string sweep)
    {
        if (Sweeps.ModeOf(sweep) == SweepStatus.Stopping)
        {
            return;
        }

        Sweeps.SetMode(sweep, SweepStatus.Stopping);
        foreach (var experiment in Of(sweep).Where(experiment => experiment is { Status: ExperimentStatus.Queued, Whole: null }))
        {
            experiment.Cancel();
        }
    }

    public void Retried(string sweep, int maxAttempts, bool fromScratch, int count)
    {
        ExpectedExperiment[] failed = [.. Of(sweep).Where(one => one.IsAsked && one.Status == ExperimentStatus.Failed)];
        Require(count == failed.Length, $"{count} experiments of {sweep} are tried again; expected {failed.Length}");
        foreach (var experiment in failed)
        {
            if (fromScratch)
            {
                experiment.Forget();
            }

            experiment.Queue(maxAttempts, time.Now);
        }

        if (failed.Length > 0)
        {
            Sweeps.Reopened(sweep);
        }
    }

    public void Reported(SimulatedReport report, bool accepted)
    {
        var experiment = experiments[report.Experiment];
        var isCurrent = experiment.IsHeldUnder(report.Lease.Epoch);
        var isRepeated = experiment.Epoch == report.Lease.Epoch && report.Kind switch
        {
            ReportKind.Completed => experiment.Status == ExperimentStatus.Completed,
            ReportKind.Evaluate => experiment.Status is ExperimentStatus.Completed or ExperimentStatus.Evaluating,
            _ => false,
        };
        Require(
            isCurrent || isRepeated || !accepted,
            $"a stale report was accepted ({report}) while {experiment.Id} is {experiment.Status} at epoch {experiment.Epoch}");
        Require(accepted || !(isCurrent || isRepeated), $"a report of the current lease was refused ({report})");
        if (isCurrent)
        {
            Accept(experiment, report);
        }
    }

    /// <summary>The metric of an experiment after a step: always the same, and that of others now and then.</summary>
    public double ValueAt(string experiment, int step) =>
        ((experiments[experiment].Cell.Sum(character => character * 31) + (step * 17)) % 23) / 23.0;

    /// <summary>An experiment asked at a rung; the answer is null where it was refused.</summary>
    public void Decided(ExperimentKey key, RungReport report, bool? goesOn)
    {
        var experiment = experiments[key.ToString()];
        var isCurrent = experiment.IsHeldUnder(report.LeaseEpoch);
        Require(isCurrent == goesOn is not null, $"{key} asked under epoch {report.LeaseEpoch} and was told {goesOn}");
        if (isCurrent)
        {
            var expected = RungsOf(key.Sweep).Decide(report);
            Require(goesOn == expected, $"{key} was told {goesOn} at rung {report.Rung}; expected {expected}");
        }
    }

    public RungPromises RungsOf(string sweep) =>
        rungs.TryGetValue(sweep, out var found) ? found : rungs[sweep] = new();

    /// <summary>Compares an experiment with what it is to be.</summary>
    public void Hold(ExperimentSnapshot actual)
    {
        var expected = experiments[actual.Id];
        if (expected.Whole is { Status: ExperimentStatus.Failed })
        {
            expected.EndLike(actual);
        }

        Same("status", actual.Status, expected.Status);
        Same("attempts", actual.Attempts, expected.Attempts);
        Same("device", actual.Device, expected.Device);
        Same("checkpoint", actual.Checkpoint?.Artifact.Name, CheckpointOf(expected));
        Same("result", actual.Result?.TrainingSeconds, expected.ResultMark);
        Same("count", actual.Result?.Evaluations.Single().TestSets.Single().Correct, expected.ResultCorrect);
        Same("last failure", actual.LastFailure?.Cause, expected.LastFailure);
        Same("end", actual.Ended is not null, !expected.IsOpen);

        void Same<T>(string what, T actually, T expectedly) => Require(
            EqualityComparer<T>.Default.Equals(actually, expectedly),
            $"{actual.Id} has the {what} '{actually}'; expected '{expectedly}'");
    }

    public static void Require(bool isKept, string otherwise)
    {
        if (!isKept)
        {
            throw new BrokenPromiseException(otherwise);
        }
    }

    private void Accept(ExpectedExperiment experiment, SimulatedReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Progress:
                experiment.Metrics[report.Step] = report.Mark;
                experiment.CheckpointMark = report.Mark;
                break;
            case ReportKind.Completed:
                experiment.Complete(report.Mark);
                (experiment.CheckpointMark, experiment.IsStopped) = (null, report.Stopped is not null);
                break;
            case ReportKind.Evaluate:
                experiment.Evaluate(report, time.Now);
                foreach (var part in experiment.Parts!)
                {
                    Require(experiments.TryAdd(part.Id, part), $"{part.Id} was used twice");
                }

                break;
            case ReportKind.HandedBack:
                experiment.HandBack(time.Now);
                break;
            default:
                experiment.Fail(report.Cause, time.Now);
                break;
        }
    }

    private static string? CheckpointOf(ExpectedExperiment experiment) =>
        experiment.CheckpointMark is int mark ? $"checkpoint-{mark}" : null;
}
