using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// Makes calls of one method in turns that they share: whatever has come while one turn ran goes into the next. A call that
/// comes alone has a turn of its own, and waits for nobody.
/// </summary>
/// <seealso cref="SharesTurnAttribute"/>
internal sealed class SharedTurns<TResult>(TurnRunner runner, GrainMethod<TResult> method, TurnOptions options) : ISharedTurns
{
    private const int MostCalls = 64;

    private readonly Lock gate = new();
    private readonly Queue<Call> waiting = new();
    private bool isRunning;

    public Task<TResult> CallAsync(GrainId id, object?[] arguments)
    {
        var call = new Call(id, arguments);
        lock (gate)
        {
            waiting.Enqueue(call);
            if (!isRunning && !options.SharedByHand)
            {
                isRunning = true;
                // Turns to come are no part of what this caller is doing.
                using var _ = ExecutionContext.SuppressFlow();
                Task.Run(RunWaitingAsync);
            }
        }

        return call.Outcome.Task;
    }

    public async Task<int> MakeWaitingAsync()
    {
        var turns = 0;
        while (TakeWaiting() is { Count: > 0 } calls)
        {
            turns += await RunAsync(calls);
        }

        return turns;
    }

    private async Task RunWaitingAsync()
    {
        while (TakeWaiting() is { Count: > 0 } calls)
        {
            await ((Task)RunAsync(calls)).WaitAsync(options.SharedTurnPatience)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The calls of the next turn; after none, the next call begins anew.</summary>
    private List<Call> TakeWaiting()
    {
        lock (gate)
        {
            List<Call> taken = [];
            while (taken.Count < MostCalls && waiting.TryDequeue(out var call))
            {
                taken.Add(call);
            }

            isRunning = taken.Count > 0;
            return taken;
        }
    }

    /// <summary>Makes the calls; in how many turns.</summary>
    private async Task<int> RunAsync(List<Call> calls)
    {
        if (calls.Count > 1 && await TryTogetherAsync([.. calls.OrderBy(call => call.Id.Key, StringComparer.Ordinal)]))
        {
            return 1;
        }

        await Task.WhenAll(calls.Select(RunAloneAsync));
        return calls.Count;
    }

    /// <summary>Whether each call has its outcome: not where one of them failed, or gave up, and with it the turn.</summary>
    private async Task<bool> TryTogetherAsync(IReadOnlyList<Call> calls)
    {
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(
            [.. calls.Select(call => method.CancellationOf(call.Arguments))]);
        try
        {
            var results = await runner.RunAsync(
                readOnly: false, turn => MakeInOrderAsync(turn, calls), calls[0].Id, method.Name, givenUp.Token);
            foreach (var (call, result) in calls.Zip(results))
            {
                call.Outcome.SetResult(result);
            }

            return true;
        }
        catch (Exception exception) when (exception is TurnInDoubtException or StoreUnavailableException)
        {
            foreach (var call in calls)
            {
                call.Outcome.SetException(exception);
            }

            return true;
        }
#pragma warning disable CA1031 // Whose failure it was shows when each is alone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private async Task<List<TResult>> MakeInOrderAsync(Turn turn, IReadOnlyList<Call> calls)
    {
        GrainId[] ids = [.. calls.Select(call => call.Id).Distinct()];
        await turn.ActivateTogetherAsync(ids);
        var grains = Array.ConvertAll(ids, turn.Activated);
        if (grains[0] is IPreparedTogether first)
        {
            await first.PrepareTogether(grains);
        }

        List<TResult> results = [];
        foreach (var call in calls)
        {
            results.Add(await call.MakeAsync(() => turn.CallAsync(call.Id, method, call.Arguments)));
        }

        return results;
    }

    private async Task RunAloneAsync(Call call)
    {
        try
        {
            call.Outcome.SetResult(await call.MakeAsync(() => runner.CallAloneAsync(call.Id, method, call.Arguments)));
        }
        catch (OperationCanceledException cancelled)
        {
            call.Outcome.SetCanceled(cancelled.CancellationToken);
        }
#pragma warning disable CA1031 // It is the caller's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Outcome.SetException(exception);
        }
    }

    private sealed record Call(GrainId Id, object?[] Arguments)
    {
        private readonly ExecutionContext? callers = ExecutionContext.Capture();

        public TaskCompletionSource<TResult> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>
        /// Does what the call asks for as its caller would have: spans and lines of a log are below the caller's span, whichever
        /// calls share the turn.
        /// </summary>
        public Task<TResult> MakeAsync(Func<Task<TResult>> make)
        {
            if (callers is null)
            {
                return make();
            }

            Task<TResult>? made = null;
            ExecutionContext.Run(callers, _ => made = make(), state: null);
            return made!;
        }
    }
}
