using System.Diagnostics;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>Waits for conditions.</summary>
internal static class Eventually
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until something is there, or fails after <see cref="ConsoleProcess.Patience"/>.</summary>
    public static async Task<T> FindAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < ConsoleProcess.Patience;)
        {
            if (await look() is { } found)
            {
                return found;
            }

            await Task.Delay(BetweenLooks);
        }

        throw new TimeoutException($"never happened: {what}");
    }

    /// <summary>Looks until it is true, or fails after <see cref="ConsoleProcess.Patience"/>.</summary>
    public static Task HoldsAsync(string what, Func<bool> condition) =>
        FindAsync(what, () => Task.FromResult(condition() ? what : null));
}
