using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Experiments that do nothing through several silos, each a process of its own with simulated devices, over one PostgreSQL:
/// throughput, and how long claim and completion take together. Arguments: lines of <c>SILOS/DEVICES/EXPERIMENTS</c>.
/// </summary>
internal static class ScaleGrid
{
    private static readonly string[] Usual =
    [
        "1/100/5000", "2/100/5000", "4/100/5000", "8/100/5000", "2/10/5000", "2/1000/5000", "2/10000/20000", "2/100/1000",
        "2/100/50000",
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        Console.WriteLine("silos  devices  experiments   per second   claim and completion p50, p95   launch");
        foreach (var line in args.Length > 0 ? args : Usual)
        {
            if (line.Split('/').Select(part => int.TryParse(part, out var number) ? number : 0).ToArray()
                is not [> 0 and var silos, > 0 and var devices, > 0 and var experiments])
            {
                Console.Error.WriteLine($"{line}: expected SILOS/DEVICES/EXPERIMENTS, such as {Usual[0]}");
                return 2;
            }

            await MeasureAsync(silos, devices, experiments);
        }

        return 0;
    }

    /// <summary>One silo: takes <c>STORE SILO DEVICES</c>, works until the queue is empty, prints its times.</summary>
    public static async Task<int> WorkAsync(string[] args)
    {
        var (store, silo, count) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        await using var host = await GrainHost.StartAsync(Options(store));
        var devices = Enumerable.Range(0, count).Select(number =>
            (Name: $"cpu:{number}", Grain: host.Client.GetGrain<IDeviceGrain>($"{silo}/cpu:{number}"))).ToList();
        await Parallel.ForEachAsync(devices, async (device, _) =>
            await device.Grain.Register(new(silo, device.Name, DeviceKind.Cpu, 1, 1L << 33)));
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var times = await Task.WhenAll(devices.Select(device => Task.Run(() => DrainAsync(host, device.Grain))));
        var ordered = times.SelectMany(each => each).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{ordered.Count} {Percentile(ordered, 0.5)} {Percentile(ordered, 0.95)}"));
        return 0;
    }

    private static async Task MeasureAsync(int silos, int devices, int experiments)
    {
        await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on -c max_connections=400");
        var store = await server.CreateDatabaseAsync();
        double launch;
        await using (var host = await GrainHost.StartAsync(Options(store)))
        {
            launch = await QueueWorkload.LaunchAsync(host, "scale", experiments);
        }

        var workers = Enumerable.Range(0, silos).Select(number => Start(store, $"silo-{number}", devices / silos)).ToList();
        foreach (var worker in workers)
        {
            await worker.StandardOutput.ReadLineAsync();
        }

        var watch = Stopwatch.StartNew();
        workers.ForEach(worker => worker.StandardInput.WriteLine());
        var lines = await Task.WhenAll(workers.Select(worker => worker.StandardOutput.ReadLineAsync()));
        var seconds = watch.Elapsed.TotalSeconds;
        var figures = lines.Select(line =>
            line!.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()).ToList();
        if (figures.Sum(figure => figure[0]) != experiments)
        {
            throw new InvalidOperationException($"{figures.Sum(figure => figure[0])} of {experiments} experiments were done");
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{silos,5} {devices,8:N0} {experiments,12:N0} {experiments / seconds,12:N0} "
            + $"{figures.Average(figure => figure[1]),18:F1} ms, {figures.Max(figure => figure[2]):F1} ms {launch,8:F1} s"));
        workers.ForEach(worker => worker.Dispose());
    }

    private static GrainHostOptions Options(string store) =>
        new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly], WorkPoll = TimeSpan.FromSeconds(10) };

    private static Process Start(string store, string silo, int devices) =>
        Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ScaleGrid).Assembly.Location, "scale-silo", store, silo, $"{Math.Max(devices, 1)}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    private static async Task<List<double>> DrainAsync(GrainHost host, IDeviceGrain device)
    {
        List<double> times = [];
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            if (await device.Claim() is not { } assignment)
            {
                return times;
            }

            await host.Client.GetGrain<IExperimentGrain>(assignment.Lease.Experiment)
                .Complete(assignment.Lease.Epoch, QueueWorkload.Result);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static double Percentile(List<double> ordered, double share) =>
        ordered.Count == 0 ? 0 : ordered[Math.Min((int)(share * ordered.Count), ordered.Count - 1)];
}
