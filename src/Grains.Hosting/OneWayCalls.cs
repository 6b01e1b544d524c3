using System.Collections.Concurrent;
using System.Threading.Channels;
using Counterfactual.Grains.Hosting.Turns;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Grains.Hosting;

/// <summary>Makes the one-way calls of committed turns, one for all equal ones that come within a moment.</summary>
internal sealed class OneWayCalls(TurnRunner runner, ILogger log)
{
    private readonly ConcurrentDictionary<(GrainId Id, GrainMethod<Nothing> Method), bool> pending = new();
    private readonly Channel<(GrainId Id, GrainMethod<Nothing> Method)> calls =
        Channel.CreateUnbounded<(GrainId Id, GrainMethod<Nothing> Method)>();

    public void Post(GrainId id, GrainMethod<Nothing> method)
    {
        if (pending.TryAdd((id, method), true))
        {
            calls.Writer.TryWrite((id, method));
        }
    }

    /// <param name="delay">How long equal calls are gathered.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(TimeSpan delay, CancellationToken cancellation)
    {
        while (await WaitForCallsAsync(delay, cancellation))
        {
            await MakePendingAsync(cancellation);
        }
    }

    public async Task<int> MakePendingAsync(CancellationToken cancellation)
    {
        var made = 0;
        while (!cancellation.IsCancellationRequested && calls.Reader.TryRead(out var call))
        {
            // From here on an equal call is a new one: the turn below may not see what that one announces.
            pending.TryRemove(call, out _);
            await CallAsync(call.Id, call.Method);
            made++;
        }

        return made;
    }

    private async Task<bool> WaitForCallsAsync(TimeSpan delay, CancellationToken cancellation)
    {
        try
        {
            var open = await calls.Reader.WaitToReadAsync(cancellation);
            await Task.Delay(delay, cancellation);
            return open;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task CallAsync(GrainId id, GrainMethod<Nothing> method)
    {
        try
        {
            await runner.CallAsync(id, method, []);
        }
#pragma warning disable CA1031 // Nobody waits for the outcome, and the next call must be made all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log.LogError(exception, "The one-way call {Grain}.{Method} failed", id, method.Name);
        }
    }
}
