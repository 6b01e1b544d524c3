using System.Diagnostics;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Watching;

/// <summary>
/// Follows a sweep to its end. A silo that is lost on the way (that of another console, which has ended) is replaced: by
/// another one that runs in the home by now, or by one in this process.
/// </summary>
internal sealed class SweepWatcher(SiloConnection connection, string sweep, IProgressView view)
{
    private const int MostReconnections = 10;

    /// <summary>The table of a large sweep takes time to add up: at most one part in so many of the silo's time.</summary>
    private const int TableShare = 10;

    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenReconnections = TimeSpan.FromSeconds(1);

    private long lastEvent;
    private (int ProcessId, DateTime Started) silo;
    private readonly Stopwatch sinceTable = new();
    private IReadOnlyList<TableRow>? table;
    private int tableAt;
    private TimeSpan tableCost;

    /// <summary>Shows progress until the sweep has ended.</summary>
    /// <returns>All about the sweep.</returns>
    /// <exception cref="SiloUnavailableException">The silo was lost again and again.</exception>
    public async Task<SweepDetails> WatchAsync(CancellationToken stop)
    {
        try
        {
            await RememberSiloAsync(stop);
            for (var lost = 0; ;)
            {
                try
                {
                    if (lost > 0)
                    {
                        await ReconnectAsync(stop);
                    }

                    while (!(await ShowAsync(stop)).HasEnded())
                    {
                        lost = 0;
                        await Task.Delay(BetweenFrames, stop);
                    }

                    return await connection.Client.GetSweepAsync(sweep, stop);
                }
                catch (SiloUnavailableException failure) when (lost < MostReconnections)
                {
                    lost++;
                    view.Note($"Lost the silo ({failure.Message}); connecting again ...");
                    await Task.Delay(BetweenReconnections, stop);
                }
            }
        }
        finally
        {
            view.End();
        }
    }

    private async Task<SweepStatus> ShowAsync(CancellationToken stop)
    {
        var progress = await connection.Client.GetProgressAsync(sweep, lastEvent, stop);
        if (table is null || (progress.Counts.Completed != tableAt && sinceTable.Elapsed > TableShare * tableCost))
        {
            sinceTable.Restart();
            table = (await connection.Client.GetSweepAsync(sweep, stop)).Rows;
            (tableAt, tableCost) = (progress.Counts.Completed, sinceTable.Elapsed);
        }

        view.Show(new WatchedSweep(progress, table));
        lastEvent = progress.LastEvent;
        return progress.Status;
    }

    private async Task ReconnectAsync(CancellationToken stop)
    {
        await connection.ReopenAsync(stop);
        await RememberSiloAsync(stop);
        view.Note(connection.IsEmbedded ? "The sweep goes on in this process." : $"Connected to the silo of process {silo.ProcessId}.");
    }

    /// <summary>Events are numbered anew by every silo.</summary>
    private async Task RememberSiloAsync(CancellationToken stop)
    {
        var health = await connection.Client.GetHealthAsync(stop);
        if (silo != (health.ProcessId, health.Started))
        {
            silo = (health.ProcessId, health.Started);
            lastEvent = 0;
        }
    }
}
