using System.Diagnostics;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Trainers;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Silo.Hosting;

/// <summary>A silo in a process of its own that outlives its console.</summary>
internal static class BackgroundSilo
{
    private const int LogShown = 2000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Starts one, or finds the one that another console has just started, and waits until it answers.</summary>
    /// <exception cref="SiloUnavailableException">It did not come up.</exception>
    internal static async Task<SiloClient> StartAsync(
        SiloHome home, SiloOptions options, TimeSpan patience, CancellationToken cancellation)
    {
        using var process = Process.Start(StartInfo(home, options))!;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var ended = process.HasExited;
            if (await SiloConnection.TryConnectAsync(home, cancellation) is { } client)
            {
                return client;
            }

            if (ended || watch.Elapsed > patience)
            {
                throw new SiloUnavailableException(
                    $"the silo in the background {(ended ? $"ended with exit code {process.ExitCode}" : "does not answer")}:\n{LogTail(home)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Makes this process one in the background: no terminal, output to the home's log.</summary>
    internal static void Detach(SiloHome home)
    {
        Linux.LeaveTerminal();
        using var nothing = File.OpenHandle("/dev/null");
        using var log = new FileStream(LogPath(home), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Linux.Redirect(Descriptor(nothing), Linux.StandardInput);
        Linux.Redirect(Descriptor(log.SafeFileHandle), Linux.StandardOutput);
        Linux.Redirect(Descriptor(log.SafeFileHandle), Linux.StandardError);
    }

    private static ProcessStartInfo StartInfo(SiloHome home, SiloOptions options)
    {
        var program = TrainerProgram.ThisOne(
            ["silo", "--home", home.Root, .. options.Devices is { } devices ? (string[])["--devices", devices.ToString()] : [], "--detached"]);
        return new ProcessStartInfo(program.FileName, program.Arguments)
        {
            WorkingDirectory = home.Root,

            // The runtime keeps copies of the streams that it is started with: those of the console would stay open with it, and
            // whoever reads the console's output would wait for its end as long as the silo runs.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string LogPath(SiloHome home) => Path.Combine(home.Logs, "silo.log");

    private static string LogTail(SiloHome home)
    {
        var text = File.Exists(LogPath(home)) ? File.ReadAllText(LogPath(home)) : "";
        return text.Length > LogShown ? text[^LogShown..] : text;
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();
}
