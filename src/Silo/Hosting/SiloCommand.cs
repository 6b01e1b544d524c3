using System.Diagnostics;
using System.Runtime.InteropServices;
using Counterfactual.Grains.Hosting;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>The command <c>counterfactual silo</c>: a silo that runs until it is told to stop.</summary>
public static class SiloCommand
{
    /// <summary>How long a silo may hold the lock without answering, while it starts or ends.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Runs the silo of a home until the API or a signal (SIGINT, SIGTERM, SIGHUP) stops it. <paramref name="detached"/> is
    /// what <see cref="SiloConnection.OpenDetachedAsync"/> passes (hidden option <c>--detached</c>): a session of its
    /// own, out of reach of the terminal's signals.
    /// </summary>
    /// <returns>
    /// The exit code: 0 stopped, 1 failed, or its name was taken over; 2 the home or the store has such a silo already, the store
    /// or the place of the artifacts cannot be used, a device is not there, or it cannot listen.
    /// </returns>
    public static async Task<int> RunAsync(SiloHome home, SiloOptions options, bool detached)
    {
        if (detached)
        {
            Linux.LeaveTerminal();
        }

        var signalled = new TaskCompletionSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            signalled.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            var homeLock = await LockAsync(home, waits: detached, signalled.Task);
            await using var silo = await SiloHost.StartAsync(
                home, options, homeLock, home.Socket, isEmbedded: false, CancellationToken.None);
            await Console.Error.WriteLineAsync($"silo of {home.Root}, process {Environment.ProcessId}");
            foreach (var address in silo.Addresses)
            {
                await Console.Error.WriteLineAsync($"answers on {address.GetLeftPart(UriPartial.Authority)}");
            }

            await await Task.WhenAny(signalled.Task, silo.StopRequested);
            await Console.Error.WriteLineAsync(
                "Stopping: experiments are checkpointed and handed back. A second signal ends this at once.");
            return 0;
        }
        catch (SiloNameTakenException taken)
        {
            await Console.Error.WriteLineAsync(taken.Message);
            return 1;
        }
        catch (Exception wrong) when (wrong is SiloHomeException or ArtifactStoreException or DeviceException or ListenException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    /// <summary>Takes the home's lock; in the background it waits for that of a console's silo, to take over from it.</summary>
    private static async Task<HomeLock> LockAsync(SiloHome home, bool waits, Task signalled)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (HomeLock.TryTake(home) is { } homeLock)
            {
                return homeLock;
            }

            using var client = await SiloConnection.TryConnectAsync(home, CancellationToken.None);
            var goesOn = client is null ? watch.Elapsed < HandOver : await IsEmbeddedAsync(client);
            if (!waits || !goesOn || signalled.IsCompleted)
            {
                throw HomeLock.Taken(home);
            }

            if (client is not null)
            {
                watch.Restart();
            }

            await Task.WhenAny(signalled, Task.Delay(Pause));
        }
    }

    private static async Task<bool> IsEmbeddedAsync(SiloClient client)
    {
        try
        {
            return (await client.GetHealthAsync()).IsEmbedded;
        }
        catch (SiloUnavailableException)
        {
            // It has just ended; looked into the next time.
            return true;
        }
    }
}
