using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Devices;

public sealed class MemoryReleaseTests
{
    private const long Gibibyte = 1L << 30;

    private readonly List<string> warnings = [];

    [Fact]
    public async Task The_device_is_offered_when_no_more_is_in_use_than_before()
    {
        Queue<long?> readings = new([1 * Gibibyte, 5 * Gibibyte, 5 * Gibibyte, 1 * Gibibyte]);
        var memory = new MemoryRelease(readings.Dequeue, TimeSpan.FromMinutes(5), warnings.Add);
        memory.ProcessBegins();
        await memory.ProcessEndedAsync(default);
        Assert.Empty(readings);
        Assert.Empty(warnings);
    }

    [Fact]
    public async Task After_the_deadline_it_is_offered_with_a_warning_and_once_only()
    {
        var used = 1 * Gibibyte;
        var memory = new MemoryRelease(() => used, TimeSpan.FromMilliseconds(100), warnings.Add);
        memory.ProcessBegins();
        used = 4 * Gibibyte;
        await memory.ProcessEndedAsync(default);
        await memory.ProcessEndedAsync(default);
        Assert.Contains("3072 MiB more", Assert.Single(warnings), StringComparison.Ordinal);

        // Somebody else keeps it: the next process begins with what is in use then.
        memory.ProcessBegins();
        await memory.ProcessEndedAsync(default);
        Assert.Single(warnings);
    }

    [Fact]
    public async Task What_cannot_be_known_is_not_waited_for()
    {
        var memory = new MemoryRelease(() => null, TimeSpan.FromMinutes(5), warnings.Add);
        memory.ProcessBegins();
        await memory.ProcessEndedAsync(default);

        // The library stops to answer.
        Queue<long?> readings = new([1 * Gibibyte, 5 * Gibibyte, null]);
        memory = new MemoryRelease(readings.Dequeue, TimeSpan.FromMinutes(5), warnings.Add);
        memory.ProcessBegins();
        await memory.ProcessEndedAsync(default);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Only_a_CUDA_device_that_nobody_shares_is_waited_for()
    {
        var whole = Assert.Single(DeviceDiscovery.Graphics("here", [0], shares: 1));
        Assert.NotNull(Of(whole));
        Assert.All(DeviceDiscovery.Graphics("here", [0], shares: 4), share => Assert.Null(Of(share)));
        Assert.Null(Of(whole with { Name = "cpu:0", Kind = DeviceKind.Cpu }));

        static MemoryRelease? Of(DeviceDescription device) =>
            MemoryRelease.Of(device, TimeSpan.FromMinutes(5), NullLogger.Instance);
    }

    [Fact]
    public async Task A_silo_that_stops_does_not_wait()
    {
        var used = 1 * Gibibyte;
        var memory = new MemoryRelease(() => used, TimeSpan.FromMinutes(5), warnings.Add);
        memory.ProcessBegins();
        used = 4 * Gibibyte;
        using var stopping = new CancellationTokenSource();
        var waiting = memory.ProcessEndedAsync(stopping.Token);
        Assert.False(waiting.IsCompleted);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
