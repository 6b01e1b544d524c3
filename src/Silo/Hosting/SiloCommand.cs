using System.Runtime.InteropServices;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>The command <c>counterfactual silo</c>: a silo that runs until it is told to stop.</summary>
public static class SiloCommand
{
    /// <summary>
    /// Runs the silo of a home until the API or a signal (SIGINT, SIGTERM, SIGHUP) stops it. <paramref name="detached"/> is
    /// what <see cref="SiloConnection.OpenDetachedAsync"/> passes (hidden option <c>--detached</c>): a session of its own,
    /// output to the home's <c>logs/silo.log</c>.
    /// </summary>
    /// <returns>The exit code: 0 stopped, 1 failed, 2 the home has a silo already, or a device is not there.</returns>
    public static async Task<int> RunAsync(SiloHome home, SiloOptions options, bool detached)
    {
        if (detached)
        {
            BackgroundSilo.Detach(home);
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
            await using var silo = await SiloHost.StartAsync(home, options);
            await Console.Error.WriteLineAsync($"silo of {home.Root}, process {Environment.ProcessId}");
            await Task.WhenAny(signalled.Task, silo.StopRequested);
            return 0;
        }
        catch (Exception wrong) when (wrong is SiloHomeException or DeviceException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }
}
