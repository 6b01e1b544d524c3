using System.Diagnostics;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Trainers;

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
                    "the silo in the background "
                        + $"{(ended ? $"ended with exit code {process.ExitCode}" : "does not answer")}:\n{LogTail(home)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>
    /// Its program, by way of a shell: whatever the process does, it never holds the console's terminal or pipes.
    /// </summary>
    private static ProcessStartInfo StartInfo(SiloHome home, SiloOptions options)
    {
        var program = TrainerProgram.ThisOne(
            [
                "silo", "--home", home.Root,
                .. options.Devices is { } devices ? (string[])["--devices", devices.ToString()] : [],
                .. options.CacheLimit is { } limit ? (string[])["--cache-limit", ByteSize.Format(limit)] : [],
                "--detached",
            ]);
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", LogPath(home), program.FileName,
                .. program.Arguments])
        {
            WorkingDirectory = home.Root,
        };

        // Everybody may read the arguments of a process, and a store's address may hold a password.
        SiloVariables.Write(options, start.Environment);
        return start;
    }

    private static string LogPath(SiloHome home) => Path.Combine(home.Logs, "silo.log");

    private static string LogTail(SiloHome home)
    {
        var text = File.Exists(LogPath(home)) ? File.ReadAllText(LogPath(home)) : "";
        return text.Length > LogShown ? text[^LogShown..] : text;
    }
}
