using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Trainers;

/// <summary>Renews the leases that this silo's devices hold, all in one statement, and tells attempts whose lease is lost.</summary>
internal sealed class LeaseKeeper(RenewLeases renew, TrainerOptions options, ILogger log)
{
    private readonly Lock gate = new();
    private readonly HashSet<HeldLease> held = [];
    private readonly SemaphoreSlim asked = new(0, 1);

    /// <summary>Keeps a lease that was just granted, until what is returned is disposed.</summary>
    internal HeldLease Hold(Lease lease)
    {
        var kept = new HeldLease(lease, Release);
        lock (gate)
        {
            held.Add(kept);
        }

        return kept;
    }

    /// <summary>Has leases looked at now instead of at the next renewal: one of them may just have been cancelled.</summary>
    internal void CheckNow()
    {
        lock (gate)
        {
            if (asked.CurrentCount == 0)
            {
                asked.Release();
            }
        }
    }

    /// <summary>Renews until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken stopped)
    {
        while (!stopped.IsCancellationRequested)
        {
            await RenewAsync();
            await asked.WaitAsync(options.Renewal, stopped).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task RenewAsync()
    {
        HeldLease[] current;
        lock (gate)
        {
            current = [.. held];
        }

        if (current.Length == 0)
        {
            return;
        }

        var asked = Environment.TickCount64;
        try
        {
            var kept = await renew([.. current.Select(item => item.Lease)]);
            foreach (var item in current)
            {
                if (kept.Contains((item.Lease.Experiment, item.Lease.Epoch)))
                {
                    item.RenewedAt = asked;
                }
                else
                {
                    item.Lose();
                }
            }
        }
#pragma warning disable CA1031 // The database may be back for the next renewal; leases that run out meanwhile are given up below.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning(failure, "leases could not be renewed");
        }

        // Another silo may take over what was not renewed in time: two must never train under one lease.
        foreach (var item in current.Where(item => Environment.TickCount64 - item.RenewedAt > options.Lease.TotalMilliseconds))
        {
            item.Lose();
        }
    }

    private void Release(HeldLease lease)
    {
        lock (gate)
        {
            held.Remove(lease);
        }
    }
}

/// <summary>Renews leases in one statement.</summary>
/// <param name="leases">The leases to renew.</param>
/// <returns>Experiment and epoch of those that are still current.</returns>
internal delegate Task<IReadOnlySet<(string Experiment, long Epoch)>> RenewLeases(IReadOnlyList<Lease> leases);
