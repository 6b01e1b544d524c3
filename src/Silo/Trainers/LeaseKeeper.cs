using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Renews the leases that this silo's devices hold, all in one statement, and tells attempts whose lease is lost.
/// </summary>
/// <param name="renew">Renews leases, and gives those that are no longer held.</param>
/// <param name="findRecalled">Finds the leases that are to be handed back.</param>
/// <param name="options">How often, and how long a lease lasts.</param>
/// <param name="log">Where failures go.</param>
internal sealed class LeaseKeeper(
    Func<IReadOnlyCollection<Lease>, CancellationToken, Task<IReadOnlyList<Lease>>> renew,
    Func<CancellationToken, Task<IReadOnlyList<Lease>>> findRecalled,
    TrainerOptions options,
    ILogger log) : IDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<HeldLease> held = [];
    private readonly SemaphoreSlim asked = new(0, 1);

    /// <summary>Keeps a lease that was just granted, until what is returned is disposed.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="askedAt">When it was asked for, by <see cref="Environment.TickCount64"/>.</param>
    internal HeldLease Hold(Lease lease, long askedAt)
    {
        var kept = new HeldLease(lease, options.Lease, askedAt, Release);
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
            await RenewAsync(stopped);
            await ((Task)asked.WaitAsync(options.Renewal, stopped)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => asked.Dispose();

    private async Task RenewAsync(CancellationToken stopped)
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

        // A store that hangs must not keep the next renewal from being tried in time; leases that run out end by themselves.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(options.Renewal);
        var askedAt = Environment.TickCount64;
        try
        {
            var lost = await renew([.. current.Select(item => item.Lease)], limit.Token).WaitAsync(limit.Token);
            foreach (var item in current)
            {
                if (lost.Contains(item.Lease))
                {
                    item.Lose();
                }
                else
                {
                    item.RenewedAt(askedAt);
                }
            }

            var recalled = (await findRecalled(limit.Token).WaitAsync(limit.Token))
                .Select(lease => (lease.Experiment, lease.Epoch)).ToHashSet();
            foreach (var item in current.Where(item => recalled.Contains((item.Lease.Experiment, item.Lease.Epoch))))
            {
                item.Recall();
            }
        }
#pragma warning disable CA1031 // The store may be back for the next renewal.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning("leases could not be renewed: {Message}", failure.Message);
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
