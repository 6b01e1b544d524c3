namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// Makes calls in turns that they share, round by round: whatever has come while the turns of one round ran goes into the next,
/// where those of one method share a turn and the methods' turns run beside each other. So calls that come in numbers make few
/// large turns, whose cost is mostly that of their journeys; one that comes alone begins at once.
/// </summary>
internal sealed class SharedTurns(TurnRunner runner, TurnOptions options)
{
    private readonly Lock gate = new();

    /// <summary>By method the turns that wait, oldest first.</summary>
    private readonly Dictionary<GrainMethod, Queue<SharedTurn>> waiting = [];
    private bool isRunning;

    public Task<TResult> CallAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments)
    {
        lock (gate)
        {
            var outcome = NextTurn(method).Add(id, arguments);
            if (!isRunning && !options.SharedByHand)
            {
                isRunning = true;
                // Turns to come are no part of what this caller is doing.
                using var _ = ExecutionContext.SuppressFlow();
                Task.Run(RunRoundsAsync);
            }

            return outcome;
        }
    }

    /// <summary>Makes the calls that wait, where nobody else does (<see cref="TurnOptions.SharedByHand"/>).</summary>
    /// <returns>In how many turns: one a method, unless a call failed and each was made alone, or there were many.</returns>
    public async Task<int> MakeWaitingAsync()
    {
        var turns = 0;
        while (TakeRound() is { Count: > 0 } round)
        {
            foreach (var turn in round)
            {
                turns += await turn.RunAsync();
            }
        }

        return turns;
    }

    private SharedTurn<TResult> NextTurn<TResult>(GrainMethod<TResult> method)
    {
        if (!waiting.TryGetValue(method, out var turns))
        {
            waiting.Add(method, turns = new());
        }

        if (turns.LastOrDefault() is not SharedTurn<TResult> { IsFull: false } next)
        {
            turns.Enqueue(next = new(runner, method));
        }

        return next;
    }

    private async Task RunRoundsAsync()
    {
        while (TakeRound() is { Count: > 0 } turns)
        {
            await Task.WhenAll(turns.Select(Task (turn) => turn.RunAsync())).WaitAsync(options.SharedTurnPatience)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // Those who were just answered often call again at once, and can still join.
            await Task.Yield();
        }
    }

    /// <summary>The turns of the next round; after none, the next call begins anew.</summary>
    private List<SharedTurn> TakeRound()
    {
        lock (gate)
        {
            List<SharedTurn> taken = [];
            foreach (var (_, turns) in waiting.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
            {
                if (turns.TryDequeue(out var turn))
                {
                    taken.Add(turn);
                }
            }

            isRunning = taken.Count > 0;
            return taken;
        }
    }
}
