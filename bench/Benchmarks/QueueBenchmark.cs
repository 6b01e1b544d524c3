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

        // The first sweep warms up the program and the database's caches.
        await QueueWorkload.LaunchAsync(host, "warm-up", 1_000);
        await DrainAsync(host, devices);

        var reference = await ReferenceAsync(devices);
        var launch = await QueueWorkload.LaunchAsync(host, "bench", Experiments);
        var processorBefore = Environment.CpuUsage.TotalTime;
        var databaseBefore = databaseTime?.Invoke();
        var seconds = await DrainAsync(host, devices);
        var processor = (Environment.CpuUsage.TotalTime - processorBefore).TotalMilliseconds / Experiments;
        var database = databaseTime is null ? 0 : (databaseTime() - databaseBefore!.Value).TotalMilliseconds / Experiments;
        var rate = Experiments / seconds;
        await host.Client.GetGrain<ISweepGrain>("bench").Settle();
        var sweep = (await host.Queries.Sweep("bench"))!;
        if (sweep.Status != SweepStatus.Completed || sweep.Counts.Completed != Experiments)
        {
            throw new InvalidOperationException($"the sweep ended as {sweep.Status} with {sweep.Counts}");
        }

        Sample pickups = new(await PickUpAsync(host, devices));
        figures.Condition($"{name}: {Experiments:N0} experiments that do nothing, {Claimers} claimers");
        figures.Add(new() { Name = "bare turns", Value = reference, Unit = "turns/s" });
        figures.Add(new()
        {
            Name = "claim and completion",
            Value = rate,
            Unit = "experiments/s",
            Ratio = 2 * rate / reference,
            RatioTo = "bare turns (two each)",
            Target = "2,000",
        });
        figures.Add(new() { Name = "processor time each, this process", Value = processor, Unit = "ms" });
        figures.Add(new() { Name = "processor time each, database", Value = database, Unit = "ms" });
        figures.Add(new() { Name = "launch", Value = launch, Unit = "s", Target = "5" });
        figures.Add(Figure.Of("pickup", "ms", pickups));
        figures.Add(new() { Name = "pickup, p95", Value = pickups.Percentile(0.95), Unit = "ms", Runs = pickups.Count });
        figures.Add(new() { Name = "memory", Value = Environment.WorkingSet >> 20, Unit = "MiB" });
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
}
