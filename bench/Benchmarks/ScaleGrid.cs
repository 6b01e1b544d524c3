using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Experiments that do nothing through several silos, each a process of its own with simulated devices that never rest, over one
/// PostgreSQL: throughput, how long claim and completion take together, and what both sides cost. Arguments: lines of
/// <c>SILOS/DEVICES/EXPERIMENTS</c>. The first line's throughput is what the others are a ratio to.
/// </summary>
internal static class ScaleGrid
{
    /// <summary>A longer queue is cut into sweeps of as many.</summary>
    private const int LargestSweep = 100_000;

    private const int WarmUp = 2_000;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    private static readonly string[] Usual = ["1/100/50000", "2/100/50000", "4/100/50000", "8/100/50000"];

    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        var grid = (args.Length > 0 ? args : Usual).Select(Parse).ToList();
        figures.Condition(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores for the silos and PostgreSQL (fsync and synchronous_commit on); each line for "
            + $"{Measured.TotalSeconds} s or until its queue is empty, after {WarmUp:N0} experiments"));
        double? first = null;
        foreach (var (silos, devices, experiments) in grid)
        {
            first = await MeasureAsync(figures, silos, devices, experiments, first);
        }

        return 0;
    }

    private static (int Silos, int Devices, int Experiments) Parse(string line) =>
        line.Split('/').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 0).ToArray() is [> 0 and var silos, > 0 and var devices, > 0 and var experiments] && devices >= silos
            ? (silos, devices, experiments)
            : throw new FormatException($"{line}: expected SILOS/DEVICES/EXPERIMENTS, a device or more a silo, as {Usual[0]}");

    /// <summary>Measures one line; the throughput of the first.</summary>
    private static async Task<double> MeasureAsync(Figures figures, int silos, int devices, int experiments, double? first)
    {
        await using var server = await PostgresServer.StartAsync("-c fsync=on -c synchronous_commit=on -c max_connections=1000");
        var store = await server.CreateDatabaseAsync();
        await using var host = await GrainHost.StartAsync(ScaleWorker.Options(store));
        var workers = Enumerable.Range(0, silos)
            .Select(number => ScaleWorker.Start(store, $"silo-{number}", devices / silos)).ToList();
        foreach (var worker in workers)
        {
            await worker.StandardOutput.ReadLineAsync();
        }

        await QueueWorkload.LaunchAsync(host, "warm-up", WarmUp);
        await WorkAsync(workers, TimeSpan.FromMinutes(1));
        var launch = 0.0;
        for (var launched = 0; launched < experiments; launched += LargestSweep)
        {
            launch += await QueueWorkload.LaunchAsync(
                host, $"scale-{launched}", Math.Min(LargestSweep, experiments - launched));
        }

        var (watch, database) = (Stopwatch.StartNew(), server.ProcessorTime());
        var told = await WorkAsync(workers, Measured);
        var (seconds, done) = (watch.Elapsed.TotalSeconds, told.Sum(silo => silo.Done));
        var ofDatabase = (server.ProcessorTime() - database).TotalMilliseconds / done;
        var name = string.Create(CultureInfo.InvariantCulture, $"{silos} silos, {devices:N0} devices, {experiments:N0} queued");
        figures.Add(new()
        {
            Name = name,
            Value = done / seconds,
            Unit = "experiments/s",
            Ratio = first is null ? null : done / seconds / first,
            RatioTo = first is null ? null : "the first line's",
        });
        figures.Add(new() { Name = "  claim and completion, p50", Value = told.Average(silo => silo.Median), Unit = "ms" });
        figures.Add(new() { Name = "  claim and completion, p95", Value = told.Max(silo => silo.Late), Unit = "ms" });
        var ofSilos = told.Sum(silo => silo.Processor) / done;
        figures.Add(new() { Name = "  processor time each, silos", Value = ofSilos, Unit = "ms" });
        figures.Add(new() { Name = "  processor time each, database", Value = ofDatabase, Unit = "ms" });
        figures.Add(new() { Name = "  launch", Value = launch, Unit = "s" });
        workers.ForEach(End);
        return first ?? done / seconds;
    }

    private static async Task<List<Told>> WorkAsync(List<Process> workers, TimeSpan time)
    {
        workers.ForEach(worker => worker.StandardInput.WriteLine(time.TotalSeconds.ToString(CultureInfo.InvariantCulture)));
        var lines = await Task.WhenAll(workers.Select(worker => worker.StandardOutput.ReadLineAsync()));
        return [.. lines.Select(line => line?.Split(' ')
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()
            is [var done, var processor, var median, var late]
            ? new Told(done, processor, median, late)
            : throw new InvalidOperationException("a silo ended: its message is above"))];
    }

    private static void End(Process worker)
    {
        worker.StandardInput.Close();
        worker.WaitForExit();
        worker.Dispose();
    }

    /// <summary>What a silo tells: experiments done, milliseconds of its processor, of the median and of the p95.</summary>
    private sealed record Told(double Done, double Processor, double Median, double Late);
}
