using System.Diagnostics;
using Counterfactual.Training.Tests.Data;

namespace Counterfactual.Training.Tests;

/// <summary>
/// This assembly as another process: for tests that race with processes, kill them, or vary their runtime's settings.
/// </summary>
internal static class ChildProcess
{
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["hash"]:
                Console.WriteLine($"{System.Numerics.Vector<float>.Count} {RenderedHash.OfSynthetic()}");
                return 0;
            case ["ensure", var cacheDirectory]:
                Console.WriteLine(ShardScenario.Ensure(cacheDirectory));
                return 0;
            case ["write-half", var cacheDirectory]:
                var kept = ShardScenario.WriteHalf(cacheDirectory);
                Console.WriteLine("half written");
                Thread.Sleep(Timeout.Infinite);
                GC.KeepAlive(kept);
                return 0;
            case ["full-disk", var model, var cacheDirectory, var disk, var keptDirectory]:
                Console.WriteLine(Experiments.FullDisk.Run(model, cacheDirectory, disk, keptDirectory));
                return 0;
            default:
                Console.Error.WriteLine("this program is started by tests");
                return 2;
        }
    }

    /// <summary>Starts it with these arguments; its standard output is redirected.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["exec", typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
