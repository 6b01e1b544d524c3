using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Keeps one device busy: waits for work, claims it, runs it in a trainer process. The process is kept warm from one
/// experiment to the next, and replaced after any failure.
/// </summary>
internal sealed class DeviceTrainer(TrainerContext context, DeviceDescription device) : IAsyncDisposable
{
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(1);
    private TrainerChild? child;

    /// <summary>The device.</summary>
    internal DeviceDescription Device => device;

    /// <summary>Process id of its trainer; null where none runs.</summary>
    internal int? ProcessId => child is { IsAlive: true } alive ? alive.ProcessId : null;

    /// <summary>Works until told to stop; an experiment that runs then is checkpointed and handed back.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await WarmUpAsync(stopping);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var nextWork = context.NextWork(stopping);
                if (await context.Grains.GetGrain<IDeviceGrain>(device.Id).Claim() is { } assignment)
                {
                    await RunAsync(assignment, stopping);
                }
                else
                {
                    await nextWork;
                }
            }
            catch (OperationCanceledException)
            {
                // Told to stop; looked at above.
            }
#pragma warning disable CA1031 // A device outlives whatever went wrong with one experiment; its lease tells the others.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                context.Log.LogError(failure, "device {Device}: an error outside of any experiment", device.Id);
                await EndChildAsync();
                await Task.Delay(AfterError, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Ends the trainer process, whatever it is doing.</summary>
    public ValueTask DisposeAsync() => EndChildAsync();

    private async Task RunAsync(Assignment assignment, CancellationToken stopping)
    {
        var experiment = await context.Grains.GetGrain<IExperimentGrain>(assignment.Lease.Experiment).Get();
        var rules = await context.Grains.GetGrain<ISweepGrain>(ExperimentKey.Parse(assignment.Lease.Experiment).Sweep).Rules();
        using var attempt = new Attempt(context, assignment, experiment, rules, device);
        if (!await attempt.RunAsync(() => GetChildAsync(stopping), stopping))
        {
            // The next claim waits until this process is gone, and with it what it held of the device.
            await EndChildAsync();
        }
    }

    /// <summary>Has a process ready before there is work for it; where that fails, the first experiment tells.</summary>
    private async Task WarmUpAsync(CancellationToken stopping)
    {
        try
        {
            await GetChildAsync(stopping);
        }
        catch (TrainerGoneException gone)
        {
            context.Log.LogWarning("device {Device}: {Message}", device.Id, gone.Message);
            await EndChildAsync();
        }
    }

    private async Task<TrainerChild> GetChildAsync(CancellationToken stopping)
    {
        if (child is { IsAlive: true })
        {
            return child;
        }

        await EndChildAsync();
        child = await TrainerChild.StartAsync(context.Options, device);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(context.Options.Start);
        try
        {
            while (await child.Messages.WaitToReadAsync(deadline.Token))
            {
                if (child.Messages.TryRead(out var message) && message is TrainerMessage.Ready)
                {
                    return child;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TrainerGoneException(
                FailureCause.Hang, $"the trainer process was not ready within {context.Options.Start.TotalSeconds:0.#} s");
        }

        throw new TrainerGoneException(FailureCause.ProcessDied, "the trainer process ended before it was ready");
    }

    private async ValueTask EndChildAsync()
    {
        if (Interlocked.Exchange(ref child, null) is { } old)
        {
            await old.DisposeAsync();
        }
    }
}
