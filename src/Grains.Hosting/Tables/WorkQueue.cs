using System.Data.Common;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting.Tables;

/// <inheritdoc cref="IWorkQueue"/>
internal sealed class WorkQueue(Turn turn, TimeSpan leaseDuration) : IWorkQueue
{
    private Session Session => turn.Session;

    private const string CanBeClaimed =
        "device IS NULL AND not_before <= now_ms() AND (kind IS NULL OR kind = @kind) AND memory <= @memory";

    /// <summary>The sweeps that an item can be claimed of.</summary>
    private const string BestSweepsFirst =
        $"""
        FROM (
            SELECT sweep, priority, max_concurrent,
                (SELECT count(*) FROM work WHERE work.sweep = sweep_queue.sweep AND device IS NOT NULL) AS running,
                (SELECT enqueued FROM work WHERE work.sweep = sweep_queue.sweep AND {CanBeClaimed}
                    ORDER BY enqueued, number LIMIT 1) AS oldest
            FROM sweep_queue WHERE mode <> '{nameof(SweepQueueMode.Paused)}') AS candidate
        WHERE oldest IS NOT NULL AND (max_concurrent IS NULL OR running < max_concurrent)
            AND NOT EXISTS (SELECT 1 FROM drained_device WHERE drained_device.device = @device)
        ORDER BY priority DESC, running, oldest, sweep
        """;

    public Task Open(string sweep, int priority, int? maxConcurrent)
    {
        Session.Defer(new(
            """
            INSERT INTO sweep_queue (sweep, priority, max_concurrent, mode) VALUES (@sweep, @priority, @max_concurrent, @mode)
            ON CONFLICT (sweep) DO UPDATE SET
                priority = excluded.priority, max_concurrent = excluded.max_concurrent, mode = excluded.mode
            """,
            ("@sweep", sweep), ("@priority", priority), ("@max_concurrent", maxConcurrent),
            ("@mode", nameof(SweepQueueMode.Open))));
        turn.MakeWork();
        return Task.CompletedTask;
    }

    public Task SetMode(string sweep, SweepQueueMode mode)
    {
        Session.Defer(new(
            "UPDATE sweep_queue SET mode = @mode WHERE sweep = @sweep", ("@mode", mode.ToString()), ("@sweep", sweep)));
        if (mode == SweepQueueMode.Open)
        {
            turn.MakeWork();
        }

        return Task.CompletedTask;
    }

    public Task Close(string sweep)
    {
        Session.Defer(new("DELETE FROM sweep_queue WHERE sweep = @sweep", ("@sweep", sweep)));
        return Task.CompletedTask;
    }

    public Task Enqueue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
        {
            var key = ExperimentKey.Parse(item.Experiment);
            Session.Defer(new(
                """
                INSERT INTO work (sweep, number, enqueued, not_before, kind, memory, epoch)
                VALUES (@sweep, @number, COALESCE(@since, now_ms()), now_ms(), @kind, @memory, @epoch)
                """,
                ("@sweep", key.Sweep), ("@number", key.Number),
                ("@kind", item.Needs.Kind?.ToString()), ("@memory", item.Needs.MemoryBytes), ("@epoch", item.Epoch),
                ("@since", RowReading.ToMilliseconds(item.Since))));
        }

        if (items.Count > 0)
        {
            turn.MakeWork();
        }

        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<Lease?>> Claim(IReadOnlyList<DeviceDescription> devices)
    {
        var leases = await ClaimOfBest(devices);

        // Where nothing waits, or the best sweep is limited, or other turns hold what is left of it.
        int[] without = [.. Enumerable.Range(0, devices.Count).Where(index => leases[index] is null)];
        var sweeps = await SweepsWithWork([.. without.Select(index => devices[index])]);
        var claimed = false;
        foreach (var (index, candidates) in without.Zip(sweeps).Where(pair => pair.Second.Count > 0))
        {
            // Which sweep has the fewest leased items changes with each.
            var current = claimed ? (await SweepsWithWork([devices[index]]))[0] : candidates;
            leases[index] = await ClaimOfFirst(current, devices[index]);
            claimed |= leases[index] is not null;
        }

        await turn.ActivateTogetherAsync<IExperimentGrain>(leases.OfType<Lease>().Select(lease => lease.Experiment));
        return leases;
    }

    public Task Requeue(string experiment, TimeSpan delay)
    {
        var key = ExperimentKey.Parse(experiment);
        Session.Defer(new(
            """
            UPDATE work SET device = NULL, expires = NULL, not_before = now_ms() + @delay
            WHERE sweep = @sweep AND number = @number
            """,
            ("@delay", (long)delay.TotalMilliseconds), ("@sweep", key.Sweep), ("@number", key.Number)));
        turn.MakeWork();
        return Task.CompletedTask;
    }

    public Task Remove(string experiment)
    {
        var key = ExperimentKey.Parse(experiment);
        Session.Defer(new(
            "DELETE FROM work WHERE sweep = @sweep AND number = @number", ("@sweep", key.Sweep), ("@number", key.Number)));
        return Task.CompletedTask;
    }

    public Task RemoveWaiting(string sweep)
    {
        Session.Defer(new("DELETE FROM work WHERE sweep = @sweep AND device IS NULL AND number > 0", ("@sweep", sweep)));
        return Session.FlushAsync();
    }

