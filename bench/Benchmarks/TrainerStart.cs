using System.Diagnostics;
using Counterfactual.EndToEnd.Tests;

namespace Counterfactual.Benchmarks;

/// <summary>
/// How long a trainer process takes from its start until it takes commands, and until it has answered one that needs libtorch.
/// </summary>
internal static class TrainerStart
{
    private const int Runs = 11;
    private const string Command = """{"type":"devices"}""";

    public static Task MeasureAsync(Figures figures)
    {
        var (ready, loaded) = (new List<double>(), new List<double>());
        for (var run = -1; run < Runs; run++)
        {
            var (readyAfter, loadedAfter) = Start();

            // The first brings the files into memory.
            if (run >= 0)
            {
                ready.Add(readyAfter.TotalSeconds);
                loaded.Add(loadedAfter.TotalSeconds);
            }
        }

        figures.Condition("a trainer process, from its start");
        figures.Add(Figure.Of("until it takes commands", "s", new(ready)));
        figures.Add(Figure.Of("until libtorch has answered", "s", new(loaded)) with { Target = "below 1.5" });
        return Task.CompletedTask;
    }

    private static (TimeSpan Ready, TimeSpan Loaded) Start()
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(ConsoleProcess.Program, ["trainer"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Read("ready");
        var ready = watch.Elapsed;
        process.StandardInput.WriteLine(Command);
        Read("devices");
        var loaded = watch.Elapsed;
        process.StandardInput.Close();
        process.WaitForExit();
        return (ready, loaded);

        void Read(string type)
        {
            if (process.StandardOutput.ReadLine() is not { } line || !line.Contains($"\"{type}\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"a trainer process did not say {type}");
            }
        }
    }
}
