using System.Data.Common;
using System.Diagnostics;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Grains.Hosting;

/// <summary>Hosts grains over one database, beside any number of other hosts over the same database.</summary>
public sealed class GrainHost : IAsyncDisposable
{
    private readonly Database database;
    private readonly CancellationTokenSource stopping = new();
    private readonly TurnRunner runner;
    private readonly OneWayCalls oneWayCalls;
    private readonly Reminders reminders;
    private readonly WorkSignal work;
    private readonly List<Task> loops = [];

    private GrainHost(GrainHostOptions options, Database database)
    {
        this.database = database;
        var log = options.Log.CreateLogger<GrainHost>();
        var catalogue = new GrainCatalogue(
            options.GrainAssemblies, new ServiceBindings(options.LeaseDuration, options.Services));
        work = new(options.WorkPoll);
        runner = new TurnRunner(database, catalogue, options.Turns, Committed);
        oneWayCalls = new(runner, log);
        reminders = new(runner, catalogue, log);
        Client = new GrainReferenceFactory(catalogue, runner);
        Queries = new SweepQueries(runner);
        Checkpoints = new(runner);
        Artifacts = new(runner);
        Leases = new(runner, Client, options.LeaseDuration);
        Silos = new(runner, options.LeaseDuration);
        Queue = new(runner);
        if (options.ReminderPeriod != Timeout.InfiniteTimeSpan)
        {
            loops.Add(Task.Run(() => reminders.RunAsync(options.ReminderPeriod, stopping.Token)));
        }

        if (options.OneWayDelay != Timeout.InfiniteTimeSpan)
        {
            loops.Add(Task.Run(() => oneWayCalls.RunAsync(options.OneWayDelay, stopping.Token)));
        }

        loops.Add(Task.Run(() => work.ListenAsync(database, log, stopping.Token)));
    }

    /// <summary>The door to the grains: each call is a turn of its own.</summary>
    public IClusterClient Client { get; }

    /// <summary>What people look at.</summary>
    public ISweepQueries Queries { get; }

    /// <summary>Which stored files are still needed.</summary>
    public CheckpointPointers Checkpoints { get; }

    /// <summary>The artifact store in which those lie.</summary>
    public ArtifactBinding Artifacts { get; }

    /// <summary>The leases of a silo's devices, renewed and given up.</summary>
    public Leases Leases { get; }

    /// <summary>How much waits and how much runs.</summary>
    public QueueStatistics Queue { get; }

    /// <summary>The silos that run experiments over this store.</summary>
    public SiloRegistry Silos { get; }

    /// <summary>Opens the database, brings it to the program's schema and starts to deliver reminders.</summary>
    /// <exception cref="StoreException">The store cannot be opened, or was made by a newer program.</exception>
    public static async Task<GrainHost> StartAsync(GrainHostOptions options, CancellationToken cancellation = default)
    {
        var database = Database.Open(options.Store, options.Time, options.Turns.StatementDeadline);
        try
        {
            await MigrateAsync(database, options, cancellation);
            return new(options, database);
        }
        catch (DbException exception)
        {
            await database.DisposeAsync();
            throw new StoreException(database.Describe(exception), exception);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the store has every migration of this program.</summary>
    /// <exception cref="DbException">The store does not answer.</exception>
    public Task<bool> IsUpToDateAsync(CancellationToken cancellation = default) =>
        Migrations.AreDoneAsync(database, cancellation);

    /// <summary>
    /// Completes when work may have become claimable since this call. Take it before claiming and await it after a claim that
    /// found nothing, and no work is overlooked. It completes at the latest after the poll period, since hosts may miss each
    /// other's notices.
    /// </summary>
    public Task NextWork(CancellationToken cancellation = default) => work.Next(cancellation);

    /// <summary>Delivers every reminder that is due now, each in a turn of its own.</summary>
    /// <returns>How many were delivered.</returns>
    public Task<int> DeliverDueRemindersAsync(CancellationToken cancellation = default) =>
        reminders.DeliverDueAsync(cancellation);

    /// <summary>Makes the one-way calls that wait, each in a turn of its own.</summary>
    /// <returns>How many were made.</returns>
    public Task<int> MakeOneWayCallsAsync(CancellationToken cancellation = default) =>
        oneWayCalls.MakePendingAsync(cancellation);

    /// <summary>
    /// Makes the calls that wait to share a turn, where that is done by hand (<see cref="TurnOptions.SharedByHand"/>).
    /// </summary>
    /// <returns>In how many turns: one for all calls of a method, unless one of them failed and each was made alone.</returns>
    public Task<int> MakeSharedCallsAsync() => runner.MakeSharedCallsAsync();

    /// <summary>Stops the loops and closes the database; turns that run are rolled back or finish.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        await database.DisposeAsync();
        stopping.Dispose();
    }

    private static async Task MigrateAsync(Database database, GrainHostOptions options, CancellationToken cancellation)
    {
        var backoff = Backoff.ForStore();
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await Migrations.RunAsync(database, cancellation);
                return;
            }
            catch (Exception away) when (watch.Elapsed < options.StartPatience && database.IsStarting(away))
            {
                await backoff.WaitAsync(cancellation);
            }
        }
    }

    private void Committed(Turn turn)
    {
        if (turn.MadeWork)
        {
            work.Set();
        }

        foreach (var (id, method) in turn.Afterwards)
        {
            oneWayCalls.Post(id, method);
        }

        turn.Changes.Tell();
    }
}
