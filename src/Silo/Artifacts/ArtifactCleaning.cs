namespace Counterfactual.Silo.Artifacts;

/// <summary>Cleans when a silo starts and every hour from then on, until it is disposed.</summary>
internal sealed class ArtifactCleaning : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    internal ArtifactCleaning(ArtifactCleaner cleaner, ILogger log) =>
        running = Task.Run(() => RunAsync(cleaner, log));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(ArtifactCleaner cleaner, ILogger log)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await cleaner.CleanAsync(stopping.Token) is { Count: > 0 } removed)
                {
                    log.LogInformation("{Count} files that no experiment needs were removed", removed.Count);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // What could not be cleaned now will be in an hour; the silo's work does not depend on it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogWarning(failure, "the artifacts could not be cleaned");
            }

            await Task.Delay(Period, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
