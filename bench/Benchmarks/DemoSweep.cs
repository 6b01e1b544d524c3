using System.Diagnostics;
using System.Text.Json;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Silo.Api;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The demo's sweep on two devices, by a silo that is already warm: how much of the devices' time is training and evaluation, how
/// long a trainer process takes to start, and what the silo itself costs.
/// </summary>
internal static class DemoSweep
{
    private const int Devices = 2;

    /// <summary>So seldom that answering costs the silo nothing.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // One seed of the demo's rows, on warm devices whose shards are in the cache.
    private const string WarmUp = """
        name: warm-up
        model: miniature
        training: {epochs: 1, max_steps: 1}
        include: [{method: vanilla}]
        seeds: [0, 1]
        """;

    public static async Task MeasureAsync(Figures figures)
    {
        await using var home = new TestHome();
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", $"cpu:{Devices}");
        var started = Stopwatch.StartNew();
        await Eventually.FindAsync("a silo answers with both trainer processes", async () =>
            (await home.AskAsync(client => client.ListDevicesAsync())).Count(device => device.ProcessId is not null) == Devices
                ? "both" : null);
        figures.Condition($"the demo's sweep on {Devices} warm devices of one thread");
        figures.Add(new() { Name = "silo and trainer processes ready", Value = started.Elapsed.TotalSeconds, Unit = "s" });

        var warmUp = Path.Combine(home.Path, "warm-up.yaml");
        await File.WriteAllTextAsync(warmUp, WarmUp);
        (await ConsoleProcess.RunAsync(home, "sweep", "run", warmUp)).Expect(0);

        var processorBefore = ProcessorTime(silo.Id);
        var watch = Stopwatch.StartNew();
        (await ConsoleProcess.RunAsync(home, "sweep", "run", RepositoryFile.Find("sweeps/demo.yaml"), "--detach")).Expect(0);
        await home.AskAsync(EndOfDemoAsync);
        var processor = (ProcessorTime(silo.Id) - processorBefore) / watch.Elapsed;
        var shown = (await ConsoleProcess.RunAsync(home, "sweep", "show", "demo", "-o", "json")).Expect(0).Output;
        Tell(figures, JsonDocument.Parse(shown).RootElement, processor);
    }

    private static async Task<string> EndOfDemoAsync(SiloClient client)
    {
        while (!(await client.ListSweepsAsync()).Any(sweep => sweep.Id == "demo" && sweep.Ended is not null))
        {
            await Task.Delay(BetweenLooks);
        }

        return "ended";
    }

    private static void Tell(Figures figures, JsonElement sweep, double processor)
    {
        var experiments = sweep.GetProperty("experiments").EnumerateArray().Select(Measured.Of).ToList();
        var first = experiments.Min(experiment => experiment.Started);
        var busy = experiments.Sum(experiment => experiment.Busy);
        var wall = Devices * (experiments.Max(experiment => experiment.Ended) - first).TotalSeconds;

        // A device that has nothing left to do waits for no one.
        var occupied = experiments.GroupBy(experiment => experiment.Device).Sum(device =>
            (device.Max(experiment => experiment.Ended) - device.Min(experiment => experiment.Started)).TotalSeconds);
        figures.Add(new() { Name = "training and evaluation, all experiments", Value = busy, Unit = "s" });
        Add("devices busy, until each one's last work", busy / occupied, "at least 95");
        Add("devices busy, until the sweep's end", busy / wall, target: null);
        Add("the silo's processor time, of one core", processor, "below 2");

        void Add(string name, double share, string? target) =>
            figures.Add(new() { Name = name, Value = 100 * share, Unit = "%", Target = target });
    }

    private static TimeSpan ProcessorTime(int process) => Process.GetProcessById(process).TotalProcessorTime;

    private sealed record Measured(string Device, DateTime Started, DateTime Ended, double Busy)
    {
        public static Measured Of(JsonElement experiment) => new(
            experiment.GetProperty("device").GetString()!, experiment.GetProperty("started").GetDateTime(),
            experiment.GetProperty("ended").GetDateTime(),
            experiment.GetProperty("trainingSeconds").GetDouble() + experiment.GetProperty("evaluationSeconds").GetDouble());
    }
}
