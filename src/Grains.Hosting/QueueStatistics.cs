using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting;

/// <summary>How much waits and how much runs, in the whole store.</summary>
public sealed class QueueStatistics
{
    private readonly TurnRunner runner;

    internal QueueStatistics(TurnRunner runner) => this.runner = runner;

    /// <summary>Counts what is there now.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<QueueReading> ReadAsync(CancellationToken cancellation = default) => runner.RunAsync(
        readOnly: true,
        async turn =>
        {
            var waiting = (await turn.Session.QueryAsync(
                new(
                    $"""
                    SELECT count(*), (now_ms() - min(enqueued)) / 1000.0 FROM work JOIN sweep_queue USING (sweep)
                    WHERE device IS NULL AND mode <> '{nameof(SweepQueueMode.Paused)}'
                    """),
                row => (Count: row.GetInt64(0), Oldest: row.IsDBNull(1) ? 0 : Convert.ToDouble(row.GetValue(1)))))[0];
            var running = (await turn.Session.QueryAsync(
                new("SELECT count(*) FROM work WHERE device IS NOT NULL"), row => row.GetInt64(0)))[0];
            return new QueueReading(waiting.Count, Math.Max(waiting.Oldest, 0), running);
        },
        cancellation);
}

/// <summary>The queue at one moment; parts of evaluations count as experiments.</summary>
/// <param name="Waiting">Experiments that wait for a device; not those of paused sweeps.</param>
/// <param name="OldestSeconds">How long the oldest of them has waited, in seconds; 0 where none waits.</param>
/// <param name="Running">Experiments under a lease.</param>
public sealed record QueueReading(long Waiting, double OldestSeconds, long Running);
