using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;
using Npgsql;

namespace Counterfactual.Benchmarks;

/// <summary>
/// How fast experiments that do nothing go through the real queue: claim with lease and reminder, completion with result. Beside
/// it a bare transaction of the same database (one row read and written) as the reference.
/// Arguments: <c>sqlite</c>, <c>postgres</c> (a private cluster that writes through to the disk: fsync and synchronous_commit
/// on), or addresses of empty stores.
/// </summary>
internal static class QueueBenchmark
{
    private const int Claimers = 16;
    private const int Experiments = 10_000;
    private const int Sweeps = 3;
    private const int Pickups = 200;

    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        string[] chosen = args.Length > 0 ? args : ["sqlite", "postgres"];
        foreach (var store in chosen.Where(store => store is not ("sqlite" or "postgres")))
        {
            await MeasureAsync(figures, "given", store);
        }

        if (chosen.Contains("sqlite"))
        {
            var directory = Directory.CreateTempSubdirectory("counterfactual-bench-");
            await MeasureAsync(figures, "SQLite", $"sqlite:{directory.FullName}/queue.db");
            directory.Delete(recursive: true);
        }

        if (chosen.Contains("postgres"))
        {
            await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on");
            var store = await server.CreateDatabaseAsync();
            figures.Add(new()
            {
                Name = $"PostgreSQL alone, one updated row, {Claimers} connections",
                Value = await BareCommitsAsync(store),
                Unit = "commits/s",
            });
            await MeasureAsync(figures, "PostgreSQL", store, server.ProcessorTime);
        }

