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
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(readOnly, body, cancellation);
            }
            catch (Exception exception) when (database.IsConflict(exception) && attempt < options.Attempts)
            {
                var longest = Math.Min(options.LongestPause.TotalMilliseconds, 2 << Math.Min(attempt, 20));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), cancellation);
            }
        }
    }

    private async Task<TResult> RunOnceAsync<TResult>(
        bool readOnly, Func<Turn, Task<TResult>> body, CancellationToken cancellation)
    {
        Turn turn;
        TResult result;
        await using (var session = await database.OpenSessionAsync(readOnly, cancellation))
        {
            turn = new(session, database, catalogue);
            result = await body(turn);
            await turn.CommitAsync();
        }

        committed(turn);
        return result;
    }
}
