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
    private static readonly RowStatement Add = RowStatement.Insert("work", ExperimentRow.Key,
    [
        Column.BigInt("enqueued"), Column.BigInt("not_before"), Column.Text("kind"), Column.BigInt("memory"),
        Column.BigInt("epoch"),
    ]);

    private static readonly RowStatement Need = RowStatement.Update(
        "work", ExperimentRow.Key, [Column.Text("kind"), Column.BigInt("memory")]);

    private static readonly RowStatement Drop = RowStatement.Delete("work", ExperimentRow.Key);

    private Session Session => turn.Session;

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
            Session.Defer(Add.For(
                key.Sweep, key.Number, RowReading.ToMilliseconds(item.Since) ?? Session.Now, Session.Now,
                item.Needs.Kind?.ToString(), item.Needs.MemoryBytes, item.Epoch));
        }

        if (items.Count > 0)
        {
            turn.MakeWork();
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Lease?>> Claim(IReadOnlyList<DeviceDescription> devices) =>
        new Claims(turn, leaseDuration).ClaimAsync(devices);

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

    public Task SetNeeds(string experiment, DeviceNeeds needs)
    {
        var key = ExperimentKey.Parse(experiment);
        Session.Defer(Need.For(key.Sweep, key.Number, needs.Kind?.ToString(), needs.MemoryBytes));
        turn.MakeWork();
        return Task.CompletedTask;
    }

    public Task Remove(string experiment)
    {
        var key = ExperimentKey.Parse(experiment);
        Session.Defer(Drop.For(key.Sweep, key.Number));
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

    public Task Announce()
    {
        turn.MakeWork();
        return Task.CompletedTask;
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
}
