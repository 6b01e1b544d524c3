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

    public Task Enqueue(IReadOnlyList<WorkItem> items)
    {
        foreach (var item in items)
        {
            var key = ExperimentKey.Parse(item.Experiment);
            Session.Defer(new(
                """
                INSERT INTO work (sweep, number, priority, enqueued, not_before, kind, memory, epoch)
                VALUES (@sweep, @number, @priority, now_ms(), now_ms(), @kind, @memory, @epoch)
                """,
                ("@sweep", key.Sweep), ("@number", key.Number), ("@priority", item.Priority),
                ("@kind", item.Needs.Kind?.ToString()), ("@memory", item.Needs.MemoryBytes), ("@epoch", item.Epoch)));
        }

        if (items.Count > 0)
        {
            turn.MakeWork();
        }

        return Task.CompletedTask;
    }

    public Task<Lease?> Claim(DeviceDescription device) => Session.FirstAsync(
        new(
            $"""
            UPDATE work SET device = @device, epoch = epoch + 1, expires = now_ms() + @duration
            WHERE (sweep, number) = (
                SELECT sweep, number FROM work
                WHERE device IS NULL AND not_before <= now_ms() AND (kind IS NULL OR kind = @kind) AND memory <= @memory
                ORDER BY priority DESC, enqueued, sweep, number
                LIMIT 1 {turn.Database.ForUpdateSkipLocked})
            RETURNING sweep, number, epoch, device, expires
            """,
            ("@device", device.Id), ("@duration", (long)leaseDuration.TotalMilliseconds),
            ("@kind", device.Kind.ToString()), ("@memory", device.MemoryBytes)),
        ReadLease);

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

    public async Task<bool> HasOpen(string sweep) =>
        (await Session.QueryAsync(new("SELECT 1 FROM work WHERE sweep = @sweep LIMIT 1", ("@sweep", sweep)), _ => 0)).Count > 0;

    internal static Lease ReadLease(DbDataReader row) => new(
        new ExperimentKey(row.GetString(0), row.GetInt32(1)).ToString(), row.GetInt64(2), row.GetString(3), row.Time(4));
}
