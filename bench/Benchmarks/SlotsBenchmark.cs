using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The workload that Ray Tune publishes: 10,000 experiments of one second on 16 slots, 625 s at best, theirs 715 s. The slots
/// only sleep; the queue, its leases and completions are real. Arguments: <c>sqlite</c> or <c>postgres</c>, then perhaps how many
/// experiments.
/// </summary>
internal static class SlotsBenchmark
{
    private const int Slots = 16;

    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        var experiments = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
        if (args is ["sqlite", ..])
        {
            var directory = Directory.CreateTempSubdirectory("counterfactual-bench-");
            await MeasureAsync(figures, "SQLite", $"sqlite:{directory.FullName}/queue.db", experiments);
            directory.Delete(recursive: true);
        }
        else
        {
            await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on");
            await MeasureAsync(figures, "PostgreSQL", await server.CreateDatabaseAsync(), experiments);
        }

        return 0;
    }

    private static async Task MeasureAsync(Figures figures, string name, string store, int experiments)
    {
        await using var host = await GrainHost.StartAsync(
            new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var devices = await QueueWorkload.DevicesAsync(host, Slots);
        await QueueWorkload.LaunchAsync(host, "slots", experiments);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(devices.Select(device => Task.Run(() => WorkAsync(host, device))));
        var seconds = watch.Elapsed.TotalSeconds;
        var ideal = Math.Ceiling((double)experiments / Slots);
        figures.Condition(
            $"{name}: {experiments} experiments of one second on {Slots} slots (Ray Tune publishes 1.144 of the ideal)");
        figures.Add(new()
        {
            Name = "time",
            Value = seconds,
            Unit = "s",
            Ratio = seconds / ideal,
            RatioTo = $"the ideal {ideal} s",
        });
        figures.Add(new() { Name = "processor time", Value = Environment.CpuUsage.TotalTime.TotalSeconds, Unit = "s" });
        figures.Add(new() { Name = "memory", Value = Environment.WorkingSet >> 20, Unit = "MiB" });
    }

    private static async Task WorkAsync(GrainHost host, IDeviceGrain device)
    {
        while (await device.Claim() is { } assignment)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await host.Client.GetGrain<IExperimentGrain>(assignment.Lease.Experiment)
                .Complete(assignment.Lease.Epoch, QueueWorkload.Result);
        }
    }
}