    public Task RemoveAll(string sweep)
    {
        Session.Defer(new("DELETE FROM work WHERE sweep = @sweep", ("@sweep", sweep)));
        return Session.FlushAsync();
    }

    public Task<Lease?> CurrentLease(string experiment)
    {
        var key = ExperimentKey.Parse(experiment);
        return Session.FirstAsync(
            new(
                """
                SELECT sweep, number, epoch, device, expires FROM work
                WHERE sweep = @sweep AND number = @number AND device IS NOT NULL
                """,
                ("@sweep", key.Sweep), ("@number", key.Number)),
            ReadLease);
    }

    public Task<string?> LeasedBy(string device) => Session.FirstAsync(
        new("SELECT sweep, number FROM work WHERE device = @device ORDER BY expires DESC LIMIT 1", ("@device", device)),
        row => new ExperimentKey(row.GetString(0), row.GetInt32(1)).ToString());

    public Task SetDrained(string device, bool drained)
    {
        Session.Defer(new(
            drained
                ? "INSERT INTO drained_device (device) VALUES (@device) ON CONFLICT (device) DO NOTHING"
                : "DELETE FROM drained_device WHERE device = @device",
            ("@device", device)));
        if (!drained)
        {
            turn.MakeWork();
        }

        return Task.CompletedTask;
    }

    public async Task<bool> IsDrained(string device) =>
        (await Session.QueryAsync(new("SELECT 1 FROM drained_device WHERE device = @device", ("@device", device)), _ => 0))
            .Count > 0;

    public async Task<bool> HasOpen(string sweep) =>
        (await Session.QueryAsync(new("SELECT 1 FROM work WHERE sweep = @sweep LIMIT 1", ("@sweep", sweep)), _ => 0)).Count > 0;

    internal static Lease ReadLease(DbDataReader row) => new(
        new ExperimentKey(row.GetString(0), row.GetInt32(1)).ToString(), row.GetInt64(2), row.GetString(3), row.Time(4));

    /// <summary>For each device the sweeps that it can claim an item of, the best first. Few, however many items wait.</summary>
    private async Task<List<Candidate>[]> SweepsWithWork(IReadOnlyList<DeviceDescription> devices)
    {
        List<Candidate>[] candidates = [.. devices.Select(_ => new List<Candidate>())];
        if (devices.Count > 0)
        {
            await Session.QueryTogetherAsync([.. devices.Zip(candidates, (device, found) => new Query(
                new(
                    $"SELECT sweep, max_concurrent {BestSweepsFirst}",
                    ("@device", device.Id), ("@kind", device.Kind.ToString()), ("@memory", device.MemoryBytes)),
                row => found.Add(new(row.GetString(0), row.Int32OrNull(1)))))]);
        }

        return candidates;
    }

    /// <summary>
    /// For each device an item of the best sweep, in one journey: what nearly every claim is given. Null where that sweep has a
    /// limit.
    /// </summary>
    private async Task<Lease?[]> ClaimOfBest(IReadOnlyList<DeviceDescription> devices)
    {
        var leases = new Lease?[devices.Count];
        await Session.QueryTogetherAsync([.. devices.Select((device, index) => new Query(
            ClaimWhere(
                $"sweep = (SELECT CASE WHEN max_concurrent IS NULL THEN sweep END {BestSweepsFirst} LIMIT 1)", device),
            row => leases[index] = ReadLease(row)))]);
        return leases;
    }

    private async Task<Lease?> ClaimOfFirst(List<Candidate> candidates, DeviceDescription device)
    {
        foreach (var (sweep, maxConcurrent) in candidates)
        {
            if ((maxConcurrent is null || await IsBelow(maxConcurrent.Value, sweep)) && await ClaimOf(sweep, device) is { } lease)
            {
                return lease;
            }
        }

        return null;
    }

    /// <summary>Counts again while no other turn can lease items of the sweep: two never take its last free place.</summary>
    private async Task<bool> IsBelow(int maxConcurrent, string sweep)
    {
        await Session.QueryAsync(
            new($"SELECT 1 FROM sweep_queue WHERE sweep = @sweep {turn.Database.ForUpdate}", ("@sweep", sweep)), _ => 0);
        var running = await Session.QueryAsync(
            new("SELECT count(*) FROM work WHERE sweep = @sweep AND device IS NOT NULL", ("@sweep", sweep)),
            row => row.GetInt32(0));
        return running[0] < maxConcurrent;
    }

    private Task<Lease?> ClaimOf(string sweep, DeviceDescription device) =>
        Session.FirstAsync(ClaimWhere("sweep = @sweep", device, ("@sweep", sweep)), ReadLease);

    private Statement ClaimWhere(string condition, DeviceDescription device, params (string, object?)[] parameters) => new(
        $"""
        UPDATE work SET device = @device, epoch = epoch + 1, expires = now_ms() + @duration
        WHERE (sweep, number) = (
            SELECT sweep, number FROM work WHERE {condition} AND {CanBeClaimed}
            ORDER BY enqueued, number LIMIT 1 {turn.Database.ForUpdateSkipLocked})
        RETURNING sweep, number, epoch, device, expires
        """,
        [
            ("@device", device.Id), ("@duration", (long)leaseDuration.TotalMilliseconds),
            ("@kind", device.Kind.ToString()), ("@memory", device.MemoryBytes), .. parameters,
        ]);

    /// <summary>A sweep that an item can perhaps be claimed of.</summary>
    private readonly record struct Candidate(string Sweep, int? MaxConcurrent);
}
