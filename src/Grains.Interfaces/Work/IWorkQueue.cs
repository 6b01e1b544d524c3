using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Work;

/// <summary>
/// The experiments that have not ended: those that wait, and those that a device runs under a lease. Injected into grains;
/// everything done through it travels with the turn.
/// </summary>
public interface IWorkQueue
{
    /// <summary>Adds items, which wait from now on; waiting trainers are told when the turn commits.</summary>
    Task Enqueue(IReadOnlyList<WorkItem> items);

    /// <summary>
    /// Leases the best waiting item that fits the device (highest priority, then longest waiting), passing over items that
    /// another turn is just taking; null where there is none. The lease's epoch is one above the item's last.
    /// </summary>
    Task<Lease?> Claim(DeviceDescription device);

    /// <summary>Ends the item's lease; it may be claimed again after <paramref name="delay"/> (database clock), at its old age.</summary>
    Task Requeue(string experiment, TimeSpan delay);

    /// <summary>Removes an item, leased or not; nothing happens where it is gone.</summary>
    Task Remove(string experiment);

    /// <summary>Removes every item of a sweep, leased or not.</summary>
    Task RemoveAll(string sweep);

    /// <summary>The current lease of an experiment, also where it ran out unnoticed; null where none.</summary>
    Task<Lease?> CurrentLease(string experiment);

    /// <summary>The experiment that a device holds a lease of, or null.</summary>
    Task<string?> LeasedBy(string device);

    /// <summary>Whether any experiment of a sweep waits or runs.</summary>
    Task<bool> HasOpen(string sweep);
}
