using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// The standing promises, held against everything that was asked and answered: each experiment ends exactly once, never has
/// two live leases, its epochs strictly increase, no report of an old epoch changes anything, attempts are counted right, and
/// nothing is lost. Every method throws <see cref="BrokenPromiseException"/> where a promise is broken.
/// </summary>
internal sealed class Promises(VirtualTime time)
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
            .Where(experiment => experiment is { Status: ExperimentStatus.Completed, IsReused: false, IsStopped: false, Whole: null })
            .ToLookup(experiment => experiment.Cell);
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
            }
            else
            {
                experiment = new ExpectedExperiment(row.Id, row.Point);
                Require(experiments.TryAdd(row.Id, experiment), $"{row.Id} was used twice");
                experiment.Queue(request.MaxAttempts, time.Now);
                if (!request.Fresh && results[row.Point.Cell].FirstOrDefault(same => same.Id == row.ReusedFrom) is { } original)
                {
                    (experiment.Status, experiment.ResultMark, experiment.IsReused) = (ExperimentStatus.Completed, original.ResultMark, true);
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
        var expected = new SweepLaunched(answer.SweepId, table.Count - kept - reused, kept, reused, removed);
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

    public void Granted(DeviceDescription device, Assignment assignment)
    {
        var lease = assignment.Lease;
        var experiment = experiments[lease.Experiment];
        Require(
            experiment.Status != ExperimentStatus.Running,
            $"two live leases of {experiment.Id}: epoch {experiment.Epoch} of {experiment.Device} and epoch {lease.Epoch} of {device.Id}");
        Require(experiment.Status == ExperimentStatus.Queued, $"{experiment.Id} was granted though it is {experiment.Status}");
        Require(
            experiment.CanBeClaimedBy(device, time.Now), $"{experiment.Id} was granted to {device} before {experiment.NotBefore:O}");
        Require(lease.Epoch > experiment.Epoch, $"epoch {lease.Epoch} of {experiment.Id} follows epoch {experiment.Epoch}");
        Require(lease.Expires == time.Now + World.LeaseDuration, $"the lease of {experiment.Id} lasts until {lease.Expires:O}");
        RequireTurnOf(experiment.Sweep, device);

        experiment.Status = ExperimentStatus.Running;
        experiment.Attempts++;
        (experiment.Epoch, experiment.Device, experiment.Expires) = (lease.Epoch, device.Id, lease.Expires);
        Require(
            assignment.Attempt == experiment.Attempts, $"attempt {experiment.Attempts} of {experiment.Id} was counted as {assignment.Attempt}");
        Require(
            assignment.Checkpoint?.Artifact.Name == CheckpointOf(experiment), $"{experiment.Id} goes on from {assignment.Checkpoint}");
    }

    public void NothingGranted(DeviceDescription device)
    {
        var overlooked = SweepsWithWork(device).FirstOrDefault().Sweep;
        Require(overlooked is null, $"{device.Id} was given nothing though {overlooked} has work for it");
    }

    /// <summary>Whoever ran it hands the sweep's experiments back from now on, or ends them.</summary>
    public void Stopped(string sweep)
    {
        Sweeps.SetMode(sweep, SweepQueueMode.Stopping);
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

    /// <summary>A silo was asked to hand back these.</summary>
    public void Recalled(string silo, IReadOnlyList<Lease> leases)
    {
        var expected = Open
            .Where(open => open.Status == ExperimentStatus.Running && Sweeps.ModeOf(open.Sweep) == SweepQueueMode.Paused)
            .Where(open => open.Device!.StartsWith(silo + "/", StringComparison.Ordinal))
            .Select(open => open.Id);
        Require(
            leases.Select(lease => lease.Experiment).Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)),
            $"{silo} is asked to hand back {string.Join(", ", leases.Select(lease => lease.Experiment))}");
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

    public void Renewed(Lease lease, bool isHeld)
    {
        var experiment = experiments[lease.Experiment];
        Require(
            isHeld == experiment.IsHeldUnder(lease.Epoch),
            $"renewal of {lease}: held is {isHeld} while {experiment.Id} is {experiment.Status} at epoch {experiment.Epoch}");
        experiment.Expires = isHeld ? time.Now + World.LeaseDuration : experiment.Expires;
    }

    /// <summary>All leases that have run out are to have been found; the experiments whose attempts failed so.</summary>
    public IReadOnlyList<string> LeasesRunOut() => Expire(experiment => experiment.Expires <= time.Now);

    /// <summary>A silo gave up what its devices held before it was killed; the experiments.</summary>
    public IReadOnlyList<string> LeasesGivenUp(string silo, int count)
    {
        // A part that fails for good cancels the others: how many are given up before it is a matter of order.
        bool IsHeldBySilo(ExpectedExperiment experiment) => experiment.Device!.StartsWith(silo + "/", StringComparison.Ordinal);
        var held = Open.Count(open => open.Status == ExperimentStatus.Running && IsHeldBySilo(open));
        var expired = Expire(IsHeldBySilo);
        Require(count >= expired.Count && count <= held, $"{silo} gave up {count} leases; expected {expired.Count} to {held}");
        return expired;
    }

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

    /// <summary>Priority first, then the fewest running: no sweep with work for the device was to go before this one.</summary>
    private void RequireTurnOf(string sweep, DeviceDescription device)
    {
        var candidates = SweepsWithWork(device);
        Require(candidates.Any(candidate => candidate.Sweep == sweep), $"{sweep} was to start nothing");
        var best = candidates.MaxBy(candidate => (candidate.Priority, -candidate.Running));
        var given = candidates.Single(candidate => candidate.Sweep == sweep);
        Require(
            (given.Priority, given.Running) == (best.Priority, best.Running), $"{given} went before {best}");
    }

    private (string Sweep, int Priority, int Running)[] SweepsWithWork(DeviceDescription device) =>
    [
        .. from sweep in Open.Where(open => open.CanBeClaimedBy(device, time.Now)).GroupBy(open => open.Sweep)
           let running = Of(sweep.Key).Count(experiment => experiment.Status == ExperimentStatus.Running)
           where sweep.Any(open => Sweeps.MayStart(sweep.Key, running, isPart: open.Whole is not null))
           select (sweep.Key, Sweeps.PriorityOf(sweep.Key), running),
    ];

    private bool IsStopping(ExpectedExperiment experiment) =>
        experiment.Whole is null && Sweeps.ModeOf(experiment.Sweep) == SweepQueueMode.Stopping;

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
                experiment.Attempts--;
                experiment.Requeue(time.Now, IsStopping(experiment));
                break;
            default:
                experiment.Fail(report.Cause, time.Now, IsStopping(experiment));
                break;
        }
    }

    private List<string> Expire(Func<ExpectedExperiment, bool> isOver)
    {
        List<string> expired = [];
        foreach (var experiment in Open.Where(open => open.Status == ExperimentStatus.Running && isOver(open)))
        {
            experiment.Fail(FailureCause.LeaseExpired, time.Now, IsStopping(experiment));
            expired.Add(experiment.Id);
        }

        return expired;
    }

    private static string? CheckpointOf(ExpectedExperiment experiment) =>
        experiment.CheckpointMark is int mark ? $"checkpoint-{mark}" : null;
}
