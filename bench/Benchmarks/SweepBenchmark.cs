using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What a sweep adds to its experiments: 100 experiments of one step each, on one device of a silo with a trainer process.
/// Beside it the same experiments run one after the other in one process, without grains, trainers or database, as the
/// reference. And how long a silo takes to answer, and an answer about a sweep of 10,000 experiments.
/// Arguments: a directory for decoded shards that is kept (default: a temporary one).
/// </summary>
internal static class SweepBenchmark
{
    private const string File = """
        name: overhead
        data: {study: miniature, train_images: 50, test_images: 50, curve_images: 0}
        training: {epochs: 1, batch_size: 50, max_steps: 1}
        include: [{method: vanilla}]
        """;

    private const int Experiments = 100;
    private const int ManyExperiments = 10_000;
    private const int Questions = 50;

    /// <summary>This program as its own trainer.</summary>
    internal const string Trainer = "trainer";

    /// <summary>This program as the reference.</summary>
    internal const string Alone = "sweep-alone";

    public static async Task<int> RunAsync(string[] args)
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-").FullName;
        try
        {
            var cache = args.Length > 0 ? args[0] : Path.Combine(directory, "cache");
            var alone = await RunAloneAsync(directory, cache);
            var home = SiloHome.Open(Path.Combine(directory, "home"));
            Directory.Delete(home.Cache);
            Directory.CreateSymbolicLink(home.Cache, Path.GetFullPath(cache));
            await MeasureAsync(home, alone);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    /// <summary>The reference: runs the experiments and prints the seconds that they took.</summary>
    internal static int RunAlone(string[] args)
    {
        var environment = new ExperimentEnvironment { CacheDirectory = args[1], CheckpointDirectory = Path.Combine(args[0], "checkpoints") };
        var experiments = SweepFile.Parse(File, "/overhead.yaml", [Seeds(Experiments)]).Experiments;

        // The first loads libtorch and renders the images.
        ExperimentRunner.Run(experiments[0].Settings, environment, new Silent(), CancellationToken.None);
        var watch = Stopwatch.StartNew();
        foreach (var experiment in experiments)
        {
            ExperimentRunner.Run(experiment.Settings, environment, new Silent(), CancellationToken.None);
        }

        Console.WriteLine(watch.Elapsed.TotalSeconds);
        return 0;
    }

    private static async Task<TimeSpan> RunAloneAsync(string directory, string cache)
    {
        Directory.CreateDirectory(cache);
        var program = TrainerProgram.ThisOne(Alone, directory, cache);
        var start = new ProcessStartInfo(program.FileName, program.Arguments) { RedirectStandardOutput = true };

        // As a trainer process has it; numeric libraries read it when they are loaded.
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var seconds = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
    }

    private static async Task MeasureAsync(SiloHome home, TimeSpan alone)
    {
        var options = new SiloOptions
        {
            Devices = new DeviceSelection.Cpu(1),
            Trainers = new TrainerOptions { Program = TrainerProgram.ThisOne(Trainer) },
        };
        var watch = Stopwatch.StartNew();
        await using var connection = await SiloConnection.OpenAsync(home, options);
        Console.WriteLine($"a silo answers after {watch.ElapsedMilliseconds} ms");

        watch.Restart();
        await LaunchAsync(connection, [Seeds(Experiments)]);
        while ((await connection.Client.GetProgressAsync("overhead")).Status == SweepStatus.Running)
        {
            await Task.Delay(10);
        }

        var swept = watch.Elapsed;
        Console.WriteLine(
            $"{Experiments} experiments: {swept.TotalSeconds:0.00} s as a sweep, {alone.TotalSeconds:0.00} s in one process; "
            + $"overhead {(swept - alone).TotalMilliseconds / Experiments:0.0} ms an experiment, ratio {swept / alone:0.00}");

        watch.Restart();
        await LaunchAsync(connection, ["name=many", Seeds(ManyExperiments), "resources.memory=1000000GiB"]);
        Console.WriteLine($"a sweep of {ManyExperiments} experiments is launched in {watch.Elapsed.TotalSeconds:0.00} s");
        watch.Restart();
        for (var question = 0; question < Questions; question++)
        {
            await connection.Client.GetProgressAsync("many");
        }

        Console.WriteLine($"its progress is answered in {watch.Elapsed.TotalMilliseconds / Questions:0.0} ms");
    }

    private static Task<SweepLaunched> LaunchAsync(SiloConnection connection, IReadOnlyList<string> overrides) => connection.Client.LaunchSweepAsync(
        new LaunchRequest { FileName = "/overhead.yaml", Text = File, Overrides = overrides });

    private static string Seeds(int count) => $"seeds=[{string.Join(", ", Enumerable.Range(0, count))}]";

    private sealed class Silent : IExperimentObserver
    {
        public void ShardReady(PreparedShard shard)
        {
        }

        public void Progress(ExperimentProgress progress)
        {
        }

        public void Metric(string name, int step, double value)
        {
        }

        public void CheckpointWritten(WrittenCheckpoint checkpoint)
        {
        }
    }
}