        return 0;
    }

    private static async Task MeasureAsync(
        Figures figures, string name, string store, Func<TimeSpan>? databaseTime = null)
    {
        await using var host = await GrainHost.StartAsync(
            new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly], WorkPoll = TimeSpan.FromSeconds(10) });
        var devices = await QueueWorkload.DevicesAsync(host, Claimers);

        // A silo runs for weeks: the program is compiled and the database's caches are full before anything is measured.
        await QueueWorkload.LaunchAsync(host, "warm-up", Experiments);
        await DrainAsync(host, devices);

        var reference = await ReferenceAsync(devices);
        List<SweepFigures> sweeps = [];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            sweeps.Add(await MeasureSweepAsync(host, devices, $"bench-{sweep}", databaseTime));
        }

        Sample pickups = new(await PickUpAsync(host, devices));
        figures.Condition($"{name}: {Experiments:N0} experiments that do nothing, {Claimers} claimers, {Sweeps} sweeps");
        figures.Add(new() { Name = "bare turns", Value = reference, Unit = "turns/s" });
        var rates = new Sample(sweeps.Select(sweep => sweep.Rate));
        figures.Add(Figure.Of("claim and completion", "experiments/s", rates) with
        {
            Ratio = 2 * rates.Median / reference,
            RatioTo = "bare turns (two each)",
            Target = "2,000",
        });
        Add("processor time each, this process", "ms", sweep => sweep.Processor);
        Add("processor time each, database", "ms", sweep => sweep.Database);
        figures.Add(Figure.Of("launch", "s", new(sweeps.Select(sweep => sweep.Launch))) with { Target = "5" });
        figures.Add(Figure.Of("pickup", "ms", pickups));
        figures.Add(new() { Name = "pickup, p95", Value = pickups.Percentile(0.95), Unit = "ms", Runs = pickups.Count });
        figures.Add(new() { Name = "memory", Value = Environment.WorkingSet >> 20, Unit = "MiB" });

        void Add(string what, string unit, Func<SweepFigures, double> value) =>
            figures.Add(Figure.Of(what, unit, new(sweeps.Select(value))));
    }

    private static async Task<SweepFigures> MeasureSweepAsync(
        GrainHost host, IDeviceGrain[] devices, string name, Func<TimeSpan>? databaseTime)
    {
        var launch = await QueueWorkload.LaunchAsync(host, name, Experiments);
        var processorBefore = Environment.CpuUsage.TotalTime;
        var databaseBefore = databaseTime?.Invoke() ?? default;
        var seconds = await DrainAsync(host, devices);
        var processor = Environment.CpuUsage.TotalTime - processorBefore;
        var database = (databaseTime?.Invoke() ?? default) - databaseBefore;
        await host.Client.GetGrain<ISweepGrain>(name).Settle();
        var sweep = (await host.Queries.Sweep(name))!;
        return sweep.Status == SweepStatus.Completed && sweep.Counts.Completed == Experiments
            ? new(
                Experiments / seconds, launch, processor.TotalMilliseconds / Experiments,
                database.TotalMilliseconds / Experiments)
            : throw new InvalidOperationException($"the sweep ended as {sweep.Status} with {sweep.Counts}");
    }

    /// <summary>Turns a second that read, lock, write and commit one row each.</summary>
    private static async Task<double> ReferenceAsync(IDeviceGrain[] devices)
    {
        const int TurnsEach = 300;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(devices.Select((device, index) => Task.Run(async () =>
        {
            for (var turn = 0; turn < TurnsEach; turn++)
            {
                await device.Register(new("bench", $"cpu:{index}", DeviceKind.Cpu, 1, 1L << 33));
            }
        })));
        return TurnsEach * devices.Length / watch.Elapsed.TotalSeconds;
    }

    /// <summary>What the server can do at most: commits a second of the smallest change, each its own journey.</summary>
    private static async Task<double> BareCommitsAsync(string store)
    {
        const int CommitsEach = 500;
        await using var source = NpgsqlDataSource.Create(
            store + ";Max Auto Prepare=10;Auto Prepare Min Usages=2;No Reset On Close=true");
        await using var setUp = source.CreateCommand(
            $"CREATE TABLE bare AS SELECT number, 0 AS value FROM generate_series(0, {Claimers - 1}) number; "
            + "CREATE INDEX ON bare (number)");
        await setUp.ExecuteNonQueryAsync();
        await UpdateAsync();
        var watch = Stopwatch.StartNew();
        await UpdateAsync();
        return CommitsEach * Claimers / watch.Elapsed.TotalSeconds;

        Task UpdateAsync() => Task.WhenAll(Enumerable.Range(0, Claimers).Select(number => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var update = new NpgsqlCommand("UPDATE bare SET value = value + 1 WHERE number = $1", connection);
            update.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
            for (var commit = 0; commit < CommitsEach; commit++)
            {
                await update.ExecuteNonQueryAsync();
            }
        })));
    }

    private static async Task<double> DrainAsync(GrainHost host, IDeviceGrain[] devices)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(devices.Select(device => Task.Run(async () =>
        {
            while (await device.Claim() is { } assignment)
            {
                await host.Client.GetGrain<IExperimentGrain>(assignment.Lease.Experiment)
                    .Complete(assignment.Lease.Epoch, QueueWorkload.Result);
            }
        })));
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds from before a launch of one experiment to its assignment, with all trainers waiting idle.</summary>
    private static async Task<List<double>> PickUpAsync(GrainHost host, IDeviceGrain[] devices)
    {
        using var stop = new CancellationTokenSource();
        var picked = new TaskCompletionSource<Assignment>();
        var trainers = devices.Select(device => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var next = host.NextWork(stop.Token);
                if (await device.Claim() is { } assignment)
                {
                    picked.SetResult(assignment);
                }
                else
                {
                    await next.ContinueWith(_ => { }, TaskScheduler.Default);
                }
            }
        })).ToArray();
        List<double> times = [];
        for (var pickup = 0; pickup < Pickups; pickup++)
        {
            await Task.Delay(20);
            picked = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var watch = Stopwatch.StartNew();
            await QueueWorkload.LaunchAsync(host, $"pickup-{pickup}", 1);
            var assignment = await picked.Task;
            times.Add(watch.Elapsed.TotalMilliseconds);
            await host.Client.GetGrain<IExperimentGrain>(assignment.Lease.Experiment)
                .Complete(assignment.Lease.Epoch, QueueWorkload.Result);
        }

        await stop.CancelAsync();
        await Task.WhenAll(trainers);
        return times;
    }

    /// <summary>Of one sweep: experiments a second, seconds of launch, milliseconds of processor time an experiment.</summary>
    private sealed record SweepFigures(double Rate, double Launch, double Processor, double Database);
}
