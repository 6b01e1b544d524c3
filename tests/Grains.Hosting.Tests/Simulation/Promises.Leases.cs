using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <content>Who is given a lease, in which order of sweeps, and who keeps it.</content>
internal sealed partial class Promises
{
    private readonly HashSet<string> drained = [];

    /// <summary>Whether a device is kept from being given work.</summary>
    public bool AnyDrained => drained.Count > 0;

    public void Drained(string device, bool isDrained) => _ = isDrained ? drained.Add(device) : drained.Remove(device);

    /// <summary>
    /// What devices were given that asked in one turn. Those that are alike are served together, in the order of the first of
    /// them; which of them is given which item is not promised. Who asks twice is served again after all others.
    /// </summary>
    public void Claimed(IReadOnlyList<(DeviceDescription Device, Assignment? Assignment)> answers)
    {
        var inOrder = answers.OrderBy(answer => answer.Device.Id, StringComparer.Ordinal).ToList();
        var first = inOrder.DistinctBy(answer => answer.Device).ToList();
        foreach (var alike in first.GroupBy(answer => (answer.Device.Kind, answer.Device.MemoryBytes)))
        {
            ClaimedAlike([.. alike]);
        }

        foreach (var again in inOrder.Except(first))
        {
            ClaimedAlike([again]);
        }
    }

    /// <summary>A device gave back all that it held; the experiments.</summary>
    public IReadOnlyList<string> HandedBack(DeviceDescription device)
    {
        List<string> handedBack = [];
        foreach (var experiment in Open.Where(open => open.Status == ExperimentStatus.Running && open.Device == device.Id))
        {
            experiment.HandBack(time.Now);
            handedBack.Add(experiment.Id);
        }

        return handedBack;
    }

    private void ClaimedAlike(List<(DeviceDescription Device, Assignment? Assignment)> answers)
    {
        var granted = answers.Where(answer => answer.Assignment is not null).ToList();
        while (granted.Count > 0)
        {
            foreach (var answer in granted)
            {
                RequireWaiting(answer.Device, answer.Assignment!.Lease);
            }

            var next = granted.FindIndex(answer => IsTurnOf(SweepOf(answer.Assignment!), answer.Device));
            Require(
                next >= 0,
                $"it was not the turn of {string.Join(" nor of ", granted.Select(answer => answer.Assignment!.Lease))}");
            Granted(granted[next].Device, granted[next].Assignment!);
            granted.RemoveAt(next);
        }

        foreach (var answer in answers.Where(answer => answer.Assignment is null))
        {
            NothingGranted(answer.Device);
        }
    }

    private void RequireWaiting(DeviceDescription device, Lease lease)
    {
        var experiment = experiments[lease.Experiment];
        Require(
            experiment.Status != ExperimentStatus.Running,
            $"two live leases of {experiment.Id}: epoch {experiment.Epoch} of {experiment.Device} and epoch "
                + $"{lease.Epoch} of {device.Id}");
        Require(experiment.Status == ExperimentStatus.Queued, $"{experiment.Id} was granted though it is {experiment.Status}");
    }

    private void Granted(DeviceDescription device, Assignment assignment)
    {
        var lease = assignment.Lease;
        var experiment = experiments[lease.Experiment];
        Require(
            experiment.CanBeClaimedBy(device, time.Now),
            $"{experiment.Id} was granted to {device} before {experiment.NotBefore:O}");
        Require(lease.Epoch > experiment.Epoch, $"epoch {lease.Epoch} of {experiment.Id} follows epoch {experiment.Epoch}");
        Require(lease.Expires == time.Now + World.LeaseDuration, $"the lease of {experiment.Id} lasts until {lease.Expires:O}");

        experiment.Status = ExperimentStatus.Running;
        experiment.Attempts++;
        (experiment.Epoch, experiment.Device, experiment.Expires) = (lease.Epoch, device.Id, lease.Expires);
        Require(
            assignment.Attempt == experiment.Attempts,
            $"attempt {experiment.Attempts} of {experiment.Id} was counted as {assignment.Attempt}");
        Require(
            assignment.Checkpoint?.Artifact.Name == CheckpointOf(experiment),
            $"{experiment.Id} goes on from {assignment.Checkpoint}");
        Require(assignment.Settings == experiment.Settings, $"{experiment.Id} is done as {assignment.Settings}");
    }

    private void NothingGranted(DeviceDescription device)
    {
        var overlooked = SweepsWithWork(device).FirstOrDefault().Sweep;
        Require(overlooked is null, $"{device.Id} was given nothing though {overlooked} has work for it");
    }

