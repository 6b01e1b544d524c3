using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>Experiments that do nothing, as large as real ones, and devices to claim them.</summary>
internal static class QueueWorkload
{
    public static ExperimentResult Result { get; } = new()
    {
        Evaluations = [new(1, [.. new[] { "ID", "V2", "R", "Sketch", "ObjectNet", "A" }.Select((name, index) =>
            new TestSetAccuracy(name, index == 0, 1500, 2000))])],
    };

    public static async Task<IDeviceGrain[]> DevicesAsync(GrainHost host, int count)
    {
        IDeviceGrain[] devices = [.. Enumerable.Range(0, count).Select(index =>
            host.Client.GetGrain<IDeviceGrain>($"bench/cpu:{index}"))];
        for (var index = 0; index < count; index++)
        {
            await devices[index].Register(new("bench", $"cpu:{index}", DeviceKind.Cpu, 1, 1L << 33));
        }

        return devices;
    }

    /// <summary>Launches a sweep; how many seconds that took.</summary>
    public static async Task<double> LaunchAsync(GrainHost host, string name, int count)
    {
        var request = new SweepLaunch
        {
            Name = name,
            File = $"name: {name}",
            Points = [.. Enumerable.Range(0, count).Select(index => Point($"{name}-{index}"))],
        };
        var watch = Stopwatch.StartNew();
        await host.Client.GetGrain<ISweepGrain>(name).Launch(request);
        return watch.Elapsed.TotalSeconds;
    }

    private static ExperimentPoint Point(string cell) => new()
    {
        Cell = cell,
        Row = "ours",
        Seed = 0,
        Parameters = [new("masking", "object"), new("refill", "single"), new("threshold", "0.3")],
        Settings = $$"""{"cell":"{{cell}}","settings":"{{new string('x', 500)}}"}""",
    };
}
