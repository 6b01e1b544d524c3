using Counterfactual.Grains.Hosting.Store;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>Runs calls from outside as turns: again from the start where the database could not order them.</summary>
internal sealed class TurnRunner(Database database, GrainCatalogue catalogue, TurnOptions options, Action<Turn> committed)
    : IGrainCaller
{
    public GrainCatalogue Catalogue => catalogue;

    public Task<TResult> CallAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments) =>
        RunAsync(method.IsReadOnly, turn => turn.CallAsync(id, method, arguments));

    public async Task<TResult> RunAsync<TResult>(
        bool readOnly, Func<Turn, Task<TResult>> body, CancellationToken cancellation = default)
    {
        HashSet<GrainId> touchedBefore = [];
        var attempts = 0;
        while (true)
        {
            attempts++;
            Turn? turn = null;
            try
            {
                TResult result;
                await using (var session = await database.OpenSessionAsync(readOnly, cancellation))
                {
                    turn = new(session, database, catalogue);
                    // Turns that deadlocked do not do so again when both take the same grains in the same order.
                    await turn.ActivateInOrderAsync(touchedBefore);
                    result = await body(turn);
                    await turn.CommitAsync();
                }

                committed(turn);
                return result;
            }
            catch (Exception exception) when (database.IsConflict(exception) && attempts < options.Attempts)
            {
                touchedBefore.UnionWith(turn?.Touched ?? []);
                var longest = Math.Min(options.LongestPause.TotalMilliseconds, 2 << Math.Min(attempts, 20));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), cancellation);
            }
        }
    }
}