    /// <summary>A silo was asked to hand back these.</summary>
    public void Recalled(string silo, IReadOnlyList<Lease> leases)
    {
        var expected = Open
            .Where(open => open.Status == ExperimentStatus.Running)
            .Where(open => Sweeps.ModeOf(open.Sweep) == SweepStatus.Paused || drained.Contains(open.Device!))
            .Where(open => open.Device!.StartsWith(silo + "/", StringComparison.Ordinal))
            .Select(open => open.Id);
        Require(
            leases.Select(lease => lease.Experiment).Order(StringComparer.Ordinal)
                .SequenceEqual(expected.Order(StringComparer.Ordinal)),
            $"{silo} is asked to hand back {string.Join(", ", leases.Select(lease => lease.Experiment))}");
    }

    public void Renewed(Lease lease, bool isHeld)
    {
        var experiment = experiments[lease.Experiment];
        Require(
            isHeld == experiment.IsHeldUnder(lease.Epoch),
            $"renewal of {lease}: held is {isHeld} while {experiment.Id} is {experiment.Status} at epoch {experiment.Epoch}");
        experiment.Expires = isHeld ? time.Now + World.LeaseDuration : experiment.Expires;
    }

    /// <summary>All leases that have run out are to have been found; the experiments whose attempts failed so.</summary>
    public IReadOnlyList<string> LeasesRunOut() => ToLookAt(Expire(experiment => experiment.Expires <= time.Now));

    /// <summary>A silo gave up what its devices held before it was killed; the experiments.</summary>
    public IReadOnlyList<string> LeasesGivenUp(string silo, int count)
    {
        // A part that fails for good cancels the others: how many are given up before it is a matter of order.
        bool IsHeldBySilo(ExpectedExperiment experiment) => experiment.Device!.StartsWith(silo + "/", StringComparison.Ordinal);
        var held = Open.Count(open => open.Status == ExperimentStatus.Running && IsHeldBySilo(open));
        var expired = Expire(IsHeldBySilo);
        var least = expired.Count(one => one.Whole is not { Status: ExperimentStatus.Failed });
        Require(count >= least && count <= held, $"{silo} gave up {count} leases; expected {least} to {held}");
        return ToLookAt(expired);
    }

    /// <summary>Priority first, then the fewest running: no sweep with work for the device was to go before this one.</summary>
    private bool IsTurnOf(string sweep, DeviceDescription device)
    {
        var candidates = SweepsWithWork(device);
        var best = candidates.OrderByDescending(candidate => candidate.Priority).ThenBy(candidate => candidate.Running)
            .FirstOrDefault();
        return candidates.Any(candidate =>
            candidate.Sweep == sweep && (candidate.Priority, candidate.Running) == (best.Priority, best.Running));
    }

    private static string SweepOf(Assignment assignment) => ExperimentKey.Parse(assignment.Lease.Experiment).Sweep;

    private (string Sweep, int Priority, int Running)[] SweepsWithWork(DeviceDescription device) =>
    [
        .. from sweep in Open.Where(open => open.CanBeClaimedBy(device, time.Now) && !drained.Contains(device.Id))
               .GroupBy(open => open.Sweep)
           let running = Of(sweep.Key).Count(experiment => experiment.Status == ExperimentStatus.Running)
           where Sweeps.MayStart(sweep.Key, running)
           select (sweep.Key, Sweeps.PriorityOf(sweep.Key), running),
    ];

    /// <summary>
    /// Those that are to be looked at. Of a whole that has failed all parts are among them: which of these failed first is a
    /// matter of order, and seen while the whole has failed.
    /// </summary>
    private static IReadOnlyList<string> ToLookAt(IReadOnlyList<ExpectedExperiment> expired) =>
    [
        .. expired
            .SelectMany(one => (ExpectedExperiment[])
                [one, .. one.Whole is { Status: ExperimentStatus.Failed } whole ? whole.Parts! : []])
            .Select(one => one.Id).Distinct(),
    ];

    private List<ExpectedExperiment> Expire(Func<ExpectedExperiment, bool> isOver)
    {
        List<ExpectedExperiment> expired = [];
        foreach (var experiment in Open.Where(open => open.Status == ExperimentStatus.Running && isOver(open)))
        {
            experiment.Fail(FailureCause.LeaseExpired, time.Now);
            expired.Add(experiment);
        }

        return expired;
    }
}
