using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Trainers;

/// <summary>A lease that is renewed until it is disposed.</summary>
internal sealed class HeldLease(Lease lease, Action<HeldLease> release) : IDisposable
{
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource recalled = new();

    internal Lease Lease => lease;

    /// <summary>Cancelled when the lease is no longer this device's: cancelled by a person, expired, or not renewed in time.</summary>
    internal CancellationToken Lost => lost.Token;

    /// <summary>Cancelled when the experiment is to be checkpointed and handed back, because its sweep is paused.</summary>
    internal CancellationToken Recalled => recalled.Token;

    /// <summary>When it was last known to be held, by <see cref="Environment.TickCount64"/>.</summary>
    internal long RenewedAt { get; set; } = Environment.TickCount64;

    internal void Lose() => lost.Cancel();

    internal void Recall() => recalled.Cancel();

    public void Dispose() => release(this);
}
