using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Trainers;

/// <summary>Renews the leases that this silo's devices hold, all in one statement, and tells attempts whose lease is lost.</summary>
/// <param name="renew">Renews leases, and gives those that are no longer held.</param>
/// <param name="findRecalled">Finds the leases that are to be handed back.</param>
/// <param name="options">How often, and how long a lease lasts.</param>
/// <param name="log">Where failures go.</param>
internal sealed class LeaseKeeper(
    Func<IReadOnlyCollection<Lease>, Task<IReadOnlyList<Lease>>> renew,
    Func<Task<IReadOnlyList<Lease>>> findRecalled,
    TrainerOptions options,
    ILogger log) : IDisposable
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
            await ((Task)asked.WaitAsync(options.Renewal, stopped)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => asked.Dispose();

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

        var begun = Environment.TickCount64;
        try
        {
            var lost = await renew([.. current.Select(item => item.Lease)]);
            foreach (var item in current)
            {
                if (lost.Contains(item.Lease))
                {
                    item.Lose();
                }
                else
                {
                    item.RenewedAt = begun;
                }
            }

            var recalled = (await findRecalled()).Select(lease => (lease.Experiment, lease.Epoch)).ToHashSet();
            foreach (var item in current.Where(item => recalled.Contains((item.Lease.Experiment, item.Lease.Epoch))))
            {
                item.Recall();
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
