using System.Diagnostics;
using System.Globalization;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What an orchestrator costs with 1,000 simulated devices, each of which runs an experiment and reports its metrics every 5 s,
/// while their leases are renewed.
/// </summary>
internal static class ReportingDevices
{
    private const int Devices = 1_000;
    private const int MetricsOfAReport = 6;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    public static async Task MeasureAsync()
    {
        await using var home = new TestHome();
        await using var host = await GrainHost.StartAsync(
            new() { Store = $"sqlite:{home.Path}/counterfactual.db", GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var devices = await QueueWorkload.DevicesAsync(host, Devices);
        await QueueWorkload.LaunchAsync(host, "reporting", Devices);
        List<Lease> leases = [];
        foreach (var device in devices)
        {
            leases.Add((await device.Claim())!.Lease);
        }

        using var end = new CancellationTokenSource();
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        end.CancelAfter(Measured);
        await Task.WhenAll([RenewAsync(host, leases, end.Token), .. leases.Select((lease, index) =>
            ReportAsync(host, lease, index, end.Token))]);
        var cores = (Environment.CpuUsage.TotalTime - before) / watch.Elapsed;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Devices:N0} simulated devices that report every {Interval.TotalSeconds} s: {cores:P0} of one core (below 100 %), "
            + $"over {watch.Elapsed.TotalSeconds:F0} s, SQLite"));
    }

    private static async Task RenewAsync(GrainHost host, List<Lease> leases, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await TicksAsync(timer, end))
        {
            await host.Leases.RenewAsync(leases, CancellationToken.None);
        }
    }

    private static async Task ReportAsync(GrainHost host, Lease lease, int index, CancellationToken end)
    {
        try
        {
            await Task.Delay(Interval * ((double)index / Devices), end);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        var experiment = host.Client.GetGrain<IExperimentGrain>(lease.Experiment);
        using var timer = new PeriodicTimer(Interval);
        for (var step = 0; await TicksAsync(timer, end); step++)
        {
            var points = Enumerable.Range(0, MetricsOfAReport)
                .Select(number => new MetricPoint(string.Create(CultureInfo.InvariantCulture, $"metric.{number}"), step, 0.5));
            await experiment.Report(lease.Epoch, new ExperimentReport { Metrics = [.. points] });
        }
    }

    private static async Task<bool> TicksAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
