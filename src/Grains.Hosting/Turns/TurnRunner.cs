using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Telemetry;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>Runs calls from outside as turns: again from the start where the database could not order them.</summary>
internal sealed class TurnRunner : IGrainCaller
{
    /// <summary>How often a turn is tried for which the store does not answer: a connection may have died unnoticed.</summary>
    private const int AttemptsWithoutStore = 8;

    /// <summary>How long a turn that is to end may take to notice.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(5);

    private readonly Database database;
    private readonly GrainCatalogue catalogue;
    private readonly TurnOptions options;
    private readonly Action<Turn> committed;
    private readonly SharedTurns sharedTurns;

    public TurnRunner(Database database, GrainCatalogue catalogue, TurnOptions options, Action<Turn> committed)
    {
        this.database = database;
        this.catalogue = catalogue;
        this.options = options;
        this.committed = committed;
        sharedTurns = new(this, options);
    }

    public GrainCatalogue Catalogue => catalogue;

    public Task<TResult> CallAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments) =>
        method.SharesTurn ? sharedTurns.CallAsync(id, method, arguments) : CallAloneAsync(id, method, arguments);

    /// <summary>Makes a call in a turn of its own.</summary>
    public Task<TResult> CallAloneAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments) => RunAsync(
        method.IsReadOnly, turn => turn.CallAsync(id, method, arguments), id, method.Name, method.CancellationOf(arguments));

    /// <summary>Runs a body as a turn.</summary>
    /// <param name="readOnly">Whether it changes nothing.</param>
    /// <param name="body">The body; it may be run several times.</param>
    /// <param name="cancellation">Rolls back the turn, unless it is being committed.</param>
    /// <param name="method">What it does, for messages.</param>
    /// <exception cref="TurnDeadlineException">It took too long, and was rolled back.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer; the turn did not happen.</exception>
    /// <exception cref="TurnInDoubtException">The store was lost while the turn committed.</exception>
    public Task<TResult> RunAsync<TResult>(
        bool readOnly,
        Func<Turn, Task<TResult>> body,
        CancellationToken cancellation = default,
        [CallerMemberName] string method = "") =>
        RunAsync(readOnly, body, grain: null, method, cancellation);

    /// <summary>Makes the calls that wait to share a turn, method by method.</summary>
    /// <returns>In how many turns.</returns>
    public Task<int> MakeSharedCallsAsync() => sharedTurns.MakeWaitingAsync();

    /// <summary>As the other one, with the grain that the turn is told of as.</summary>
    public async Task<TResult> RunAsync<TResult>(
        bool readOnly, Func<Turn, Task<TResult>> body, GrainId? grain, string method, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Deadline);
        var started = Stopwatch.GetTimestamp();
        HashSet<GrainId> touchedBefore = [];
        for (var attempt = 1; ; attempt++)
        {
            Turn? turn = null;
            try
            {
                TResult result;
                await using (var session = await database.OpenSessionAsync(readOnly, limit.Token))
                {
                    turn = new(session, database, catalogue);
                    result = await RunOnceAsync(turn, touchedBefore, body, limit.Token);
                }

                GrainMetrics.TurnCommitted(started, grain?.Type.Name, method);
                committed(turn);
                return result;
            }
            catch (Exception exception) when (MayTryAgain(exception, attempt) && !limit.IsCancellationRequested)
            {
                GrainMetrics.TurnRetried(exception);
                touchedBefore.UnionWith(turn?.Touched ?? []);
                var longest = Math.Min(options.LongestPause.TotalMilliseconds, 2 << Math.Min(attempt, 20));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), cancellation);
            }
            catch (Exception exception) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested
                && (exception is OperationCanceledException || database.IsConflict(exception)))
            {
                var what = grain is { } id ? $"{id}.{method}" : method;
                var longest = string.Create(CultureInfo.InvariantCulture, $"{options.Deadline.TotalSeconds:0.###} s");
                throw new TurnDeadlineException($"{what} took longer than {longest} and was rolled back", exception);
            }
            catch (DbException exception)
            {
                GrainMetrics.StoreFailed(exception);
                if (database.IsUnavailable(exception))
                {
                    throw new StoreUnavailableException($"the store does not answer: {exception.Message}", exception);
                }

                throw;
            }
        }
    }

    private static async Task<TResult> RunOnceAsync<TResult>(
        Turn turn, IEnumerable<GrainId> touchedBefore, Func<Turn, Task<TResult>> body, CancellationToken limit)
    {
        // Turns that deadlocked do not do so again when both take the same grains in the same order.
        await turn.ActivateTogetherAsync(touchedBefore);
        var running = body(turn);
        try
        {
            var result = await running.WaitAsync(limit);
            limit.ThrowIfCancellationRequested();
            await turn.CommitAsync();
            return result;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // Statements end by themselves; what waits for something else is left behind with a turn that is useless.
            await Task.WhenAny(running, Task.Delay(LastMoment, CancellationToken.None));
            turn.Abandon();
            _ = running.ContinueWith(
                left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private bool MayTryAgain(Exception exception, int attempt) =>
        database.IsConflict(exception) && attempt < (database.IsUnavailable(exception) ? AttemptsWithoutStore : options.Attempts);
}
