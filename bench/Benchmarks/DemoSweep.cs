using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Counterfactual.EndToEnd.Tests;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The demo's sweep on two devices, by a silo that is already warm: how much of the devices' time is training and evaluation, how
/// long a trainer process takes to start, and what the silo itself costs.
/// </summary>
internal static class DemoSweep
{
    private const int Devices = 2;

    // One seed of the demo's rows, on warm devices whose shards are in the cache.
    private const string WarmUp = """
        name: warm-up
        model: miniature
        training: {epochs: 1, max_steps: 1}
        include: [{method: vanilla}]
        seeds: [0, 1]
        """;

    public static async Task MeasureAsync()
    {
        await using var home = new TestHome();
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", $"cpu:{Devices}");
        var started = Stopwatch.StartNew();
        await Eventually.FindAsync("a silo answers with both trainer processes", async () =>
            (await home.AskAsync(client => client.ListDevicesAsync())).Count(device => device.ProcessId is not null) == Devices
                ? "both" : null);
        var ready = started.Elapsed;

        var warmUp = Path.Combine(home.Path, "warm-up.yaml");
        await File.WriteAllTextAsync(warmUp, WarmUp);
        (await ConsoleProcess.RunAsync(home, "sweep", "run", warmUp)).Expect(0);

        var processorBefore = ProcessorTime(silo.Id);
        var watch = Stopwatch.StartNew();
        (await ConsoleProcess.RunAsync(home, "sweep", "run", RepositoryFile("sweeps/demo.yaml"), "--detach")).Expect(0);
        await Eventually.FindAsync("the demo ends", async () =>
            (await home.AskAsync(client => client.ListSweepsAsync())).Any(sweep => sweep.Id == "demo" && sweep.Ended is not null)
                ? "ended" : null);
        var processor = (ProcessorTime(silo.Id) - processorBefore) / watch.Elapsed;
        var shown = (await ConsoleProcess.RunAsync(home, "sweep", "show", "demo", "-o", "json")).Expect(0).Output;
        Print(JsonDocument.Parse(shown).RootElement, ready, processor);
    }

    private static void Print(JsonElement sweep, TimeSpan ready, double processor)
    {
        var experiments = sweep.GetProperty("experiments").EnumerateArray().Select(Measured.Of).ToList();
        var first = experiments.Min(experiment => experiment.Started);
        var busy = experiments.Sum(experiment => experiment.Busy);
        var wall = Devices * (experiments.Max(experiment => experiment.Ended) - first).TotalSeconds;

        // A device that has nothing left to do waits for no one.
        var occupied = experiments.GroupBy(experiment => experiment.Device).Sum(device =>
            (device.Max(experiment => experiment.Ended) - device.Min(experiment => experiment.Started)).TotalSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            the demo's {experiments.Count} experiments on {Devices} warm devices of one thread
            silo and both trainer processes ready after   {ready.TotalSeconds,8:0.00} s
            training and evaluation                       {busy,8:0.0} s
            device-busy, until each device's last work    {busy / occupied,8:P1} (at least 95 %)
            device-busy, until the sweep's end            {busy / wall,8:P1}
            the silo's processor time, of one core        {processor,8:P1} (below 2 %)
            """));
    }

    private static TimeSpan ProcessorTime(int process) => Process.GetProcessById(process).TotalProcessorTime;

    private static string RepositoryFile(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, path) is var file && File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException($"{path} is in no folder above the program");
    }

    private sealed record Measured(string Device, DateTime Started, DateTime Ended, double Busy)
    {
        public static Measured Of(JsonElement experiment) => new(
            experiment.GetProperty("device").GetString()!, experiment.GetProperty("started").GetDateTime(),
            experiment.GetProperty("ended").GetDateTime(),
            experiment.GetProperty("trainingSeconds").GetDouble() + experiment.GetProperty("evaluationSeconds").GetDouble());
    }
}
