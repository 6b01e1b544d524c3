namespace Counterfactual.Silo.Telemetry;

/// <summary>Keeps <see cref="SiloMetrics"/> fresh for an exporter that asks when it likes.</summary>
internal sealed class SiloMetricsRefresh : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly Task refreshing;

    internal SiloMetricsRefresh(SiloMetrics metrics) => refreshing = Task.Run(() => RunAsync(metrics));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await refreshing;
        stopping.Dispose();
    }

    private async Task RunAsync(SiloMetrics metrics)
    {
        try
        {
            while (true)
            {
                await metrics.RefreshAsync(stopping.Token);
                await Task.Delay(Period, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }
}
