using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <content>Who is given a lease, in which order of sweeps, and who keeps it.</content>
internal sealed partial class Promises
{
    public void Granted(DeviceDescription device, Assignment assignment)
    {
        var lease = assignment.Lease;
        var experiment = experiments[lease.Experiment];
        Require(
            experiment.Status != ExperimentStatus.Running,
            $"two live leases of {experiment.Id}: epoch {experiment.Epoch} of {experiment.Device} and epoch "
                + $"{lease.Epoch} of {device.Id}");
        Require(experiment.Status == ExperimentStatus.Queued, $"{experiment.Id} was granted though it is {experiment.Status}");
        Require(
            experiment.CanBeClaimedBy(device, time.Now),
            $"{experiment.Id} was granted to {device} before {experiment.NotBefore:O}");
        Require(lease.Epoch > experiment.Epoch, $"epoch {lease.Epoch} of {experiment.Id} follows epoch {experiment.Epoch}");
        Require(lease.Expires == time.Now + World.LeaseDuration, $"the lease of {experiment.Id} lasts until {lease.Expires:O}");
        RequireTurnOf(experiment.Sweep, device);

        experiment.Status = ExperimentStatus.Running;
        experiment.Attempts++;
        (experiment.Epoch, experiment.Device, experiment.Expires) = (lease.Epoch, device.Id, lease.Expires);
        Require(
            assignment.Attempt == experiment.Attempts,
            $"attempt {experiment.Attempts} of {experiment.Id} was counted as {assignment.Attempt}");
        Require(
            assignment.Checkpoint?.Artifact.Name == CheckpointOf(experiment),
            $"{experiment.Id} goes on from {assignment.Checkpoint}");
    }

    public void NothingGranted(DeviceDescription device)
    {
        var overlooked = SweepsWithWork(device).FirstOrDefault().Sweep;
        Require(overlooked is null, $"{device.Id} was given nothing though {overlooked} has work for it");
    }

    /// <summary>A silo was asked to hand back these.</summary>
    public void Recalled(string silo, IReadOnlyList<Lease> leases)
    {
        var expected = Open
            .Where(open => open.Status == ExperimentStatus.Running && Sweeps.ModeOf(open.Sweep) == SweepStatus.Paused)
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
           where Sweeps.MayStart(sweep.Key, running)
           select (sweep.Key, Sweeps.PriorityOf(sweep.Key), running),
    ];

    private List<string> Expire(Func<ExpectedExperiment, bool> isOver)
    {
        List<string> expired = [];
        foreach (var experiment in Open.Where(open => open.Status == ExperimentStatus.Running && isOver(open)))
        {
            experiment.Fail(FailureCause.LeaseExpired, time.Now);
            expired.Add(experiment.Id);
        }

        return expired;
    }
}
