using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Work;

/// <summary>
/// The experiments that have not ended: those that wait, and those that a device runs under a lease. Injected into grains;
/// everything done through it travels with the turn.
/// </summary>
public interface IWorkQueue
{
    /// <summary>
    /// Lets a sweep's items be claimed, those that wait already as well as those to come; waiting trainers are told.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="priority">Higher goes first.</param>
    /// <param name="maxConcurrent">Items that may be leased at once, at least 1; null for no limit.</param>
    Task Open(string sweep, int priority, int? maxConcurrent);

    /// <summary>
    /// Keeps a sweep's items from being claimed, or lets them again; nothing happens where the sweep is not open.
    /// </summary>
    Task SetMode(string sweep, SweepQueueMode mode);

    /// <summary>Forgets how a sweep's items are to be taken; none can be claimed until it is opened again.</summary>
    Task Close(string sweep);

    /// <summary>
    /// Adds items to a sweep that is open; they wait from now on, and waiting trainers are told when the turn commits.
    /// </summary>
    Task Enqueue(IReadOnlyList<WorkItem> items);

    /// <summary>
    /// For each device in turn leases the best waiting item that fits it, unless it is drained, of an open sweep below its
    /// limit: of the sweep of highest priority, then of that with the fewest leased items, then of that whose oldest item has
    /// waited longest when the claim begins; of a sweep the oldest item. Items that another turn is just taking are passed
    /// over; null where there is none. A lease's epoch is one above the item's last.
    /// </summary>
    Task<IReadOnlyList<Lease?>> Claim(IReadOnlyList<DeviceDescription> devices);

    /// <summary>
    /// Ends the item's lease; it may be claimed again after <paramref name="delay"/> (database clock), at its old age.
    /// </summary>
    Task Requeue(string experiment, TimeSpan delay);

    /// <summary>
    /// Changes what a device must offer for an experiment, or a part of an evaluation, at the next claim; nothing happens where
    /// it neither waits nor runs.
    /// </summary>
    Task SetNeeds(string experiment, DeviceNeeds needs);

    /// <summary>Removes an item, leased or not; nothing happens where it is gone.</summary>
    Task Remove(string experiment);

    /// <summary>Removes the items of a sweep that no device has leased, but for parts of evaluations.</summary>
    Task RemoveWaiting(string sweep);

    /// <summary>Removes every item of a sweep, leased or not.</summary>
    Task RemoveAll(string sweep);

    /// <summary>Tells waiting trainers, when the turn commits, that there may be something to claim.</summary>
    Task Announce();

    /// <summary>The current lease of an experiment, also where it ran out unnoticed; null where none.</summary>
    Task<Lease?> CurrentLease(string experiment);

    /// <summary>The experiment that a device holds a lease of, or null.</summary>
    Task<string?> LeasedBy(string device);

    /// <summary>Keeps a device from being given items, or lets it again.</summary>
    Task SetDrained(string device, bool drained);

    /// <summary>Whether a device is kept from being given items.</summary>
    Task<bool> IsDrained(string device);

    /// <summary>Whether any experiment of a sweep waits or runs.</summary>
    Task<bool> HasOpen(string sweep);
}
