using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>
/// Gives waiting items to devices. However many devices ask in a turn, the queue is read once for all that are alike.
/// </summary>
/// <seealso cref="Work.IWorkQueue.Claim"/>
internal sealed class Claims(Turn turn, TimeSpan leaseDuration)
{
    private const string CanBeClaimed =
        "device IS NULL AND not_before <= now_ms() AND (kind IS NULL OR kind = @kind) AND memory <= @memory";

    private static readonly RowStatement Take = RowStatement.Update(
        "work", ExperimentRow.Key, [Column.Text("device"), Column.BigInt("epoch"), Column.BigInt("expires")]);

    /// <summary>The last, by name, of the sweeps whose rows this turn has locked.</summary>
    private string lastLocked = "";

    private Session Session => turn.Session;

    public async Task<IReadOnlyList<Lease?>> ClaimAsync(IReadOnlyList<DeviceDescription> devices)
    {
        var leases = new Lease?[devices.Count];
        foreach (var alike in Enumerable.Range(0, devices.Count)
            .GroupBy(index => (devices[index].Kind, devices[index].MemoryBytes)).Select(group => group.ToArray()))
        {
            var (sweeps, drained) = await FindSweepsAsync(devices[alike[0]]);
            int[] willing = [.. alike.Where(index => !drained.Contains(devices[index].Id))];
            var leased = await LeaseAsync(sweeps, [.. willing.Select(index => devices[index])]);
            foreach (var (index, lease) in willing.Zip(leased))
            {
                leases[index] = lease;
            }
        }

        await turn.ActivateTogetherAsync<IExperimentGrain>(leases.OfType<Lease>().Select(lease => lease.Experiment));
        return leases;
    }

    /// <summary>Leases the best items to devices that are alike, in their order; fewer where there are no more.</summary>
    private async Task<List<Lease>> LeaseAsync(List<SweepShare> sweeps, IReadOnlyList<DeviceDescription> devices)
    {
        List<Lease> leases = [];
        while (leases.Count < devices.Count && sweeps.Count > 0)
        {
            await DivideAsync(sweeps, devices.Count - leases.Count);
            SweepShare[] given = [.. sweeps.Where(sweep => sweep.Given > 0)];
            if (given.Length == 0)
            {
                break;
            }

            foreach (var (sweep, items) in given.Zip(await LockItemsAsync(given, devices[0])))
            {
                // At once: no lock hides an item from the turn that holds it, so the next round would find it again.
                foreach (var item in items)
                {
                    leases.Add(LeaseTo(devices[leases.Count], item));
                }

                sweep.Running += items.Count;
                if (items.Count < sweep.Given)
                {
                    // Other turns are just taking the rest.
                    sweeps.Remove(sweep);
                }
            }

            sweeps.RemoveAll(sweep => sweep.Running >= sweep.MaxConcurrent);
        }

        return leases;
    }

    /// <summary>
    /// The sweeps that this device can claim an item of, and the drained devices: little is read however many items wait, also of
    /// sweeps that have nothing for the device.
    /// </summary>
    private async Task<(List<SweepShare> Sweeps, HashSet<string> Drained)> FindSweepsAsync(DeviceDescription device)
    {
        List<SweepShare> sweeps = [];
        HashSet<string> drained = [];
        await Session.QueryTogetherAsync([
            new(
                new(
                    $"""
                    WITH candidate AS MATERIALIZED (
                        SELECT sweep, priority, max_concurrent,
                            ({CountRunning("sweep_queue.sweep")}) AS running,
                            (SELECT enqueued FROM work WHERE work.sweep = sweep_queue.sweep AND {CanBeClaimed}
                                ORDER BY enqueued, number LIMIT 1) AS oldest
                        FROM sweep_queue
                        WHERE mode <> '{nameof(SweepQueueMode.Paused)}'
                            AND (({OneWaiting("kind IS NULL")}) IS NOT NULL OR ({OneWaiting("kind = @kind")}) IS NOT NULL))
                    SELECT sweep, priority, max_concurrent, oldest, running FROM candidate
                    WHERE oldest IS NOT NULL AND (max_concurrent IS NULL OR running < max_concurrent)
                    """,
                    ("@kind", device.Kind.ToString()), ("@memory", device.MemoryBytes)),
                row => sweeps.Add(
                    new(row.GetString(0), row.GetInt32(1), row.Int32OrNull(2), row.GetInt64(3)) { Running = row.GetInt32(4) })),
            new(new("SELECT device FROM drained_device"), row => drained.Add(row.GetString(0))),
        ]);
        return (sweeps, drained);
    }

