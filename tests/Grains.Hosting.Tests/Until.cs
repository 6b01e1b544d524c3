using System.Diagnostics;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>Waits for conditions that other threads or processes bring about.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">The condition did not come about in a minute.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Deadline)
            {
                throw new TimeoutException($"the condition did not come about in {Deadline}");
            }

            await Task.Delay(5);
        }
    }
}
