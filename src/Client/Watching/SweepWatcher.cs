using System.Diagnostics;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Watching;

/// <summary>
/// Follows a sweep to its end. A silo that is lost on the way is replaced: one elsewhere by itself, once it answers again; that
/// of another console, which has ended, by another one that runs in the home by now, or by one in this process.
/// </summary>
internal sealed class SweepWatcher(SiloConnection connection, string sweep, IProgressView view)
{
    /// <summary>The table of a large sweep takes time to add up: at most one part in so many of the silo's time.</summary>
    private const int TableShare = 10;

    private static readonly TimeSpan BetweenReconnections = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Stopwatch sinceTable = new();
    private long? lastUpdate;
    private IReadOnlyList<TableRow>? table;
    private int tableAt;
    private TimeSpan tableCost;
    private Stopwatch? lost;

    /// <summary>Shows progress until the sweep has ended.</summary>
    /// <returns>All about the sweep.</returns>
    /// <exception cref="SiloUnavailableException">The silo was lost and did not come back for two minutes.</exception>
    public async Task<SweepDetails> WatchAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                try
                {
                    if (lost is not null)
                    {
                        await ReconnectAsync(stop);
                    }

                    return await FollowAsync(stop);
                }
                catch (SiloUnavailableException failure) when (lost is null || lost.Elapsed < Patience)
                {
                    if (lost is null)
                    {
                        view.Note($"Lost the silo ({failure.Message}); connecting again ...");
                        lost = Stopwatch.StartNew();
                    }

                    await Task.Delay(BetweenReconnections, stop);
                }
            }
        }
        finally
        {
            view.End();
        }
    }

    private async Task<SweepDetails> FollowAsync(CancellationToken stop)
    {
        await foreach (var update in connection.Client.FollowSweepAsync(sweep, lastUpdate, stop))
        {
            lost = null;
            if (update.Progress is { } progress)
            {
                await ShowAsync(progress, stop);
            }
            else
            {
                table = null;
            }

            // Only now: what was not shown is asked for again.
            lastUpdate = update.Id;
            if (update.Progress?.Status.HasEnded() == true)
            {
                break;
            }
        }

        return await connection.Client.GetSweepAsync(sweep, stop);
    }

    private async Task ShowAsync(SweepProgress progress, CancellationToken stop)
    {
        if (table is null || (progress.Counts.Completed != tableAt && sinceTable.Elapsed > TableShare * tableCost))
        {
            sinceTable.Restart();
            table = (await connection.Client.GetSweepAsync(sweep, stop)).Rows;
            (tableAt, tableCost) = (progress.Counts.Completed, sinceTable.Elapsed);
        }

        view.Show(new WatchedSweep(progress, table));
    }

    private async Task ReconnectAsync(CancellationToken stop)
    {
        await connection.ReopenAsync(stop);
        var health = await connection.Client.GetHealthAsync(stop);
        view.Note(connection.IsEmbedded
            ? "The sweep goes on in this process."
            : $"Connected to the silo of process {health.ProcessId}.");
    }
}