    /// <summary>
    /// Leased items of a sweep. Asked in this way, what says that a device has them, an index answers that lists no others.
    /// </summary>
    private static string CountRunning(string sweep) =>
        $"SELECT count(*) FROM work WHERE work.sweep = {sweep} AND device > ''";

    /// <summary>One waiting item that the device fits. A single index has this order, so no other is read in its place.</summary>
    private static string OneWaiting(string ofKind) =>
        "SELECT 1 FROM work WHERE work.sweep = sweep_queue.sweep AND device IS NULL "
        + $"AND {ofKind} AND memory <= @memory ORDER BY kind, memory LIMIT 1";

    /// <summary>
    /// Divides the claims among the sweeps. Where one with a limit is given some, its running items are counted again while no
    /// other turn can lease items of it: two turns never take its last free place. Turns wait for each other in the order of the
    /// sweeps' names alone; what another has locked before that order is passed over.
    /// </summary>
    private async Task DivideAsync(List<SweepShare> sweeps, int claims)
    {
        while (true)
        {
            SweepShare.Divide(sweeps, claims);
            SweepShare[] uncertain = [.. sweeps.Where(sweep => sweep.Given > 0 && !sweep.IsCertain)
                .OrderBy(sweep => sweep.Sweep, StringComparer.Ordinal)];
            if (uncertain.Length == 0)
            {
                return;
            }

            await Session.QueryTogetherAsync([.. uncertain.SelectMany(sweep => (Query[])
            [
                new(
                    new($"SELECT 1 FROM sweep_queue WHERE sweep = @sweep {LockOf(sweep)}", ("@sweep", sweep.Sweep)),
                    _ => sweep.IsCertain = true),
                new(
                    new(CountRunning("@sweep"), ("@sweep", sweep.Sweep)),
                    row => sweep.Running = row.GetInt32(0)),
            ])]);

            // Where the row is gone, the sweep was closed meanwhile.
            sweeps.RemoveAll(sweep => uncertain.Contains(sweep) && !sweep.IsCertain);
            lastLocked = uncertain.Select(sweep => sweep.Sweep).Append(lastLocked).Max(StringComparer.Ordinal)!;
        }
    }

    private string LockOf(SweepShare sweep) => string.CompareOrdinal(sweep.Sweep, lastLocked) > 0
        ? turn.Database.ForUpdate
        : turn.Database.ForUpdateSkipLocked;

    /// <summary>The oldest items of each sweep, as many as it is given.</summary>
    private async Task<List<Item>[]> LockItemsAsync(IReadOnlyList<SweepShare> sweeps, DeviceDescription device)
    {
        List<Item>[] items = [.. sweeps.Select(_ => new List<Item>())];
        await Session.QueryTogetherAsync([.. sweeps.Zip(items, (sweep, found) => new Query(
            new(
                $"""
                SELECT number, epoch FROM work WHERE sweep = @sweep AND {CanBeClaimed}
                ORDER BY enqueued, number LIMIT @count {turn.Database.ForUpdateSkipLocked}
                """,
                ("@sweep", sweep.Sweep), ("@kind", device.Kind.ToString()), ("@memory", device.MemoryBytes),
                ("@count", sweep.Given)),
            row => found.Add(new(new(sweep.Sweep, row.GetInt32(0)), row.GetInt64(1)))))]);
        return items;
    }

    private Lease LeaseTo(DeviceDescription device, Item item)
    {
        var lease = new Lease(
            item.Key.ToString(), item.Epoch + 1, device.Id,
            RowReading.FromMilliseconds(Session.Now + (long)leaseDuration.TotalMilliseconds));
        Session.Defer(Take.For(
            item.Key.Sweep, item.Key.Number, lease.Device, lease.Epoch, RowReading.ToMilliseconds(lease.Expires)));
        return lease;
    }

    /// <summary>An item that this turn has locked, with the epoch of its last lease.</summary>
    private readonly record struct Item(ExperimentKey Key, long Epoch);
}
