using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// One silo of <see cref="ScaleGrid"/>, a process of its own: simulated devices that claim experiments and complete them at once.
/// It takes <c>STORE SILO DEVICES</c>, says when it is ready, and for each line that it reads works until nothing is left or the
/// line's seconds are over.
/// </summary>
internal static class ScaleWorker
{
    public const string Name = "scale-worker";

    private const int RegisteredAtOnce = 32;

    /// <summary>Starts one.</summary>
    public static Process Start(string store, string silo, int devices) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(ScaleWorker).Assembly.Location, Name, store, silo, devices.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    public static GrainHostOptions Options(string store) =>
        new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly], WorkPoll = TimeSpan.FromSeconds(10) };

    public static async Task<int> RunAsync(string[] args)
    {
        var (store, silo, count) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        await using var host = await GrainHost.StartAsync(Options(store));
        var devices = Enumerable.Range(0, count).Select(number =>
            (Name: $"cpu:{number}", Grain: host.Client.GetGrain<IDeviceGrain>($"{silo}/cpu:{number}"))).ToList();
        await Parallel.ForEachAsync(
            devices,
            new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce },
            async (device, _) => await device.Grain.Register(new(silo, device.Name, DeviceKind.Cpu, 1, 1L << 33)));
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var time = TimeSpan.FromSeconds(double.Parse(line, CultureInfo.InvariantCulture));
            var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var times = await Task.WhenAll(devices.Select(device =>
                Task.Run(() => WorkAsync(host, device.Grain, () => watch.Elapsed < time))));
            var processor = Environment.CpuUsage.TotalTime - before;
            Sample all = new(times.SelectMany(each => each).DefaultIfEmpty(0));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{times.Sum(each => each.Count)} {processor.TotalMilliseconds} {all.Median} {all.Percentile(0.95)}"));
        }

        return 0;
    }

    /// <summary>Milliseconds of each claim with its completion.</summary>
    private static async Task<List<double>> WorkAsync(GrainHost host, IDeviceGrain device, Func<bool> goesOn)
    {
        List<double> times = [];
        while (goesOn())
        {
            var started = Stopwatch.GetTimestamp();
            if (await device.Claim() is not { } assignment)
            {
                break;
            }

            await host.Client.GetGrain<IExperimentGrain>(assignment.Lease.Experiment)
                .Complete(assignment.Lease.Epoch, QueueWorkload.Result);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}
