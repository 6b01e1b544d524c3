namespace Counterfactual.Grains.Hosting;

/// <summary>
/// The pauses of a loop that waits for something to come back: doubling from the first to the longest, with jitter.
/// </summary>
/// <param name="first">The first pause; positive.</param>
/// <param name="longest">The longest pause; at least the first.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const int MostDoublings = 20;

    private int failures;

    /// <summary>Whether nothing has failed since the last success.</summary>
    public bool IsFresh => failures == 0;

    /// <summary>Pauses that suit a store which is restarted: it is found again within three seconds.</summary>
    public static Backoff ForStore() => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));

    /// <summary>It worked.</summary>
    public void Reset() => failures = 0;

    /// <summary>It failed: how long to wait.</summary>
    public TimeSpan Next()
    {
        var pause = first * (1 << Math.Min(failures++, MostDoublings));
        return (pause < longest ? pause : longest) * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>It failed: waits, or until cancelled, which throws nothing.</summary>
    public async Task WaitAsync(CancellationToken cancellation) =>
        await Task.Delay(Next(), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
