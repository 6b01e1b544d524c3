using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Trainers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class LeaseKeeperTests
{
    private static readonly TrainerOptions Options = new TrainerOptions().WithLease(TimeSpan.FromSeconds(1.5));
    private static readonly Lease Lease = new("sweep/1", 1, "silo/cpu:0", DateTime.UtcNow);

    [Fact]
    public async Task A_store_that_hangs_is_asked_again_and_the_lease_is_lost_when_it_is_over()
    {
        var asked = 0;
        using var stopped = new CancellationTokenSource();
        using var keeper = Keeper((_, _) =>
        {
            Interlocked.Increment(ref asked);
            return new TaskCompletionSource<IReadOnlyList<Lease>>().Task;
        });
        using var held = keeper.Hold(Lease, Environment.TickCount64);
        var running = keeper.RunAsync(stopped.Token);
        await TestSilo.UntilAsync("the lease is lost", () => Task.FromResult(held.Lost.IsCancellationRequested));
        await TestSilo.UntilAsync("the store is asked again", () => Task.FromResult(asked >= 2));
        await stopped.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_lease_counts_from_before_it_was_asked_for()
    {
        using var keeper = Keeper((_, _) => Task.FromResult<IReadOnlyList<Lease>>([]));
        using var late = keeper.Hold(Lease, Environment.TickCount64 - (long)Options.Lease.TotalMilliseconds);
        await TestSilo.UntilAsync("the lease is lost", () => Task.FromResult(late.Lost.IsCancellationRequested));
    }

    [Fact]
    public async Task A_lease_that_the_store_gave_to_another_is_lost_and_one_that_is_recalled_is_handed_back()
    {
        var other = Lease with { Experiment = "sweep/2" };
        using var stopped = new CancellationTokenSource();
        using var keeper = new LeaseKeeper(
            (_, _) => Task.FromResult<IReadOnlyList<Lease>>([Lease]),
            _ => Task.FromResult<IReadOnlyList<Lease>>([other with { Expires = DateTime.UtcNow.AddDays(1) }]),
            new TrainerOptions().WithLease(TimeSpan.FromMinutes(10)),
            NullLogger.Instance);
        using var taken = keeper.Hold(Lease, Environment.TickCount64);
        using var recalled = keeper.Hold(other, Environment.TickCount64);
        var running = keeper.RunAsync(stopped.Token);
        await TestSilo.UntilAsync("one is lost, the other recalled", () =>
            Task.FromResult(taken.Lost.IsCancellationRequested && recalled.Recalled.IsCancellationRequested));
        Assert.False(recalled.Lost.IsCancellationRequested);
        await stopped.CancelAsync();
        await running;
    }

    private static LeaseKeeper Keeper(Func<IReadOnlyCollection<Lease>, CancellationToken, Task<IReadOnlyList<Lease>>> renew) =>
        new(renew, _ => Task.FromResult<IReadOnlyList<Lease>>([]), Options, NullLogger.Instance);
}
