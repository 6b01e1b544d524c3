using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Telemetry;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Keeps one device busy: waits for work, claims it, runs it in a trainer process. The process is kept warm from one
/// experiment to the next, and replaced after any failure.
/// </summary>
/// <param name="context">What the devices of the silo share.</param>
/// <param name="device">The device.</param>
/// <param name="memory">Waits for what a process that has ended held of the device; null where that is not needed.</param>
internal sealed class DeviceTrainer(TrainerContext context, DeviceDescription device, MemoryRelease? memory) : IAsyncDisposable
{
    private readonly Backoff backoff = Backoff.ForStore();
    private TrainerChild? child;
    private bool mayHoldLease;

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
                if (await ClaimAsync(stopping) is not { } claimed)
                {
                    await nextWork;
                }
                else if (!await RunAsync(claimed.Assignment, claimed.AskedAt, stopping))
                {
                    await EndChildAsync(stopping);
                }

                backoff.Reset();
            }
            catch (OperationCanceledException)
            {
                // Told to stop; looked at above.
            }
#pragma warning disable CA1031 // A device outlives whatever went wrong with one experiment; its lease tells the others.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (failure is not (StoreUnavailableException or TurnInDoubtException))
                {
                    context.Log.LogError(failure, "device {Device}: an error outside of any experiment", device.Id);
                    await EndChildAsync(stopping);
                }
                else if (backoff.IsFresh)
                {
                    context.Log.LogWarning("device {Device} waits for the store: {Message}", device.Id, failure.Message);
                }

                await backoff.WaitAsync(stopping);
            }
        }
    }

    /// <summary>Ends the trainer process, whatever it is doing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref child, null) is { } old)
        {
            await old.DisposeAsync();
        }
    }

    /// <summary>
    /// Takes the next experiment, after what an earlier claim may have taken without our knowledge was handed back.
    /// </summary>
    private async Task<(Assignment Assignment, long AskedAt)?> ClaimAsync(CancellationToken stopping)
    {
        var grain = context.Grains.GetGrain<IDeviceGrain>(device.Id);
        if (mayHoldLease)
        {
            await grain.HandBack();
        }

        mayHoldLease = true;
        var (askedAt, asked) = (Environment.TickCount64, DateTime.UtcNow);
        if (await grain.Claim(stopping) is { } assignment)
        {
            SiloSpans.Claimed(assignment, asked);
            return (assignment, askedAt);
        }

        mayHoldLease = false;
        return null;
    }

    /// <summary>Runs an experiment; whether the trainer process can run another.</summary>
    private async Task<bool> RunAsync(Assignment assignment, long askedAt, CancellationToken stopping)
    {
        var experiment = await context.Grains.GetGrain<IExperimentGrain>(assignment.Lease.Experiment).Get();
        var rules = await context.Grains.GetGrain<ISweepGrain>(ExperimentKey.Parse(assignment.Lease.Experiment).Sweep).Rules();
        using var attempt = new Attempt(context, assignment, askedAt, experiment, rules, device);

        // Whatever happens from here on, the attempt gives up its lease, or has lost it.
        mayHoldLease = false;
        return await attempt.RunAsync(() => GetChildAsync(stopping), stopping);
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
            await EndChildAsync(stopping);
        }
    }

    private async Task<TrainerChild> GetChildAsync(CancellationToken stopping)
    {
        if (child is { IsAlive: true })
        {
            return child;
        }

        await EndChildAsync(stopping);
        memory?.ProcessBegins();
        child = await TrainerChild.StartAsync(context.Options, device);
        await child.FirstAsync<TrainerMessage.Ready>("ready", context.Options.Start, stopping);
        return child;
    }

    /// <summary>
    /// Returns when the process is gone and what it held of the device is free again: whatever ended it, the next claim waits for
    /// that. Where the trainer is told to stop meanwhile, there is no next claim.
    /// </summary>
    private async Task EndChildAsync(CancellationToken stopping)
    {
        await DisposeAsync();
        await (memory?.ProcessEndedAsync(stopping) ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
