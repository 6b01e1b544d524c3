using Counterfactual.Grains.Hosting.Store;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Grains.Hosting;

/// <summary>Wakes those who wait for work: told by turns of this process, by the database, or by the clock.</summary>
internal sealed class WorkSignal(TimeSpan poll)
{
    private TaskCompletionSource next = New();

    public void Set() => Interlocked.Exchange(ref next, New()).TrySetResult();

    public Task Next(CancellationToken cancellation)
    {
        var signal = Volatile.Read(ref next).Task;
        return WaitAsync(signal, cancellation);
    }

    public async Task ListenAsync(Database database, ILogger log, CancellationToken cancellation)
    {
        var backoff = Backoff.ForStore();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await database.ListenAsync(
                    () =>
                    {
                        backoff.Reset();
                        Set();
                    },
                    cancellation);
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
                if (backoff.IsFresh)
                {
                    log.LogWarning("Lost the database's notices of work; listening again: {Message}", exception.Message);
                }
            }

            await backoff.WaitAsync(cancellation);
        }
    }

    private async Task WaitAsync(Task signal, CancellationToken cancellation)
    {
        await Task.WhenAny(signal, Task.Delay(poll, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
