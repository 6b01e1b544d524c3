using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting;

/// <summary>The leases that a silo's devices hold.</summary>
public sealed class Leases
{
    private const int LargestBatch = 200;

    private readonly TurnRunner runner;
    private readonly IClusterClient client;
    private readonly TimeSpan duration;

    internal Leases(TurnRunner runner, IClusterClient client, TimeSpan duration)
    {
        this.runner = runner;
        this.client = client;
        this.duration = duration;
    }

    /// <summary>Renews leases, all in one statement; they last their full duration from now on.</summary>
    /// <returns>Those that are no longer held, whose trainers must stop.</returns>
    public Task<IReadOnlyList<Lease>> RenewAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellation = default) =>
        leases.Count == 0
            ? Task.FromResult<IReadOnlyList<Lease>>([])
            : runner.RunAsync(readOnly: false, turn => RenewAsync(turn.Session, leases), cancellation);

    /// <summary>
    /// Of a silo's leases those whose sweeps are paused or whose devices are drained: their experiments are to be checkpointed
    /// and handed back.
    /// </summary>
    public Task<IReadOnlyList<Lease>> RecalledAsync(string silo, CancellationToken cancellation = default)
    {
        var prefix = silo + "/";
        return runner.RunAsync<IReadOnlyList<Lease>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    $"""
                    SELECT sweep, number, epoch, device, expires FROM work
                    WHERE device IS NOT NULL AND substr(device, 1, @length) = @prefix
                        AND (sweep IN (SELECT sweep FROM sweep_queue WHERE mode = '{nameof(SweepQueueMode.Paused)}')
                            OR device IN (SELECT device FROM drained_device))
                    """,
                    ("@length", prefix.Length), ("@prefix", prefix)),
                WorkQueue.ReadLease),
            cancellation);
    }

    /// <summary>
    /// Ends every lease held by devices of a silo, as lost attempts; called when the silo starts, before its devices claim.
    /// </summary>
    /// <returns>How many were ended.</returns>
    public async Task<int> ExpireAsync(string silo, CancellationToken cancellation = default)
    {
        var prefix = silo + "/";
        var held = await runner.RunAsync(
            readOnly: true,
            turn => turn.Session.QueryAsync(
                new(
                    """
                    SELECT sweep, number, epoch, device, expires FROM work
                    WHERE device IS NOT NULL AND substr(device, 1, @length) = @prefix
                    """,
                    ("@length", prefix.Length), ("@prefix", prefix)),
                WorkQueue.ReadLease),
            cancellation);
        var ended = 0;
        foreach (var lease in held)
        {
            try
            {
                await client.GetGrain<IExperimentGrain>(lease.Experiment)
                    .Fail(lease.Epoch, new(FailureCause.LeaseExpired, $"silo {silo} stopped while {lease.Device} ran it"));
                ended++;
            }
            catch (StaleLeaseException)
            {
                // Its reminder, or a person, was quicker.
            }
        }

        return ended;
    }

    private async Task<IReadOnlyList<Lease>> RenewAsync(Session session, IReadOnlyCollection<Lease> leases)
    {
        var renewed = new HashSet<(string, long)>();
        foreach (var batch in leases.Chunk(LargestBatch))
        {
            List<(string, object?)> parameters = [("@duration", (long)duration.TotalMilliseconds)];
            foreach (var (lease, index) in batch.Select((lease, index) => (lease, index)))
            {
                var key = ExperimentKey.Parse(lease.Experiment);
                parameters.AddRange([($"@s{index}", key.Sweep), ($"@n{index}", key.Number), ($"@e{index}", lease.Epoch)]);
            }

            var values = string.Join(", ", Enumerable.Range(0, batch.Length)
                .Select(index => $"(@s{index}, @n{index}, @e{index})"));
            var rows = await session.QueryAsync(
                new(
                    $"""
                    UPDATE work SET expires = now_ms() + @duration
                    WHERE device IS NOT NULL AND (sweep, number, epoch) IN (VALUES {values})
                    RETURNING sweep, number, epoch
                    """,
                    [.. parameters]),
                row => (new ExperimentKey(row.GetString(0), row.GetInt32(1)).ToString(), row.GetInt64(2)));
            renewed.UnionWith(rows);
        }

        return [.. leases.Where(lease => !renewed.Contains((lease.Experiment, lease.Epoch)))];
    }
}
