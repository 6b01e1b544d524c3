using System.Globalization;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Whether an experiment costs the same in a sweep of 1,000 and of 100,000, by processor time, and how much memory a silo takes
/// over a database with as many. Argument: <c>postgres</c> for a private PostgreSQL, without the silo; SQLite otherwise.
/// </summary>
internal static class LengthBenchmark
{
    private const int Measured = 1_000;

    public static async Task<int> RunAsync(string[] arguments, Figures figures)
    {
        await using var home = new TestHome();
        if (arguments is ["postgres"])
        {
            await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on");
            await MeasureQueueAsync(await server.CreateDatabaseAsync(), server.ProcessorTime, figures);
            return 0;
        }

        await MeasureQueueAsync($"sqlite:{home.Path}/counterfactual.db", () => default, figures);
        await MeasureSiloAsync(home, figures);
        return 0;
    }

    private static async Task MeasureQueueAsync(string store, Func<TimeSpan> databaseTime, Figures figures)
    {
        await using var host = await GrainHost.StartAsync(
            new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var device = (await QueueWorkload.DevicesAsync(host, 1))[0];
        await QueueWorkload.LaunchAsync(host, "warm-up", Measured);
        await ProcessorTimeAsync(host, device, databaseTime);
        double first = 0;
        foreach (var size in (int[])[1_000, 10_000, 100_000])
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"of-{size}");
            var launch = await QueueWorkload.LaunchAsync(host, name, size);
            var each = await ProcessorTimeAsync(host, device, databaseTime);
            first = first == 0 ? each : first;
            figures.Add(new()
            {
                Name = $"processor time each in a sweep of {size:N0}",
                Value = each,
                Unit = "ms",
                Ratio = each / first,
                RatioTo = "the first",
            });
            figures.Add(new() { Name = "  its launch", Value = launch, Unit = "s" });
            await host.Client.GetGrain<ISweepGrain>(name).Stop();
        }
    }

    /// <summary>Milliseconds of processor time, the database's included, for the claim and completion of an experiment.</summary>
    private static async Task<double> ProcessorTimeAsync(
        GrainHost host, IDeviceGrain device, Func<TimeSpan> databaseTime)
    {
        var before = Environment.CpuUsage.TotalTime + databaseTime();
        for (var number = 0; number < Measured; number++)
        {
            var lease = (await device.Claim())!.Lease;
            await host.Client.GetGrain<IExperimentGrain>(lease.Experiment).Complete(lease.Epoch, QueueWorkload.Result);
        }

        return (Environment.CpuUsage.TotalTime + databaseTime() - before).TotalMilliseconds / Measured;
    }

    private static async Task MeasureSiloAsync(TestHome home, Figures figures)
    {
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", "cpu:2");
        await Eventually.FindAsync("the silo answers", async () =>
            (await home.AskAsync(client => client.GetHealthAsync())).RunsTrainers ? "answers" : null);
        for (var look = 0; look < 20; look++)
        {
            await home.AskAsync(client => client.ListSweepsAsync());
            await home.AskAsync(client => client.GetProgressAsync("of-100000"));
            await home.AskAsync(client => client.ListDevicesAsync());
        }

        figures.Add(new()
        {
            Name = "memory of a silo over all these, after 60 questions",
            Value = PeakMemory(silo.Id),
            Unit = "MiB",
            Target = "at most 300",
        });
        var details = await home.AskAsync(client => client.GetSweepAsync("of-100000"));
        figures.Add(new()
        {
            Name = $"after giving all {details.Experiments.Count:N0} experiments of a sweep at once",
            Value = PeakMemory(silo.Id),
            Unit = "MiB",
        });
    }

    /// <summary>Mebibytes at most until now.</summary>
    private static double PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
