using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>A turn that calls share, before it runs: more can join.</summary>
internal abstract class SharedTurn
{
    /// <summary>Makes the calls; whatever comes of them is told to their callers.</summary>
    /// <returns>In how many turns: one, unless a call failed and each had to be made alone.</returns>
    public abstract Task<int> RunAsync();
}

/// <summary>Calls of one method that are made in one turn. One that is alone has a turn of its own.</summary>
/// <seealso cref="SharesTurnAttribute"/>
internal sealed class SharedTurn<TResult>(TurnRunner runner, GrainMethod<TResult> method) : SharedTurn
{
    private const int MostCalls = 64;

    private readonly List<Call> calls = [];

    public bool IsFull => calls.Count == MostCalls;

    public Task<TResult> Add(GrainId id, object?[] arguments)
    {
        var call = new Call(id, arguments);
        calls.Add(call);
        return call.Outcome.Task;
    }

    public override async Task<int> RunAsync()
    {
        if (calls.Count > 1 && await TryTogetherAsync([.. calls.OrderBy(call => call.Id.Key, StringComparer.Ordinal)]))
        {
            return 1;
        }

        await Task.WhenAll(calls.Select(RunAloneAsync));
        return calls.Count;
    }

    /// <summary>Whether each call has its outcome: not where one of them failed, or gave up, and with it the turn.</summary>
    private async Task<bool> TryTogetherAsync(IReadOnlyList<Call> ordered)
    {
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(
            [.. ordered.Select(call => method.CancellationOf(call.Arguments))]);
        try
        {
            var results = await runner.RunAsync(
                readOnly: false, turn => MakeInOrderAsync(turn, ordered), ordered[0].Id, method.Name, givenUp.Token);
            foreach (var (call, result) in ordered.Zip(results))
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

    private async Task<List<TResult>> MakeInOrderAsync(Turn turn, IReadOnlyList<Call> ordered)
    {
        GrainId[] ids = [.. ordered.Select(call => call.Id).Distinct()];
        await turn.ActivateTogetherAsync(ids);
        var grains = Array.ConvertAll(ids, turn.Activated);
        if (grains[0] is IPreparedTogether first)
        {
            await first.PrepareTogether(grains);
        }

        List<TResult> results = [];
        foreach (var call in ordered)
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
