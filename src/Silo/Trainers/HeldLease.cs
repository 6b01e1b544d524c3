using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// A lease that is renewed until it is disposed. It is lost at the latest when the store may have given it to another, counted
/// on this machine's own ticks from before it was asked for: no clock of a silo matters.
/// </summary>
internal sealed class HeldLease : IDisposable
{
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource recalled = new();
    private readonly TimeSpan duration;
    private readonly Action<HeldLease> release;

    /// <param name="lease">The lease.</param>
    /// <param name="duration">How long it lasts unless it is renewed.</param>
    /// <param name="askedAt">When it was asked for, by <see cref="Environment.TickCount64"/>.</param>
    /// <param name="release">Called when this is disposed.</param>
    internal HeldLease(Lease lease, TimeSpan duration, long askedAt, Action<HeldLease> release)
    {
        Lease = lease;
        this.duration = duration;
        this.release = release;
        RenewedAt(askedAt);
    }

    internal Lease Lease { get; }

    /// <summary>
    /// Cancelled when the lease is no longer this device's: cancelled by a person, expired, or not renewed in time.
    /// </summary>
    internal CancellationToken Lost => lost.Token;

    /// <summary>
    /// Cancelled when the experiment is to be checkpointed and handed back: its sweep is paused, or its device drained.
    /// </summary>
    internal CancellationToken Recalled => recalled.Token;

    /// <summary>It was renewed.</summary>
    /// <param name="askedAt">When that was asked for, by <see cref="Environment.TickCount64"/>.</param>
    internal void RenewedAt(long askedAt)
    {
        var left = duration - TimeSpan.FromMilliseconds(Environment.TickCount64 - askedAt);
        lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    internal void Lose() => lost.Cancel();

    internal void Recall() => recalled.Cancel();

    public void Dispose()
    {
        release(this);
        lost.CancelAfter(Timeout.InfiniteTimeSpan);
    }
}
