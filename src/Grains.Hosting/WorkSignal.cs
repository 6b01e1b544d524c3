using Counterfactual.Grains.Hosting.Store;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Grains.Hosting;

/// <summary>Wakes those who wait for work: told by turns of this process, by the database, or by the clock.</summary>
internal sealed class WorkSignal(TimeSpan poll)
{
    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(1);

    private TaskCompletionSource next = New();

    public void Set() => Interlocked.Exchange(ref next, New()).TrySetResult();

    public Task Next(CancellationToken cancellation)
    {
        var signal = Volatile.Read(ref next).Task;
        return WaitAsync(signal, cancellation);
    }

    public async Task ListenAsync(Database database, ILogger log, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await database.ListenAsync(Set, cancellation);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever ended it, listening must go on; the slow poll bridges the gap.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                log.LogWarning(exception, "Lost the database's notices of work; listening again");
            }

            await Task.Delay(ListenAgainAfter, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WaitAsync(Task signal, CancellationToken cancellation)
    {
        await Task.WhenAny(signal, Task.Delay(poll, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
