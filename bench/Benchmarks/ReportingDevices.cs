using System.Diagnostics;
using System.Globalization;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What an orchestrator costs with 1,000 simulated devices, each of which runs an experiment and reports its metrics every 5 s,
/// while their leases are renewed: over SQLite, or over a private PostgreSQL on the same cores.
/// </summary>
internal static class ReportingDevices
{
    private const int Devices = 1_000;
    private const int MetricsOfAReport = 6;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(30);

    public static async Task MeasureOnSqliteAsync(Figures figures)
    {
        await using var home = new TestHome();
        await MeasureAsync(figures, "SQLite", $"sqlite:{home.Path}/counterfactual.db", database: null);
    }

    public static async Task MeasureOnPostgresAsync(Figures figures)
    {
        await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on");
        await MeasureAsync(figures, "PostgreSQL", await server.CreateDatabaseAsync(), server.ProcessorTime);
    }

    private static async Task MeasureAsync(Figures figures, string name, string store, Func<TimeSpan>? database)
    {
        await using var host = await GrainHost.StartAsync(
            new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var devices = await QueueWorkload.DevicesAsync(host, Devices);
        await QueueWorkload.LaunchAsync(host, "reporting", Devices);
        List<Lease> leases = [];
        foreach (var device in devices)
        {
            leases.Add((await device.Claim())!.Lease);
        }

        using var end = new CancellationTokenSource();
        var (before, databaseBefore) = (Environment.CpuUsage.TotalTime, database?.Invoke());
        var watch = Stopwatch.StartNew();
        end.CancelAfter(Measured);
        await Task.WhenAll([RenewAsync(host, leases, end.Token), .. leases.Select((lease, index) =>
            ReportAsync(host, lease, index, end.Token))]);
        var cores = (Environment.CpuUsage.TotalTime - before) / watch.Elapsed;
        figures.Condition($"{name}: {Devices:N0} simulated devices that report every {Interval.TotalSeconds} s");
        figures.Add(new() { Name = "this process", Value = 100 * cores, Unit = "% of a core", Target = "below 100" });
        if (database is not null)
        {
            var share = (database() - databaseBefore!.Value) / watch.Elapsed;
            figures.Add(new() { Name = "the database", Value = 100 * share, Unit = "% of a core" });
        }
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
